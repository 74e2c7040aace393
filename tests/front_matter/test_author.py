"""The key `author`: one name or a list, in and out, and no byte of it changes by itself."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import SiteRules, dump, parse
from articles.front_matter.merge import TaxonomyAliases, merge_records, with_base_spelling
from articles.front_matter.patch import patch
from tests.examples import examples

RULES = SiteRules(languages=("en",), default_language="en")
FILE = "---\ntitle: 'Crane'\ndraft: true\n{}\nother: kept\n---\nText.\n"


def read(front: str):
    return parse(FILE.format(front).encode(), "a.en.md", RULES)


def names(front: str) -> tuple[str, ...]:
    return read(front).record.author


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("author: Ada Reyes", ("Ada Reyes",)),
        ("author: [Ada, 'Лі Вень', ADA]", ("Ada", "Лі Вень")),
        ("author:\n  - Ada\n  - 007", ("Ada", "007")),
        ("author:", ()),
        ("author: ''", ()),
        ("author: []", ()),
        ("author: {name: Ada Reyes, url: 'https://example.org/'}", ("Ada Reyes",)),
        ("author:\n  - name: Ada\n    twitter: '@ada'\n  - Ben", ("Ada", "Ben")),
        ("author: 'Ada\u200b Reyes'", ("Ada Reyes",)),
    ],
)
def test_what_is_read(front, expected):
    assert names(front) == expected


@pytest.mark.parametrize(
    ("front", "line", "key"),
    [
        ("author: {url: x}", 4, "author"),
        ("author:\n  - Ada\n  - [Ben]", 6, "author[1]"),
        ("author:\n  - Ada\n  - ''", 6, "author[1]"),
        (f"author: {'x' * 201}", 4, "author"),
        (f"author: [{', '.join(f'n{n}' for n in range(31))}]", 4, "author"),
    ],
)
def test_what_is_refused_has_its_line_and_a_hint(front, line, key):
    with pytest.raises(RecordError) as caught:
        read(front)
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (line, key)
    assert problem.hint


@pytest.mark.parametrize(
    ("front", "new", "expected"),
    [
        ("author: Ada  # who?", ("Ben",), "author: Ben  # who?"),
        ("author: 'Ada'", ("Ben",), "author: 'Ben'"),
        ("author: Ada", ("Ada", "Ben"), "author:\n  - Ada\n  - Ben"),
        ("author: [Ada]", ("Ben",), "author: [Ben]"),
        ("author:\n  - Ada\n  - Ben", ("Ben",), "author:\n  - Ben"),
        ("author: Ada", (), "author: []"),
        ("author: {name: Ada, url: x}", ("Ben",), "author: Ben"),
    ],
)
def test_a_change_of_the_authors_changes_their_bytes_and_no_others(front, new, expected):
    parsed = read(front)
    record = parsed.record.model_copy(update={"author": new})
    patched = patch(parsed, record, "a.en.md", RULES).decode()
    assert patched == FILE.format(expected)


def test_authors_come_into_a_file_that_names_none():
    parsed = read("tags: []")
    record = parsed.record.model_copy(update={"author": ("Ada",)})
    assert "\nauthor: Ada\n" in patch(parsed, record, "a.en.md", RULES).decode()


WORDS = st.text("abcАбв '\"#:-[]{}", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)


@given(st.lists(WORDS.filter(bool), max_size=4))
@example(["- a", "#b"])
@settings(max_examples=examples(60), deadline=None)
def test_what_is_written_is_read_again(names):
    record = read("author: x").record.model_copy(update={"author": tuple(names)})
    again = parse(dump(record), "a.en.md", RULES).record
    assert [name.lower() for name in again.author] == list(dict.fromkeys(n.lower() for n in names))


def test_the_three_sides_are_compared_by_meaning():
    base, theirs, ours = (read(f"author: {text}").record for text in ("Ada", "ADA", "[Ada, Ben]"))
    assert not merge_records(base, theirs, base).follow
    assert not merge_records(base, theirs, ours).conflicts
    other = read("author: Zoe").record
    assert "author" in merge_records(base, other, base).follow
    (conflict,) = merge_records(base, other, ours).conflicts
    assert (conflict.field, conflict.theirs, conflict.ours) == ("author", ("Zoe",), ("Ada", "Ben"))
    merged = TaxonomyAliases({}, {}, {"zoe": "ada"})
    assert not merge_records(base, other, base, merged).follow


def test_names_that_stay_keep_the_spelling_of_the_file():
    base, new = read("author: [ADA, Ben]").record, read("author: [Ada, Zoe]").record
    assert with_base_spelling(base, new).author == ("ADA", "Zoe")
