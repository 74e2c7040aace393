"""python-frontmatter with our handler reads and writes what the import reads and writes."""

import inspect
from dataclasses import replace

import frontmatter
import pytest
from frontmatter.default_handlers import BaseHandler
from hypothesis import given, settings

from articles.front_matter.exceptions import RecordError
from articles.front_matter.fences import split_file
from articles.front_matter.files import dump, export_path, parse
from articles.front_matter.handler import ArticleFileHandler
from articles.front_matter.limits import FileLimits
from articles.front_matter.record import BODY, SLUG
from articles.front_matter.schema import validate_values
from tests.examples import examples
from tests.front_matter.strategies import RULES, article_records, documents

UNREPAIRED = replace(RULES, repair=False)


def test_the_handler_has_the_methods_of_the_library():
    for name, method in inspect.getmembers(BaseHandler, inspect.isfunction):
        if not name.startswith("_"):
            ours = inspect.signature(getattr(ArticleFileHandler, name))
            assert list(ours.parameters) == list(inspect.signature(method).parameters), name


@settings(max_examples=examples(100), deadline=None)
@given(documents())
def test_the_library_reads_every_file_as_the_import_does(written):
    document, path = written
    record = parse(document, path, UNREPAIRED).record
    post = frontmatter.loads(document, handler=ArticleFileHandler())
    values = {"lang": record.lang} | post.metadata
    assert validate_values(values | {SLUG: record.slug, BODY: record.body}) == record
    assert post.content.replace("\r", "\n") == record.body.strip()


@settings(max_examples=examples(60), deadline=None)
@given(documents())
def test_what_the_library_read_it_writes_and_reads_again(written):
    document, _path = written
    post = frontmatter.loads(document, handler=ArticleFileHandler())
    again = frontmatter.loads(frontmatter.dumps(post), handler=ArticleFileHandler())
    assert again.metadata == post.metadata
    assert again.content.replace("\r", "\n") == post.content.replace("\r", "\n")


@settings(max_examples=examples(60), deadline=None)
@given(article_records())
def test_the_library_reads_what_we_write(record):
    post = frontmatter.loads(dump(record), handler=ArticleFileHandler())
    assert post.metadata == parse(dump(record), export_path(record), UNREPAIRED).tree.plain()


def test_a_file_is_loaded_from_its_path(tmp_path, example):
    path = tmp_path / "harbour-crane.en.md"
    path.write_bytes(example)
    post = frontmatter.load(path, handler=ArticleFileHandler())
    assert post["externalId"] == "00417"
    assert post["draft"] == "false"
    assert post.metadata == parse(example, path.name, UNREPAIRED).tree.plain()


@pytest.mark.parametrize(
    ("text", "detected"),
    [
        ("---\na: b\n---\n", True),
        ("\ufeff---\r\na: b\r\n---\r\nText.", True),
        ("--- \na: b\n---", True),
        ("a: b", False),
        ("---\na: b\n", False),
        ("+++\na = 1\n+++\n", False),
        ("", False),
    ],
)
def test_only_a_file_with_two_fences_is_detected(text, detected):
    assert ArticleFileHandler().detect(text) is detected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("front", ["a: 1\nb: &x 2", "a: 1\n\n  b: 2", "a: 1\na: 2", "a: [", "- a"])
def test_an_error_names_the_line_of_the_file(front, newline):
    text = f"---\n{front}\n---\nText.\n".replace("\n", newline)
    fm, _content = ArticleFileHandler().split(text)
    with pytest.raises(RecordError) as caught:
        ArticleFileHandler().load(fm)
    with pytest.raises(RecordError) as whole:
        parse(text.encode(), "a.md", UNREPAIRED)
    assert caught.value.problems == whole.value.problems
    assert split_file(text.encode()).front_matter == fm


def test_nothing_is_stripped_and_limits_are_kept():
    handler = ArticleFileHandler(FileLimits(depth=1))
    assert handler.split("---\na: 1 \n---\n\n  code \n\n") == ("a: 1 \n", "\n  code \n\n")
    with pytest.raises(RecordError, match="IMPORT_MAX_DEPTH"):
        handler.load("a: [1]\n")
