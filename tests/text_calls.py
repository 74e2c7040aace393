"""How functions that read text are called with one text, where their parameters do not say it."""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, QueryDict
from django.test import RequestFactory
from yaml import YAMLError

from articles.accounts.known_browsers import COOKIE, known_browser
from articles.admin.articles.authors_field import AuthorsField
from articles.admin.articles.change_form.address_field import AddressField
from articles.admin.articles.tags_field import TagsField
from articles.admin.reasons import posted_reason
from articles.admin.taxonomy.authors import LinksField
from articles.api.parameters import ArticleParameters
from articles.api.throttle import ClientThrottle
from articles.claims.extraction import count_by_kind
from articles.claims.original_words import OriginalText, plain_words
from articles.claims.quotations import plain_quotation, stands_in
from articles.claims.risk import risk_score
from articles.claims.support import compare
from articles.claims.verbatim import longest_shared_run, shared_runs
from articles.editorial.house_words import HouseRule, HouseRules
from articles.editorial.live_preview import is_long, preview_facts
from articles.editorial.passages import with_passage
from articles.editorial.publishing_checks import CheckFacts, check
from articles.editorial.taxonomy.abbreviations import abbreviated
from articles.editorial.unsplash.photos import UnsplashPhoto
from articles.front_matter import merge, quoting
from articles.front_matter.editable_text import decode_for_editing, encode_edited
from articles.front_matter.exceptions import RecordError, UnpatchableFile
from articles.front_matter.fences import FencedText, line_and_column
from articles.front_matter.files import SiteRules, dump_values, parse
from articles.front_matter.handler import ArticleFileHandler
from articles.front_matter.leftovers import without_leftovers
from articles.front_matter.limits import UNLIMITED, FileLimits
from articles.front_matter.mojibake import Repair, repair_values
from articles.front_matter.nodes import read_tree
from articles.front_matter.other_names import other_name_hint
from articles.front_matter.patch import patch
from articles.front_matter.problems import Problem, dotted_key
from articles.front_matter.problems import printable as printable_value
from articles.front_matter.record import SourceRecord
from articles.front_matter.translation_base import read_base, written_base
from articles.import_export.exceptions import ZipRefused
from articles.import_export.unzip import ZipLimits, unzip
from articles.ingest.clusters.fingerprint import fingerprint_of
from articles.ingest.clusters.same_event import same_event
from articles.ingest.clusters.shown import marked
from articles.ingest.feeds.delays import retry_after
from articles.ingest.feeds.detecting import named_feeds, shape_of
from articles.ingest.feeds.feed_dates import iso_time
from articles.ingest.feeds.html_text import html_line, html_text
from articles.ingest.feeds.json_feed import json_feed_values
from articles.ingest.feeds.reading import FeedDefaults, read_feed
from articles.ingest.feeds.syndicated import item_id, plain_address, read_syndicated
from articles.ingest.feeds.xml_spans import ended_items, item_spans
from articles.ingest.item_record import read_record, values_hash
from articles.ingest.json_items import read_items
from articles.ingest.rules.apply import RuleBook, story_record
from articles.ingest.rules.document import RuleDocument, SlugRule, read_rules
from articles.ingest.rules.sources import source_rule_of
from articles.ingest.rules.story_text import story_slug
from articles.ingest.rules.words import RuleWords
from articles.lib import keyset
from articles.lib.ascii_urls import ascii_host, ascii_url, split_url
from articles.lib.attachments import attachment
from articles.lib.disk_names import both_forms
from articles.lib.graphemes import clip, clip_start, shorten
from articles.lib.moment_field import MomentField
from articles.lib.numbers import read_integer
from articles.lib.picture_credits import referral
from articles.lib.sequence_matches import differing_passages, matching_positions
from articles.lib.srcset import (
    ImageSize,
    ImageSources,
    cropped_url,
    image_sources,
    is_resized_by_server,
    resized_url,
    sources_by_server,
)
from articles.lib.text_inputs import LineInput, LinesInput, NameInput, SourceKeyInput, TitleInput
from articles.lib.threeway import merge_text, merge_values
from articles.lib.word_diff import diff_words, shorten_unchanged
from articles.models.taxonomy import slug_for
from articles.public.markdown_views import prefers_markdown
from articles.public.page_cache.addresses import PageAddresses, is_public
from articles.public.page_cache.answers import answer_from
from articles.public.page_cache.byte_ranges import wanted_range
from articles.public.page_cache.kept_page import KeptPage
from articles.rendering.anchors import Anchors
from articles.rendering.block_versions import aligned, block_changes
from articles.rendering.blocks import ordinary_paragraphs, parse_blocks, parse_blocks_with_lines
from articles.rendering.body_warnings import body_warnings
from articles.rendering.derived import derive
from articles.rendering.events import is_short
from articles.rendering.excerpt import make_summary
from articles.rendering.links import SiteHosts, image_tag, link_tags
from articles.rendering.markdown import render_blocks, shown_lines
from articles.rendering.opinion import is_opinion
from articles.rendering.sanitize import json_block, trusted
from articles.rendering.source_blocks import Texts, split_blocks
from articles.rendering.text_pictures import (
    ShownPicture,
    file_path,
    is_relative,
    pictured_files,
    relative_pictures,
    shown_files,
    with_pictures,
    without_pictures,
)
from articles.rendering.usable_text import UsableText, usable_text
from articles.rewriting.answers import read_answer, schema_problems
from articles.rewriting.rewrite_rules import (
    claim_marks,
    grew,
    rewrite_problems,
    speaks_to_model,
)
from articles.rewriting.translations.base import Base
from articles.rewriting.translations.outdated import Decision, decided, outdated_blocks
from articles.rewriting.translations.translator import cleaned, faults, portions
from articles.search import query, snippets
from articles.search.ranking import rank
from articles.search.resolved_query import IndexEntry
from articles.syndication.feed_formats import FORMATS, FeedImage, Tombstone

Call = Callable[[str], object]
# What a function may answer to a text that it does not take.
NAMED_ERRORS = (
    RecordError, UnpatchableFile, ZipRefused, ValidationError, YAMLError, keyset.BadCursor, Http404,
    BadRequest, SuspiciousOperation,
)  # fmt: skip
_HOSTS = SiteHosts("news.example", ("img.example", "a.b"))
_RULES = SiteRules(("en", "uk", "ar"), "en")
_WIDE = SiteRules(
    ("en", "uk", "ar"), "en", limits=FileLimits(values=10**6, description=10**7, tags=10**6)
)
_NOT_IN_A_NAME = re.compile(r"[/\0]")
_ANSWER = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "maxLength": 9},
        "b": {"type": "array", "items": {"type": "string", "maxLength": 3}},
    },
    "required": ["title"],
    "additionalProperties": False,
}
_HEAD = "---\ntitle: A\npublishedAt: '2026-01-31T08:00:00.000Z'\n"


def _file(front_matter: str, body: str = "b") -> bytes:
    return f"{_HEAD}{front_matter}\n---\n{body}\n".encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def _words(text: str) -> list[str]:
    """The text in pieces, as the items of a list."""
    return (
        text.split()
        if " " in text or "\n" in text
        else [text[i : i + 5] for i in range(0, len(text), 5)]
    )


def _some_words(text: str) -> list[str]:
    """A few of its words, from a part that grows with the text: the first ones may be short."""
    return _words(text[: len(text) // 5])[: len(text) // 200]


def _changed(text: str) -> str:
    """The text with every seventh word another."""
    words = re.findall(r"\S+\s*|\s+", text)
    return "".join(f"x{n} " if n % 7 == 3 else word for n, word in enumerate(words))


def _patched(front_matter: str, text: str, **changes: object) -> object:
    parsed = parse(_file(front_matter, text), "a.md", _WIDE)
    return patch(parsed, parsed.record.model_copy(update=changes), "a.md", _WIDE)


def _patched_list(text: str) -> object:
    words = _words(text)
    lines = "".join(f"\n  - {_quoted(word)}" for word in words)
    parsed = parse(_file(f"extra:{lines or ' []'}"), "a.md", _WIDE)
    record = parsed.record.model_copy()
    now = [*words[len(words) // 2 :], "new", *reversed(words[: len(words) // 2])]
    object.__setattr__(record, "__pydantic_extra__", {"extra": now})
    return patch(parsed, record, "a.md", _WIDE)


def _patched_keys(text: str) -> object:
    keys = list(dict.fromkeys(_words(text)))
    lines = "".join(f"\n  {_quoted(key)}: a" for key in keys)
    parsed = parse(_file(f"extra:{lines or ' {}'}"), "a.md", _WIDE)
    record = parsed.record.model_copy()
    now = dict.fromkeys(keys[::2], "b") | {f"{key}n": "c" for key in keys[1::3]}
    object.__setattr__(record, "__pydantic_extra__", {"extra": now})
    return patch(parsed, record, "a.md", _WIDE)


def _merged_records(text: str) -> object:
    base = parse(_file(""), "a.md", _RULES).record
    ours = base.model_copy(update={"tags": tuple(_words(text)), "body": text})
    theirs = base.model_copy(update={"tags": tuple(_words(_changed(text))), "body": text})
    aliases = merge.TaxonomyAliases(dict.fromkeys(_words(text)[::3], "x"), {}, {})
    merge.with_base_spelling(ours, theirs, aliases)
    merge.compare_first_import(theirs, ours, aliases)
    return merge.merge_records(base, theirs, ours, aliases)


def _rendered(text: str) -> object:
    placed = parse_blocks_with_lines(text, _HOSTS)
    blocks = [block for block, _line in placed]
    shown_lines(placed, title=text[:300])
    list(ordinary_paragraphs(blocks, "rewritten"))
    return render_blocks(
        blocks, title=text[:300], site_host="news.example", machine_part="rewritten"
    )


def _derived(text: str, title: str = "A", description: str = "") -> object:
    return derive(title=title, description=description, body=text, lang="en", hosts=_HOSTS, machine_part="rewritten")  # fmt: skip


def _anchors(text: str) -> object:
    anchors = Anchors(parse_blocks(text))
    return [anchors.find(text), [anchors.find(word) for word in text.split()[:1000]]]


def _headings(text: str) -> object:
    return _anchors("".join(f"# {word}\n\n" for word in _words(text)))


def _link(text: str) -> object:
    link = {"link_type": "Inline", "dest_url": text, "title": text}
    return link_tags(link, "news.example", lambda _fragment: ""), image_tag(link, text)


def _request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/en/", headers=headers)


def _environ(path: str = "/en/", query_string: str = "", **headers: str) -> dict[str, Any]:
    """A request as a server passes it on."""
    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return RequestFactory()._base_environ(
        PATH_INFO=path.encode().decode("latin-1"), QUERY_STRING=query_string, **named
    )


@cache
def _addresses() -> PageAddresses:
    return PageAddresses()


@cache
def _page() -> KeptPage:
    return KeptPage.of(b"page", status_line="200 OK", headers=(), keys="site", sequence=1,
                       rendered_at=1.0, until=2e9)  # fmt: skip


def _answer(text: str) -> object:
    for name in ("accept_encoding", "if_none_match", "if_match", "range", "if_modified_since"):
        answer_from(_page(), _environ(**{name: text}), 3.0)
    return answer_from(_page(), _environ(range="bytes=0-1", if_range=text), 3.0)


def _with_cookie(text: str) -> HttpRequest:
    request = _request()
    request.COOKIES[COOKIE] = text
    return request


def _parameters(text: str) -> object:
    """Each parameter of the API with the text as its value, and the text as parameters."""
    for name in ArticleParameters.model_fields:
        request = _request()
        request.GET = QueryDict(mutable=True)
        request.GET[name] = text
        with suppress(ValueError):
            ArticleParameters.model_validate({name: text}, context={"request": request})
    request.GET = QueryDict(text[:9000])
    return request.GET


def _zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(3):
            # As many bytes as the name of an entry can have.
            short = name.encode()[:60_000].decode(errors="ignore")
            archive.writestr(f"{number}{short}", "---\n")
    return file.getvalue()


def _unzipped(document: bytes) -> object:
    limits = ZipLimits(10**8, 10_000, 10**7, 10**8, 100)
    with TemporaryDirectory() as folder:
        return unzip(io.BytesIO(document), Path(folder), limits)


def _many_names(text: str) -> object:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, word in enumerate(dict.fromkeys(_words(text))):
            if number < len(text) // 200:
                archive.writestr(f"{_NOT_IN_A_NAME.sub('a', word)[:50]}{number}.md", "---\n")
    return _unzipped(file.getvalue())


def _feeds(text: str) -> object:
    texts = ("title", "link", "description", "content", "unique_id", "author_name", "author_link",
             "source_name", "source_url", "canonical_url")  # fmt: skip
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    tombstone = Tombstone(text, moment, text)
    for feed_class in FORMATS.values():
        feed = feed_class(title=text, link="/", description=text, language="en", feed_url="/f",
                          hub="", tombstones=[tombstone], updated=moment)  # fmt: skip
        feed.add_item(**dict.fromkeys(texts, text), pubdate=moment, updateddate=moment,
                      categories=_words(text), summary=text, corrections=[text], more_authors=[(text, text)], image=FeedImage(text, 1, 1, text, text))  # fmt: skip
        feed.writeString("utf-8")
    return None


def _cleaned(field: Any) -> Call:
    return lambda text: field.clean(text)


def _or_value_error(call: Call) -> Call:
    def called(text: str) -> None:
        with suppress(ValueError):
            call(text)

    return called


def _as_blocks(text: str) -> list[str]:
    return ["", "", *(block.text for block in split_blocks(text))]


def _base(text: str) -> Base:
    return Base.by_shape(_as_blocks(text), _as_blocks(_changed(text)))


def _decided(text: str) -> object:
    """Every second block decided for: few of a text of many, since each looks at all of them."""
    base, original, translation = _base(text), _as_blocks(_changed(text)), Texts("", "", text)
    found = outdated_blocks(base, original, translation)[:20]
    return decided(base, original, translation, {one.key: Decision(one.new) for one in found[::2]})


def _searched(text: str) -> query.SearchQuery:
    return query.parse(text)


_SOURCE_RULES = RuleDocument.model_validate({"sources": [{"host": "b", "key": "b", "name": "B"}]})


def _ruled(title: str, body: str, **values: Any) -> object:
    """What rules make of an item, and its record with all of its text."""
    source = {"source_key": "a", "name": title[:100] or "a"}
    item, _problems = read_record(
        {"id": 1, "title": f"a{title}", "body": body, "source_data": source} | values
    )
    if item is None:
        return None
    rules = RuleDocument.model_validate({"drop": {"title": ["b c"]}, "titleEndings": ["- a"]})
    decision = RuleBook(rules, ["en"]).apply(item, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return decision.values and story_record(item, decision.values, UsableText.FULL)


_SOME_TERMS = query.parse('a "a b" w aa* "w1 w2" tether 1 п\'ять').terms

_FEED = FeedDefaults(SourceRecord.model_validate({"name": "A", "key": "a", "type": "RSS"}))

CALLS: dict[str, Call] = {
    # Two texts, or three: the text and one that differs from it.
    "articles.lib.word_diff.diff_words: changed": lambda t: diff_words(t, _changed(t)),
    "articles.lib.word_diff.diff_words: backwards": lambda t: diff_words(t, t[::-1]),
    "articles.lib.word_diff.diff_words: words backwards": lambda t: diff_words(t, " ".join(t.split()[::-1])),
    "articles.lib.word_diff.diff_words: one word": lambda t: diff_words(t, "a b"),
    "articles.lib.word_diff.shorten_unchanged": lambda t: shorten_unchanged(diff_words(t, _changed(t)[:-9])),
    "articles.lib.threeway.merge_text: changed": lambda t: merge_text(t, _changed(t), t[: len(t) // 2] + "x." + t[len(t) // 2 :]),
    "articles.lib.threeway.merge_text: backwards": lambda t: merge_text(t, t[::-1], _changed(t)),
    "articles.lib.threeway.merge_text: shifted": lambda t: merge_text(t, f"b. {t}", f"{t}\nc."),
    "articles.lib.threeway.merge_values": lambda t: merge_values({"a": t}, {"a": _changed(t)}, {"a": f"x. {t}"}, ["a"]),
    "articles.lib.sequence_matches.differing_passages": lambda t: list(differing_passages(_words(t), _words(_changed(t)))),
    "articles.lib.sequence_matches.matching_positions": lambda t: list(matching_positions(list(t), list(t[::-1]))),
    # Translations, block by block
    "articles.rendering.source_blocks.Texts": lambda t: Texts(t, t, t).blocks,
    "articles.rendering.block_versions.aligned": lambda t: aligned(_as_blocks(t), _as_blocks(_changed(t))),
    "articles.rendering.block_versions.aligned: backwards": lambda t: aligned(_as_blocks(t), _as_blocks(t[::-1])),
    "articles.rendering.block_versions.block_changes": lambda t: block_changes(_as_blocks(t), _as_blocks(f"{t}\n\n{t}")),
    "articles.lib.block_alignment.changes": lambda t: block_changes(_as_blocks(t), _as_blocks(_changed(t))),
    "articles.rewriting.translations.outdated.outdated_blocks": lambda t: outdated_blocks(_base(t), _as_blocks(_changed(t)), Texts("", "", t[::-1])),
    "articles.rewriting.translations.outdated.decided": _decided,
    "articles.rewriting.translations.translator.faults": lambda t: faults([t, *_words(t)], [*_words(t), t]),
    "articles.rewriting.translations.translator.cleaned": lambda t: cleaned([t, *_words(t)]),
    "articles.rewriting.translations.translator.portions": lambda t: [*portions([t, *_words(t)])],
    "articles.front_matter.translation_base.read_base": lambda t: read_base({"newsroom": {"translationBase": {"from": t, "original": [t, t, *_words(t)], "machine": [t, t], "links": [t, t]}}}),
    "articles.front_matter.translation_base.written_base": lambda t: written_base(t, [t, t], [t, t], [0, 1], []),
    # Files
    "articles.front_matter.files.parse: all of it": lambda t: parse(t.encode(), "a.md", _RULES),
    "articles.front_matter.files.parse: front matter": lambda t: parse(f"---\n{t}\n---\nb".encode(), "a.md", _RULES),
    "articles.front_matter.files.parse: behind a title": lambda t: parse(_file(t), "a.md", _WIDE),
    "articles.front_matter.files.parse: indented": lambda t: parse(_file("x:\n" + "".join(f"  {line}\n" for line in t.splitlines())), "a.md", _WIDE),
    "articles.front_matter.files.parse: value": lambda t: parse(_file(f"x: {t}"), "a.md", _WIDE),
    "articles.front_matter.files.parse: quoted value": lambda t: parse(_file(f"x: '{t}'"), "a.md", _WIDE),
    "articles.front_matter.files.parse: escaped value": lambda t: parse(_file(f"description: {_quoted(t)}"), "a.md", _WIDE),
    "articles.front_matter.files.parse: title": lambda t: parse(f"---\ntitle: {_quoted(t)}\ndraft: true\n---\nb".encode(), "a.md", _WIDE),
    "articles.front_matter.files.parse: block": lambda t: parse(_file("x: |\n" + "".join(f"  {line}\n" for line in t.splitlines())), "a.md", _WIDE),
    "articles.front_matter.files.parse: folded": lambda t: parse(_file("x: >\n" + "".join(f"  {line}\n" for line in t.splitlines())), "a.md", _WIDE),
    "articles.front_matter.files.parse: tags": lambda t: parse(_file(f"tags: {json.dumps(_words(t)[: len(t) // 20])}"), "a.md", _WIDE),
    "articles.front_matter.files.parse: tags as text": lambda t: parse(_file(f"tags: {_quoted(t)}"), "a.md", _WIDE),
    "articles.front_matter.files.parse: each key": lambda t: parse("".join(["---\n", *(f"{key}: {_quoted(t)}\n" for key in ("title", "publishedAt", "updatedAt", "lang", "externalId", "source", "category", "stickyWeight", "sentiment", "score", "draft", "canonicalUrl", "cta", "aliases")), f"coverImage: {{raw: {_quoted(t)}}}\nai: {{rewritten: {_quoted(t)}}}\n---\nb"]).encode(), "a.md", _WIDE),
    "articles.front_matter.files.parse: addresses": lambda t: parse(_file(f"canonicalUrl: {_quoted('https://a.b/' + t)}\naliases: [{_quoted('/' + t)}]\ncoverImage: {{raw: {_quoted(t)}}}"), "a.md", _WIDE),
    "articles.front_matter.files.parse: body": lambda t: parse(_file("x: y", t), "a.md", _RULES),
    "articles.front_matter.files.parse: name": lambda t: parse(_file("x: y"), f"{t}.md", _RULES),
    "articles.front_matter.files.dump_values": lambda t: dump_values({"a": t[: len(t) // 5], "b": _some_words(t), "c": dict.fromkeys(_some_words(t), t[:9])}, t),
    "articles.front_matter.nodes.read_tree": lambda t: read_tree(FencedText(t, 0, len(t), len(t), "\n", False)),
    "articles.front_matter.fences.line_and_column": lambda t: line_and_column(t, len(t)),
    "articles.front_matter.handler.ArticleFileHandler.detect": lambda t: ArticleFileHandler().detect(t),
    "articles.front_matter.handler.ArticleFileHandler.split": lambda t: ArticleFileHandler().split(t),
    "articles.front_matter.handler.ArticleFileHandler.load": lambda t: ArticleFileHandler(UNLIMITED).load(t),
    "articles.front_matter.editable_text.encode_edited": lambda t: encode_edited(_changed(t), decode_for_editing(f"a\r\n{t}".encode())),
    "articles.front_matter.patch.patch: body": lambda t: _patched("x: y", t, body=_changed(t)),
    "articles.front_matter.patch.patch: description": lambda t: _patched(f"description: {_quoted(t)}", "b", description=_changed(t)),
    "articles.front_matter.patch.patch: tags": lambda t: _patched(f"tags: {json.dumps(_words(t)[:200])}", "b", tags=tuple(_words(_changed(t))[: len(t) // 50])),
    "articles.front_matter.patch.patch: list": _patched_list,
    "articles.front_matter.patch.patch: keys": _patched_keys,
    "articles.front_matter.merge.merge_records": _merged_records,
    "articles.front_matter.leftovers.without_leftovers": lambda t: without_leftovers({"description": t, "title": t[:300]}, [Repair("body", t[:5000], t)]),
    "articles.front_matter.mojibake.repair_values": lambda t: repair_values({"title": t[:300], "description": t, "tags": _words(t)[: len(t) // 20]}, _WIDE.limits),
    "articles.front_matter.other_names.other_name_hint": lambda t: other_name_hint(t, dict.fromkeys(_words(t))),
    "articles.front_matter.problems.printable": printable_value,
    "articles.front_matter.problems.Problem.one_line": lambda t: Problem(t, t, key=t, value=t, hint=t).one_line(t),
    "articles.front_matter.problems.dotted_key": lambda t: dotted_key(_words(t)),
    "articles.front_matter.quoting.write_scalar": lambda t: [quoting.write_scalar(t, quoting.QuotingContext(style)) for style in ("", "'", '"')],
    "articles.front_matter.quoting.write_block": lambda t: quoting.write_block({"a": _words(t), "b": dict.fromkeys(_words(t), t[:9])}, quoting.QuotingContext()),
    # Rendering
    "articles.rendering.markdown.render_blocks": _rendered,
    "articles.rendering.derived.derive: title": lambda t: _derived("b", title=t),
    "articles.rendering.derived.derive: description": lambda t: _derived("b", description=t),
    "articles.rendering.derived.derive: all": lambda t: _derived(t, t[:300], t[:5000]),
    "articles.rendering.body_warnings.body_warnings": lambda t: body_warnings(t, _HOSTS),
    "articles.rendering.anchors.Anchors.find": _anchors,
    "articles.rendering.anchors.Anchors.find: headings": _headings,
    "articles.rendering.events.is_short": lambda t: is_short(t, 20_000),
    "articles.rendering.excerpt.make_summary": lambda t: make_summary(t, [t]),
    "articles.rendering.links.SiteHosts.address_of": lambda t: [_HOSTS.address_of(t), _HOSTS.address_of(f"https://{t}")],
    "articles.rendering.links.link_tags": lambda t: [_link(t), _link(f"https://{t}"), _link(f"https://a.b/{t}")],
    "articles.rendering.opinion.is_opinion": lambda t: is_opinion(t, "rewritten"),
    "articles.rendering.sanitize.json_block": lambda t: json_block({"a": t, "b": _words(t)}),
    "articles.claims.support.compare": lambda t: compare(t, "en", OriginalText(t[:500], t, t[:500])),
    "articles.claims.support.compare: text": lambda t: compare(t, "uk", OriginalText("A", "Bo said it. He won $5.", "C|D")),
    "articles.claims.support.compare: original": lambda t: compare("Bo said it. He won $5. Another thing was said.", "en", OriginalText(t, t, t)),
    "articles.claims.original_words.plain_words": plain_words,
    "articles.claims.risk.risk_score": lambda t: risk_score(count_by_kind(()), "POSITIVE"),
    # Upstream items
    "articles.ingest.feeds.delays.retry_after": lambda t: retry_after(t, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    "articles.ingest.feeds.detecting.named_feeds": lambda t: named_feeds(t, "https://a.example/"),
    "articles.ingest.feeds.detecting.named_feeds: links": lambda t: named_feeds(f'<link rel="alternate" type="application/rss+xml" href="{t}">' + f"<link {t[:200]}>" * 9, "https://a.example/"),
    "articles.ingest.feeds.detecting.shape_of": lambda t: shape_of(t.encode(), "https://a.example/"),
    "articles.ingest.feeds.detecting.shape_of: JSON": lambda t: shape_of(b'{"' + t.encode(), "https://a.example/"),
    "articles.ingest.feeds.feed_dates.iso_time": iso_time,
    "articles.ingest.feeds.html_text.html_text": html_text,
    "articles.ingest.feeds.html_text.html_line": lambda t: html_line(f"<p>{t}<br>{t}"),
    "articles.ingest.feeds.json_feed.json_feed_values": lambda t: json_feed_values(dict.fromkeys(("id", "url", "title", "content_html", "date_published", "image"), t), "https://a.example/"),
    "articles.ingest.feeds.reading.read_feed": lambda t: read_feed(f'<rss version="2.0"><channel><item><guid>1</guid><title>A</title><description><![CDATA[{t.replace("]]>", "")}]]></description></item></channel></rss>'.encode(), "", "https://a.example/", _FEED),
    "articles.ingest.feeds.reading.read_feed: JSON": lambda t: read_feed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": t, "content_html": t}]}).encode(), "", "https://a.example/", _FEED),
    "articles.ingest.feeds.syndicated.item_id": lambda t: item_id(t, t, t),
    "articles.ingest.feeds.syndicated.plain_address": lambda t: plain_address(f"https://a.example/?utm_source=a&{t}"),
    "articles.ingest.feeds.syndicated.read_syndicated": lambda t: read_syndicated(f"<rss><channel><item>{t}".encode(), "", "https://a.example/"),
    "articles.ingest.feeds.xml_spans.ended_items": lambda t: ended_items(t.encode()),
    "articles.ingest.feeds.xml_spans.item_spans": lambda t: item_spans(f"<rss><item><![CDATA[{t}]]></item>{t}</rss>".encode()),
    "articles.ingest.json_items.read_items": lambda t: list(read_items(json.dumps([t, {t[:99]: _words(t)}] * 2).encode())),
    "articles.ingest.json_items.read_items: damaged": lambda t: list(read_items(b"[" + t.encode())),
    "articles.ingest.item_record.read_record": lambda t: read_record(dict.fromkeys(("id", "url", "title", "body", "keywords", "authors", "lang", "published", "score"), t) | {"source_data": {"source_key": t[:200]}}),
    "articles.ingest.item_record.read_record: lists": lambda t: read_record({"id": 1, "title": t[:9], "keywords": _words(t), "category_data": _words(t), "source_data": {"source_key": "a"}}),
    "articles.ingest.clusters.fingerprint.fingerprint_of": lambda t: fingerprint_of(t, t, "en", 0, guid=t, url=f"https://a.b/{t}").buckets(),
    "articles.ingest.clusters.shown.marked": lambda t: marked(t, fingerprint_of(t, t, "en", 0)),
    "articles.ingest.clusters.same_event.same_event": lambda t: same_event(fingerprint_of(t[:500], t, "uk", 0), fingerprint_of("Bo won $5", t, "uk", 9), 99),
    "articles.ingest.item_record.values_hash": lambda t: values_hash({"a": t, "b": _words(t)}),
    "articles.ingest.rules.document.read_rules": lambda t: read_rules({"leftOut": _some_words(t), "aliases": {"a": t}, "drop": {"title": _some_words(t)}, "sources": [{"host": t, "key": t, "name": t}], t[:50]: t}),
    "articles.ingest.rules.apply.RuleBook.apply": lambda t: _ruled(t, t),
    "articles.ingest.rules.apply.RuleBook.apply: words": lambda t: _ruled(t[:300], "a", keywords=_words(t)),
    "articles.ingest.rules.words.RuleWords.tags": _or_value_error(lambda t: RuleWords(RuleDocument(left_out=_some_words(t[:5000]))).tags(_words(t))),
    "articles.ingest.rules.document.RuleDocument.shaped": RuleDocument().shaped,
    "articles.ingest.rules.document.RuleDocument.key_of": RuleDocument().key_of,
    "articles.ingest.rules.story_text.story_slug": lambda t: story_slug(t[:500], SlugRule(), t[:200]),
    "articles.ingest.rules.sources.source_rule_of": lambda t: [source_rule_of(one, _SOURCE_RULES) for one in (t, f"https://{t}", f"https://a.b/{t}")],
    "articles.claims.verbatim.shared_runs": lambda t: list(shared_runs(t, _changed(t))),
    "articles.claims.verbatim.longest_shared_run": lambda t: [longest_shared_run(t, t), longest_shared_run(_words(t)[0] * 9, t, 1)],
    "articles.claims.quotations.stands_in": lambda t: [stands_in(t, plain_quotation(_changed(t))), stands_in(t[: len(t) // 2], t)],
    "articles.editorial.house_words.HouseRules.broken_by": lambda t: HouseRules.of([HouseRule(word, "", True) for word in [*_words(t)[:9], "a b", "w1 w2"]] + [HouseRule("w", "W", False)]).broken_by(t),
    "articles.editorial.house_words.HouseRules.of": lambda t: HouseRules.of([HouseRule(word, word, False) for word in [t, *_words(t)]]),
    # Language models
    "articles.rewriting.rewrite_rules.rewrite_problems": lambda t: rewrite_problems({"title": t[:300], "description": t, "body": t, "claims": []}, _changed(t), t[:99], t, "DATA-1"),
    "articles.rewriting.rewrite_rules.claim_marks": lambda t: claim_marks({"claims": [{"claim": t, "sentence": word} for word in _words(t)[:20]]}, t),
    "articles.rewriting.rewrite_rules.speaks_to_model": speaks_to_model,
    "articles.rewriting.rewrite_rules.grew": lambda t: grew({"body": t}, t[:99]),
    "articles.rewriting.answers.read_answer": lambda t: [read_answer(t, _ANSWER), read_answer("{" + t, _ANSWER), read_answer(json.dumps({"a": t, "b": _words(t)}), _ANSWER)],
    "articles.rewriting.answers.schema_problems": lambda t: schema_problems({"a": t, "b": _words(t), "c": dict.fromkeys(_words(t), 1)}, _ANSWER),
    # Editors
    "articles.editorial.passages.with_passage": lambda t: with_passage(t, t[: len(t) // 2], 0),
    "articles.editorial.publishing_checks.check": lambda t: check(CheckFacts(t[:300], t[:5000], t, "news.example")),
    "articles.editorial.publishing_checks.check: summary": lambda t: check(CheckFacts(t, t, "b", "news.example")),
    "articles.editorial.publishing_checks.check: hidden": lambda t: check(CheckFacts("a", "b", "".join(f"[a](/en/articles/{n}/) " for n in range(len(t) // 40)), "news.example", missing_articles=[f"/en/articles/{n}/" for n in range(len(t) // 40)])),
    "articles.editorial.live_preview.is_long": lambda t: is_long(t, t),
    "articles.editorial.live_preview.preview_facts": lambda t: preview_facts({"title": t[:300], "description": t[:300], "body": t}, "en", _HOSTS, "rewritten"),
    "articles.editorial.taxonomy.abbreviations.abbreviated": lambda t: abbreviated(enumerate(_words(t))),
    # Typed into forms
    "articles.lib.text_inputs.LineInput": _cleaned(LineInput()),
    "articles.lib.text_inputs.LinesInput": _cleaned(LinesInput()),
    "articles.lib.text_inputs.TitleInput": _cleaned(TitleInput()),
    "articles.lib.text_inputs.NameInput": _cleaned(NameInput()),
    "articles.lib.text_inputs.SourceKeyInput": _cleaned(SourceKeyInput()),
    "articles.lib.text_inputs.TextInput.to_python": LinesInput().to_python,
    "articles.lib.moment_field.MomentField.to_python": _cleaned(MomentField()),
    "articles.accounts.known_browsers.known_browser": lambda t: known_browser(_with_cookie(t), t),
    "articles.admin.articles.change_form.address_field.AddressField.to_python": lambda t: AddressField().clean(t),
    "articles.admin.articles.authors_field.AuthorsField": _cleaned(AuthorsField()),
    "articles.admin.articles.tags_field.TagsField": _cleaned(TagsField()),
    "articles.admin.taxonomy.authors.LinksField": _cleaned(LinksField()),
    "articles.admin.reasons.posted_reason": lambda t: posted_reason(RequestFactory().post("/", {"reason": t})),
    "articles.models.taxonomy.slug_for": slug_for,
    "articles.lib.numbers.read_integer": lambda t: read_integer(t, 0, 10**9) if t.isdecimal() else None,
    "articles.lib.keyset.read_id": keyset.read_id,
    "articles.lib.keyset.decode": keyset.decode,
    "articles.lib.keyset.decode: digits": lambda t: keyset.decode(f"{'1' * len(t)}.1"),
    "articles.lib.graphemes.clip": lambda t: [clip(t, 300), clip(t, len(t) - 1)],
    "articles.lib.graphemes.clip_start": lambda t: [clip_start(t, 300), clip_start(t, len(t) - 1)],
    "articles.lib.graphemes.shorten": lambda t: shorten(t, len(t) // 2),
    "articles.lib.disk_names.both_forms": lambda t: list(both_forms([t])),
    "articles.lib.ascii_urls.ascii_host": _or_value_error(ascii_host),
    "articles.lib.ascii_urls.ascii_url": lambda t: [ascii_url(t), ascii_url(f"https://{t}")],
    "articles.editorial.unsplash.photos.UnsplashPhoto.from_api": lambda t: UnsplashPhoto.from_api(
        {"id": t, "alt_description": t, "urls": {"raw": t}, "user": {"name": t}}
    ),
    "articles.editorial.unsplash.photos.UnsplashPhoto.from_file": lambda t: UnsplashPhoto.from_file(
        {"id": t, "alt": t, "urls": {"raw": t}, "credit": {"name": t, "link": t}}
    ),
    "articles.lib.picture_credits.referral": _or_value_error(
        lambda t: referral(f"https://unsplash.com/{t}?{t}", t)
    ),
    "articles.lib.ascii_urls.split_url": _or_value_error(lambda t: [split_url(t), split_url(f"https://{t}")]),
    "articles.lib.ascii_urls.split_url: broken host": _or_value_error(lambda t: split_url(f"ä:/\t/{t}")),
    "articles.lib.attachments.attachment": lambda t: attachment(t.encode(), t[:255], "text/plain"),
    "articles.lib.srcset.image_sources": lambda t: image_sources([ImageSize(str(n), word) for n, word in enumerate([t, f"https://{t}", f"https://a.b/?w={t}", *_words(t)])], ["a.b"]),
    "articles.lib.srcset.is_resized_by_server": lambda t: [is_resized_by_server(t), is_resized_by_server(f"https://{t}")],
    "articles.lib.srcset.sources_by_server": lambda t: sources_by_server(f"https://images.unsplash.com/{t}?{t}"),
    "articles.lib.srcset.resized_url": _or_value_error(lambda t: [resized_url(f"https://a.b/?{t}", 320), cropped_url(f"https://a.b/?{t}", 16, 9)]),
    "articles.rendering.text_pictures.file_path": file_path,
    "articles.rendering.usable_text.usable_text": lambda t: usable_text(t, UsableText.EXCERPT),
    "articles.rendering.text_pictures.is_relative": is_relative,
    "articles.rendering.text_pictures.pictured_files": pictured_files,
    "articles.rendering.text_pictures.pictured_files: an image": lambda t: pictured_files(f'<img src="/media/{t}'),
    "articles.rendering.text_pictures.relative_pictures": lambda t: relative_pictures(f"![{t}]({t})"),
    "articles.rendering.text_pictures.with_pictures": lambda t: with_pictures(trusted(f'<img src="/media/{t}">'), {t[:100]: ShownPicture(ImageSources(t[:100], "", 1, 1))}),
    "articles.rendering.text_pictures.with_pictures: of a server": lambda t: with_pictures(trusted(f'<p><a <img src="https://images.unsplash.com/{t}" {t}></p>'), {}),
    "articles.rendering.text_pictures.shown_files": lambda t: shown_files(f"![{t}](/media/{t}) {t}", _HOSTS),
    "articles.rendering.text_pictures.without_pictures": lambda t: without_pictures(trusted(f'<img src="/media/{t}">'), {t[:100]}),
    # Readers
    "articles.search.snippets.highlight": lambda t: snippets.highlight(t, _SOME_TERMS),
    "articles.search.snippets.highlight: its own words": lambda t: snippets.highlight(t, query.parse(t).terms),
    "articles.search.snippets.snippet": lambda t: snippets.snippet(t, _SOME_TERMS),
    "articles.search.snippets.excerpt": lambda t: snippets.excerpt(t, _SOME_TERMS),
    "articles.search.ranking.rank": lambda t: rank([IndexEntry(n, t[:3000], t[:3000]) for n in range(240)], query.parse(t).terms, 1),
    "articles.public.page_cache.addresses.PageAddresses.of_request": lambda t: _addresses().of_request(_environ(f"/{t}")),
    "articles.public.page_cache.addresses.PageAddresses.of_request: query": lambda t: _addresses().of_request(_environ(query_string=t.encode().decode("latin-1"))),
    "articles.public.page_cache.addresses.PageAddresses.of_request: headers": lambda t: _addresses().of_request(_environ(accept=f"text/markdown,{t}", cookie=t, host=t)),
    "articles.public.page_cache.addresses.is_public": lambda t: is_public(_environ(f"/{t}")),
    "articles.public.page_cache.byte_ranges.wanted_range": lambda t: [wanted_range(t, 10**6), wanted_range(f"bytes={t}", 10**6)],
    "articles.public.markdown_views.prefers_markdown": lambda t: prefers_markdown(_request(accept=f"text/markdown,{t}")),
    "articles.api.throttle.ClientThrottle.get_ident": lambda t: ClientThrottle().get_ident(_request(x_forwarded_for=t)),
    "articles.api.parameters.ArticleParameters": _parameters,
    "articles.public.page_cache.answers.answer_from": _answer,
    "articles.syndication.feed_formats.RssFeed.add_item_elements": _feeds,
    # Uploads
    "articles.import_export.unzip.unzip: names": lambda t: _unzipped(_zip(t)),
    "articles.import_export.unzip.unzip: many names": _many_names,
    "articles.import_export.unzip.unzip: bytes": lambda t: _unzipped(t.encode() + _zip("a")[-150:]),
}  # fmt: skip
