"""A change is written into its place, and every other byte of the file stays."""

import datetime as dt
import difflib
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from articles.front_matter.files import dump, parse
from articles.front_matter.merge import FIELDS
from articles.front_matter.patch import patch
from articles.front_matter.record import AIRecord, ArticleRecord, CoverRecord, SourceRecord
from articles.front_matter.spans import end_of, line_start, next_line
from tests.examples import examples
from tests.front_matter.strategies import RULES, article_records, odd_documents

AS_WRITTEN = replace(RULES, repair=False)
KEYS = {name: field.alias for name, field in ArticleRecord.model_fields.items()}
PATH = "a-story.en.md"
DATED = "title: T\npublishedAt: 2026-01-31T12:00:00Z\n"
WHY = "   # why: 'so'"


def saying(record: ArticleRecord, **changes) -> ArticleRecord:
    """`record` with some of its fields changed; `extra` replaces all unknown keys."""
    values = {name: getattr(record, name) for name in ArticleRecord.model_fields}
    extra = changes.pop("extra", record.extra)
    return ArticleRecord.model_validate({**extra, **values, **changes}, by_name=True)


def edited(document: bytes, path: str = PATH, rules=RULES, **changes) -> bytes:
    """The file after an edit; it reads back as what was wanted."""
    parsed = parse(document, path, rules)
    wanted = saying(parsed.record, **changes)
    patched = patch(parsed, wanted, path, rules)
    assert parse(patched, path, rules).record == wanted
    return patched


def front(text: str, **changes) -> str:
    """The lines of a front matter behind title and date, after an edit."""
    document = f"---\n{DATED}{text}\n---\nText.\n".encode()
    patched = edited(document, **changes).decode()
    head, tail = f"---\n{DATED}", "\n---\nText.\n"
    assert patched.startswith(head)
    assert patched.endswith(tail)
    return patched[len(head) : -len(tail)]


# --- laws ---------------------------------------------------------------------------------


@settings(max_examples=examples(30), deadline=None)
@given(odd_documents())
def test_a_file_that_shall_say_what_it_says_is_left_alone(written):
    document, path, record = written
    assert patch(parse(document, path, AS_WRITTEN), record, path, AS_WRITTEN) == document


@settings(max_examples=examples(50), deadline=None)
@given(odd_documents(), article_records(), st.sets(st.sampled_from(FIELDS), min_size=1, max_size=4))
def test_what_is_changed_is_read_back_and_all_else_stays(written, other, fields):
    document, path, record = written
    changes = {field: getattr(other, field) for field in fields - {"slug"}}
    draft, published = (
        changes.get(name, getattr(record, name)) for name in ("draft", "published_at")
    )
    assume(draft or published)
    wanted = saying(record, **changes)
    parsed = parse(document, path, AS_WRITTEN)
    patched = patch(parsed, wanted, path, AS_WRITTEN)
    assert parse(patched, path, AS_WRITTEN).record == wanted
    changed = {
        *(KEYS[f] for f in fields - {"extra"} if getattr(wanted, f) != getattr(record, f)),
        *(key for key, value in wanted.extra.items() if record.extra.get(key, "") != value),
    }
    gone = record.extra.keys() - wanted.extra.keys()
    added = changed - parsed.tree.value.keys()
    assert without(document, path, changed, gone) == without(patched, path, changed, added)


def without(document: bytes, path: str, keys: set[str], lines: set[str]) -> str:
    """The file's text without the entries of `keys`, and without the whole lines of `lines`."""
    parsed = parse(document, path, AS_WRITTEN)
    text = parsed.fenced.text
    cuts = []
    for key, node in parsed.tree.value.items():
        if key in lines:
            cuts.append((line_start(text, node.key_start), next_line(text, end_of(node, text)), ""))
        elif key in keys:
            cuts.append((node.key_start, end_of(node, text), WHY))
    if KEYS["body"] in keys:
        cuts.append((parsed.fenced.body, len(text), WHY))
    for start, end, kept in sorted(cuts, reverse=True):
        # A comment behind a value that becomes a block stays behind the key; that of a line goes.
        stays = kept and text[end : end + 1] != "" and kept in text[start:end]
        comment = kept if stays else ""
        text = text[:start] + comment + text[end:]
    return text


# --- the real shape -----------------------------------------------------------------------

ONE_LINE = {
    "title": ("Cranes, again", "title: 'Cranes, again'"),
    "description": ("Short", "description: Short"),
    "published_at": (
        dt.datetime(2027, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
        "publishedAt: '2027-01-02T03:04:05.000Z'",
    ),
    "updated_at": (None, "updatedAt: null"),
    "lang": ("uk", "lang: uk"),
    "external_id": ("418", "externalId: '418'"),
    "category": ("", "category: ''"),
    "tags": (("PORTS", "Automation"), None),
    "sticky_weight": (-3, "stickyWeight: -3"),
    "sentiment": (None, "sentiment: null"),
    "score": (0.5, "score: 0.5"),
    "draft": (True, "draft: true"),
    "canonical_url": ("https://a.example.org/x", "canonicalUrl: 'https://a.example.org/x'"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("field", ONE_LINE)
def test_one_key_is_one_line(example, field, newline, mark):
    value, line = ONE_LINE[field]
    document = mark + example.decode().replace("\n", newline)
    patched = edited(document.encode(), **{field: value}).decode()
    diff = changed_lines(document, patched, newline)
    if field == "canonical_url":
        assert diff == [f"+{line}"]
    elif field == "tags":
        assert diff == ["-  - LINDHOLM"]
    else:
        assert len(diff) == 2
        assert diff[1] == f"+{line}"
        assert diff[0].split(":")[0] == "-" + line.split(":")[0]


def changed_lines(before: str, after: str, newline: str = "\n") -> list[str]:
    diff = difflib.unified_diff(before.split(newline), after.split(newline), n=0, lineterm="")
    return [line for line in diff if line[:2] not in ("--", "++", "@@")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"source": {"name": "Tidewater Wire", "key": "tidewater", "type": "API"}},
         ["-  type: RSS", "+  type: API"]),
        ({"source": {"name": "Tidewater Wire", "key": "tidewater", "type": "RSS", "url": "https://a.org"}},
         ["+  url: 'https://a.org'"]),
        ({"source": None}, ["-source:", "-  name: Tidewater Wire", "-  key: tidewater", "-  type: RSS", "+source: null"]),
        ({"ai": {"rewritten": True, "expandedAt": "2026-11-10T09:02:44.000Z", "version": 2}},
         ["-  version: 1", "+  version: 2"]),
        ({"ai": {"rewritten": False, "version": 1}},
         ["-  rewritten: true", "-  expandedAt: '2026-11-10T09:02:44.000Z'", "+  rewritten: false", "+  expandedAt: null"]),
        ({"tags": ["PORTS", "Robots", "Automation", "LINDHOLM"]}, ["+  - Robots"]),
        ({"tags": ["Robots", "PORTS", "Automation", "LINDHOLM"]}, ["+  - Robots"]),
        ({"tags": ["PORTS", "Automation", "Lind: holm"]}, ["-  - LINDHOLM", "+  - 'Lind: holm'"]),
        ({"tags": []}, ["-tags:", "-  - PORTS", "-  - Automation", "-  - LINDHOLM", "+tags: []"]),
        ({"extra": {"series": {"part": "02"}}}, ["+series:", "+  part: '02'"]),
    ],
)  # fmt: skip
def test_a_part_of_a_key_is_its_own_line(example, changes, expected):
    patched = edited(example, **changes).decode()
    assert changed_lines(example.decode(), patched) == expected


def test_a_cover_gains_words_and_loses_a_size(example):
    record = parse(example, PATH, RULES).record
    cover = record.cover_image.model_copy(update={"alt": "A crane", "small_s3": None})
    diff = changed_lines(example.decode(), edited(example, cover_image=cover).decode())
    assert [line for line in diff if line[0] == "+"] == ["+  small_s3: null", "+  alt: A crane"]
    assert len(diff) == 3


def test_a_repair_is_not_an_edit(example):
    patched = edited(example, title="New")
    assert "an hour ofâ€¦\n".encode() in patched
    damaged = "tags: [Ð¿Ð¾Ñ€Ñ‚, A]".encode()
    document = example.replace(b"tags:\n  - PORTS\n  - Automation\n  - LINDHOLM", damaged)
    tags = parse(document, PATH, RULES).record.tags
    assert tags == ("порт", "A")
    assert damaged[:-1] + b", B]" in edited(document, tags=(*tags, "B"))


# --- quoting ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "now", "written"),
    [
        ("category: 'A'", "B", "category: 'B'"),
        ('category: "A"', "B", 'category: "B"'),
        ('category: "A"', 'say "B" \\', 'category: "say \\"B\\" \\\\"'),
        ("category: 'A'", "it's", "category: 'it''s'"),
        ("category: A", "B", "category: B"),
        ("category: A", "B: C", "category: 'B: C'"),
        ("category: A", "B, C", "category: 'B, C'"),
        ("category: A, A", "B, C", "category: B, C"),
        ("category: A", "true", "category: 'true'"),
        ("category: A", "012", "category: '012'"),
        ("category: 011", "012", "category: 012"),
        ("category: A", "~", "category: '~'"),
        ("category: A", "- b", "category: '- b'"),
        ("category: A", "", "category: ''"),
        ("category: A", "порт 🏗", "category: порт 🏗"),
        ('category: "A"', "порт 🏗", 'category: "порт 🏗"'),
        ("category:", "B", "category: B"),
        ("category: ~", "true", "category: 'true'"),
        ("category:   # which?", "B", "category: B   # which?"),
        ("category: A # this", "B", "category: B # this"),
        ("category:\n    A\n    B", "C", "category:\n    C"),
        ("category: A\n  B", "C", "category: C"),
        ("'category'  :  A", "B", "'category'  :  B"),
        ('"category": "A"\nx: "y"', "B", '"category": "B"\nx: "y"'),
        ('category: A\nx: "y"', "B: C", 'category: "B: C"\nx: "y"'),
        ("category: |\n  A", "B", "category: |\n  B"),
        ("category: >-\n    A\n    A\n\n# c\nx: y", "B", "category: >-\n    B\n\n# c\nx: y"),
        ("category: |  # c\n  A", "", "category: ''  # c"),
        ("category: |1\n  A", "B", "category: 'B'"),
    ],
)
def test_a_value_keeps_its_quotes_where_they_can_say_it(was, now, written):
    assert front(was, category=now) == written


@pytest.mark.parametrize(
    ("was", "now", "written"),
    [
        ("description: |\n  A\n\n  B", "C\nD\n\nE", "description: |\n  C\n  D\n\n  E"),
        ("description: >\n  A\n  A", "C\nD\n\nE", "description: >\n  C\n\n  D\n\n\n  E"),
        ("description: >-\n  A\n  A", "C\n  D", "description: |-\n  C\n    D"),
        ("description: |+\n  A\n\n", "C\nD", "description: |+\n  C\n  D\n\n"),
        ("description: |-\n  A", "a\tb", "description: \"a\\tb\""),
        ("description: 'A'", "C\nD", 'description: "C\\nD"'),
        ("description: A", "C\u2028D", 'description: "C\\u2028D"'),
    ],
)  # fmt: skip
def test_text_of_several_lines_stays_a_block(was, now, written):
    assert front(was, description=now) == written


@pytest.mark.parametrize(
    ("was", "changes", "written"),
    [
        ("stickyWeight: '0'", {"sticky_weight": 7}, "stickyWeight: '7'"),
        ('draft: "false"', {"draft": True}, 'draft: "true"'),
        ("draft: False # still", {"draft": True}, "draft: true # still"),
        ("score: 0.50", {"score": 1e-7}, "score: 1.0e-07"),
        ("score: '0'", {"score": None}, "score: null"),
        ("updatedAt: 2026-01-31 14:00:00+02:00", {"updated_at": dt.datetime(2026, 2, 1, tzinfo=dt.UTC)},
         "updatedAt: 2026-02-01T00:00:00.000Z"),
        ("sentiment: POSITIVE", {"sentiment": None}, "sentiment: null"),
        ("sentiment: 'POSITIVE'", {"sentiment": "NEUTRAL"}, "sentiment: 'NEUTRAL'"),
    ],
)  # fmt: skip
def test_numbers_and_words_keep_their_quotes_too(was, changes, written):
    assert front(was, **changes) == written


def test_another_spelling_of_the_same_is_not_rewritten():
    odd = (
        "draft: 'False'\nscore: +1.50e1\nstickyWeight: 007\nupdatedAt: 2026-01-31 14:00+02\n"
        "lang: EN\ncategory: '  A   B '\ntags: [a , A]"
    )
    assert front(odd, external_id="1") == f"{odd}\nexternalId: '1'"


# --- lists and mappings -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "tags", "written"),
    [
        ("tags: [a, b]", "a b c", "tags: [a, b, c]"),
        ("tags: [a, b]", "c a b", "tags: [c, a, b]"),
        ("tags: ['a', \"b\"]", "a c b", "tags: ['a', 'c', \"b\"]"),
        ("tags: [ a,b , c ] # abc", "a c", "tags: [ a , c ] # abc"),
        ("tags: [a, b, c]", "c", "tags: [c]"),
        ("tags: [a, b,]", "a b c", "tags: [a, b, c,]"),
        ("tags: [\n  a, # one\n  b\n]", "a c", "tags: [\n  a, # one\n  c\n]"),
        ("tags: [a]", "", "tags: []"),
        ("tags: []", "a b", "tags: [a, b]"),
        ("tags:", "a b", "tags:\n  - a\n  - b"),
        ("tags: # none", "a b", "tags: # none\n  - a\n  - b"),
        ("tags: null # none", "a", "tags: # none\n  - a"),
        ("tags: ~\nx: y", "a", "tags:\n  - a\nx: y"),
        ("tags: # some\n  - a # 1\n  # two\n  - b\n# end", "", "tags: [] # some\n# end"),
        ("tags:\n- a # 1\n- 'b'\n# end", "a c d", "tags:\n- a # 1\n- 'c'\n- 'd'\n# end"),
        ("tags:\n-   a\n-   b", "a b c", "tags:\n-   a\n-   b\n- c"),
        ("tags:\n  - a\n\n  # two\n  - b\n  - c # 3", "a c", "tags:\n  - a\n\n  # two\n  - c # 3"),
        ("tags:\n    - a\nx: y", "0 a", "tags:\n    - '0'\n    - a\nx: y"),
        ("tags:\n  - |\n    a\n  -\n    b", "a c", "tags:\n  - |\n    a\n  -\n    c"),
        ("tags:\n  - >-\n    a\n  - b", "c b", "tags:\n  - >-\n    c\n  - b"),
        ("tags:\n  - US\n  - us\n  - EU", "EU", "tags:\n  - EU"),
        ("tags:\n  - \"a  b\"\n  - c", "c", "tags:\n  - c"),
    ],
)  # fmt: skip
def test_a_list_changes_by_its_items(was, tags, written):
    assert front(was, tags=tuple(tags.split())) == written


@pytest.mark.parametrize(
    ("was", "changes", "written"),
    [
        ("source: {name: W, key: w, type: RSS}", {"source": SourceRecord(name="W: x", key="w", kind="RSS")},
         "source: {name: 'W: x', key: w, type: RSS}"),
        ("source: { name: W, key: w, type: RSS } # w", {"source": SourceRecord(name="W", key="w", kind="RSS", url="https://a.org/?a,b")},
         "source: { name: W, key: w, type: RSS, url: 'https://a.org/?a,b' } # w"),
        ("source: {name: W, key: w, type: RSS, x: 1, y: 2}", {"source": SourceRecord(name="W", key="w", kind="RSS", y="2")},
         "source: {name: W, key: w, type: RSS, y: 2}"),
        ("source: {x: 1, name: W, key: w, type: RSS}", {"source": SourceRecord(name="W", key="w", kind="RSS")},
         "source: {name: W, key: w, type: RSS}"),
        ("source:\n    name: W\n    key: w\n    x: 1 # gone\n    type: RSS\n", {"source": SourceRecord(name="W", key="w", kind="RSS", url="https://a.org")},
         "source:\n    name: W\n    key: w\n    type: RSS\n    url: 'https://a.org'\n"),
        ("ai: null # by hand", {"ai": AIRecord(rewritten=True)}, "ai: # by hand\n  rewritten: true"),
        ("ai: {}", {"ai": AIRecord(rewritten=True)}, "ai: {rewritten: true}"),
        ("ai:\n  rewritten:\n  version:", {"ai": AIRecord(rewritten=False, version=3)}, "ai:\n  rewritten: false\n  version: 3"),
        ("ai: {rewritten, version: }", {"ai": AIRecord(rewritten=False, version=3)}, "ai: {rewritten: false, version: 3}"),
        ("ai: {version: 1}", {"ai": None}, "ai: null"),
        ("ai:\n  version: 1\n\n# below\nx: y", {"ai": None}, "ai: null\n\n# below\nx: y"),
        ("ai:\n  x: 1", {"ai": AIRecord(y="2")}, "ai:\n  y: '2'"),
        ("ai:\n  x: {a: [b, c]}", {"ai": AIRecord(x={"a": ["b"], "d": None})}, "ai:\n  x: {a: [b], d: null}"),
        ("coverImage:", {"cover_image": CoverRecord(raw="a/b.jpg", alt="A, B")}, "coverImage:\n  raw: a/b.jpg\n  alt: 'A, B'"),
        ("cta:\n  - label: A\n    url: https://a.org\n  - text", {"cta": ({"label": "B", "url": "https://a.org"}, "text", {"label": "C"})},
         "cta:\n  - label: B\n    url: https://a.org\n  - text\n  - label: C"),
        ("cta:\n  - label: A\n    url: https://a.org", {"cta": ("B",)}, "cta:\n  - B"),
        ("cta:\n  - A", {"cta": ({"label": "B", "url": "https://b.org"},)}, "cta:\n  -\n    label: B\n    url: 'https://b.org'"),
        ("x: 1\n# of y\ny:\n  - 2\nz: 3", {"extra": {"x": "1", "z": "3"}}, "x: 1\n# of y\nz: 3"),
        ("x:\n  y:\n    - 1\n    - a: 2", {"extra": {"x": {"y": ["1", {"a": "3"}]}}}, "x:\n  y:\n    - 1\n    - a: 3"),
        ("x: |\n  a\n", {"extra": {"x": None}}, "x: null\n"),
        ("x: |\n  a\n\ny: z", {"extra": {"x": ["b"], "y": "z"}}, "x: [b]\n\ny: z"),
        ("x: 1\n# the end\n", {"category": "A"}, "x: 1\n# the end\ncategory: A\n"),
        ("x: |+\n  a\n\n", {"category": "A", "extra": {"x": "a\n\n\n"}}, "x: |+\n  a\n\n\ncategory: A"),
    ],
)  # fmt: skip
def test_a_mapping_changes_by_its_keys(was, changes, written):
    assert front(was, **changes) == written


def test_an_indented_file_gains_keys_where_its_own_stand():
    document = b"---\r\n  title: T\r\n  draft: true\r\n---\r\nText."
    patched = edited(document, category="A", tags=("b",))
    added = b"  category: A\r\n  tags:\r\n    - b\r\n---\r\nText."
    assert patched == document.replace(b"---\r\nText.", added)


def test_a_file_in_brackets_stays_in_brackets():
    document = b"---\n{title: T, draft: true, tags: [a]}\n---\n"
    patched = edited(document, title="A, b", tags=("a", "b"), category="C")
    assert patched == b"---\n{title: 'A, b', draft: true, tags: [a, b], category: C}\n---\n"


def test_the_language_of_the_name_is_a_key_once_it_differs():
    document = b"---\ntitle: T\ndraft: true\n---\n"
    assert edited(document) == document
    assert edited(document, lang="uk") == b"---\ntitle: T\ndraft: true\nlang: uk\n---\n"


# --- the text -----------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("was", "body", "written"),
    [
        ("---\nOld\n", "New", "---\nNew\n"),
        ("---\n\n\nOld\n\ntext", "New\n\nlines", "---\n\n\nNew\n\nlines"),
        ("--- \n\nOld\n\n\n", " New", "--- \n\n New\n\n\n"),
        ("---\nOld\n", "", "---\n"),
        ("---\n\nOld", "", "---\n\n"),
        ("---\n\n", "New", "---\n\nNew\n"),
        ("---\n", "New", "---\nNew\n"),
        ("---", "New", "---\nNew"),
    ],
)
def test_a_new_text_keeps_the_blank_lines_around_it(was, body, written, newline):
    head = "---\ntitle: T\ndraft: true\n"
    document = (head + was).replace("\n", newline).encode()
    assert edited(document, body=body).decode() == (head + written).replace("\n", newline)


# --- what is too odd ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "changes"),
    [
        (b"---\ntitle: T\ndraft: true\n? x\n: - - a\n    - b\n---\n", {"extra": {"x": [["b"]]}}),
        (b"---\ntitle: T\ndraft: true\n? category # a: b\n---\n", {"category": "C"}),
        (b"---\ntitle: T\ndraft: true\nx:\n  - a: 1\n    b: 2\n---\n", {"extra": {"x": [{"b": "2"}]}}),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_patched_is_written_anew_and_loses_nothing(document, changes):
    wanted = saying(parse(document, PATH, RULES).record, **changes)
    assert edited(document, **changes) == dump(wanted)


def test_a_picture_that_lies_elsewhere_does_not_make_a_file_odd(example):
    cover = CoverRecord(raw="../../../covers/a.jpg")
    patched = patch(
        parsed := parse(example, PATH, RULES), saying(parsed.record, cover_image=cover), PATH, RULES
    )
    assert b"  raw: '../../../covers/a.jpg'\n" in patched
    assert "ofâ€¦".encode() in patched
