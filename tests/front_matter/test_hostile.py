"""Odd and hostile files: each ends in a named problem or in a stated, kept text, and soon.

That reading is bounded is shown by inputs that would take minutes, or the whole memory, if one of
the steps were quadratic or followed references; none of these tests looks at a clock.
"""

import dataclasses

import pytest

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import parse
from articles.front_matter.limits import FileLimits
from articles.front_matter.record import VARIANTS
from tests.front_matter.strategies import RULES
from tests.front_matter.test_files import DATED, REFUSED, read


def problems(document: bytes | str, rules=RULES):
    with pytest.raises(RecordError) as caught:
        parse(document.encode() if isinstance(document, str) else document, "a.md", rules)
    return caught.value.problems


def refused(front: str, rules=RULES):
    return problems(f"---\n{front}\n---\nText.\n", rules)


# --- every key of the contract, given what it is not -------------------------------------------

_TEXT, _LIST, _MAPPING = "some words", "[a, b]", "{a: b}"
WRONG = [
    ("title", _LIST, "wrong-type"),
    ("title", _MAPPING, "wrong-type"),
    ("title", "~", "empty"),
    ("description", _LIST, "wrong-type"),
    ("description", _MAPPING, "wrong-type"),
    ("publishedAt", _LIST, "wrong-type"),
    ("publishedAt", _MAPPING, "wrong-type"),
    ("publishedAt", _TEXT, "not-a-date"),
    ("publishedAt", "1769860800", "not-a-date"),
    ("updatedAt", _LIST, "wrong-type"),
    ("updatedAt", _MAPPING, "wrong-type"),
    ("updatedAt", _TEXT, "not-a-date"),
    ("expiresAt", _LIST, "wrong-type"),
    ("expiresAt", _MAPPING, "wrong-type"),
    ("expiresAt", _TEXT, "not-a-date"),
    ("expiresAt", "2999-01-01T00:00:00", "naive-date"),
    ("expiresAt", "1999-01-01T00:00:00Z", "ends-before-publication"),
    ("author", _MAPPING, "wrong-type"),
    ("author", "[[a]]", "wrong-type"),
    ("author", "[a, {b: c}]", "wrong-type"),
    ("author", "[a, ~]", "empty"),
    ("author", "{name: [a]}", "wrong-type"),
    ("author", "a" * 201, "too-long"),
    ("lang", _LIST, "wrong-type"),
    ("lang", _MAPPING, "wrong-type"),
    ("lang", _TEXT, "unknown-language"),
    ("externalId", _LIST, "wrong-type"),
    ("externalId", _MAPPING, "wrong-type"),
    ("source", _TEXT, "wrong-type"),
    ("source", _LIST, "wrong-type"),
    ("category", _LIST, "wrong-type"),
    ("category", _MAPPING, "wrong-type"),
    ("tags", _TEXT, "wrong-type"),
    ("tags", _MAPPING, "wrong-type"),
    ("tags", "[[a]]", "wrong-type"),
    ("tags", "[a, {b: c}]", "wrong-type"),
    ("tags", "[a, ~]", "empty"),
    ("stickyWeight", _TEXT, "not-an-integer"),
    ("stickyWeight", _LIST, "not-an-integer"),
    ("stickyWeight", _MAPPING, "not-an-integer"),
    ("stickyWeight", "1e3", "not-an-integer"),
    ("stickyWeight", "true", "not-an-integer"),
    ("stickyWeight", "-32769", "out-of-range"),
    ("stickyWeight", "9" * 5000, "not-an-integer"),
    ("sentiment", _LIST, "unknown-sentiment"),
    ("sentiment", _MAPPING, "unknown-sentiment"),
    ("sentiment", "positive", "unknown-sentiment"),
    ("score", _LIST, "not-a-number"),
    ("score", _MAPPING, "not-a-number"),
    ("score", ".inf", "not-a-number"),
    ("score", "-.INF", "not-a-number"),
    ("score", "NaN", "not-a-number"),
    ("score", "-1e400", "not-a-number"),
    ("score", "0x1F", "not-a-number"),
    ("score", "1,5", "not-a-number"),
    ("draft", _LIST, "not-a-boolean"),
    ("draft", _MAPPING, "not-a-boolean"),
    ("draft", "1", "not-a-boolean"),
    ("draft", "on", "not-a-boolean"),
    ("coverImage", _TEXT, "wrong-type"),
    ("coverImage", _LIST, "wrong-type"),
    ("coverImage", _MAPPING, "cover-empty"),
    ("ai", _TEXT, "wrong-type"),
    ("ai", _LIST, "wrong-type"),
    ("canonicalUrl", _LIST, "wrong-type"),
    ("canonicalUrl", _MAPPING, "wrong-type"),
    ("canonicalUrl", _TEXT, "bad-url"),
    ("cta", _TEXT, "wrong-type"),
    ("cta", _MAPPING, "wrong-type"),
    ("cta", "[{url: [x]}]", "wrong-type"),
    ("aliases", _TEXT, "wrong-type"),
    ("aliases", _MAPPING, "wrong-type"),
    ("aliases", "[[x]]", "wrong-type"),
    ("newsroom", _TEXT, "wrong-type"),
    ("newsroom", _LIST, "wrong-type"),
    ("newsroom", "{cover: x}", "wrong-type"),
    ("newsroom", "{cover: {texts: {uk: x}}}", "wrong-type"),
    ("newsroom", "{cover: {texts: {uk: {alt: [x]}}}}", "wrong-type"),
    ("newsroom", "{cover: {texts: {no such: {}}}}", "unknown-language"),
    ("newsroom", "{cover: {texts: {uk-Latn-very-long: {}}}}", "too-long"),
    ("newsroom", "{cover: {focalPoint: [0.5, 1.5]}}", "out-of-range"),
    ("newsroom", "{cover: {focalPoint: [0.5, .nan]}}", "not-a-number"),
    ("newsroom", "{cover: {focalPoint: [-0.1, 0]}}", "out-of-range"),
]
_COVER = [
    *[(key, "[x]", "wrong-type") for key in ("caption", "creditUrl", "licence", "rightsUntil")],
    ("caption", f"'{'x' * 501}'", "too-long"),
    ("caption", '"a\\x01b"', "control-character"),
    ("creditUrl", "'javascript:alert(1)'", "bad-url"),
    ("licence", f"'{'x' * 201}'", "too-long"),
    ("rightsUntil", "tomorrow", "not-a-date"),
    ("rightsUntil", "2026-02-30", "impossible-date"),
    ("rightsUntil", "'2026-01-31T12:00:00Z'", "not-a-date"),
    ("decorative", "yes", "not-a-boolean"),
    ("focalPoint", "middle", "wrong-type"),
    ("focalPoint", "[0.5]", "wrong-type"),
    ("focalPoint", "{x: 1}", "wrong-type"),
    ("texts", "[uk]", "wrong-type"),
]
INSIDE = [
    *[("source", "{name: N, key: k, type: T, %s: [x]}", key, "wrong-type")
      for key in ("name", "key", "type", "url")],
    ("source", "{name: N, key: k, type: T, %s: 'ftp://a.org'}", "url", "bad-url"),
    ("source", "{name: N, key: k, type: T, %s: ' '}", "name", "empty"),
    *[("coverImage", "{full: 'https://a.org/b', %s: [x]}", key, "wrong-type")
      for key in (*VARIANTS, "alt", "credit") if key != "full"],
    *[("coverImage", "{full: 'https://a.org/b', %s: ''}", key, "empty")
      for key in VARIANTS if key != "full"],
    ("ai", "{%s: 1}", "rewritten", "not-a-boolean"),
    ("ai", "{%s: later}", "expandedAt", "not-a-date"),
    ("ai", "{%s: '2026-01-31T12:00:00'}", "expandedAt", "naive-date"),
    ("ai", "{%s: [en]}", "translatedFrom", "wrong-type"),
    ("ai", "{%s: one}", "version", "not-an-integer"),
    ("ai", "{%s: -1}", "version", "out-of-range"),
]  # fmt: skip


def without(key: str) -> str:
    """A good front matter that does not hold `key`."""
    good = {"title": "title: T", "publishedAt": "publishedAt: 2026-01-31T12:00:00Z"}
    return "\n".join(line for name, line in good.items() if name != key)


# Where an item of a list is what is wrong: its key, and how far into the value it begins.
ITEMS = {
    ("author", "[[a]]"): ("author[0]", 1),
    ("author", "[a, {b: c}]"): ("author[1]", 4),
    ("author", "[a, ~]"): ("author[1]", 4),
    ("tags", "[[a]]"): ("tags[0]", 1),
    ("tags", "[a, {b: c}]"): ("tags[1]", 4),
    ("tags", "[a, ~]"): ("tags[1]", 4),
    ("cta", "[{url: [x]}]"): ("cta[0].url", 7),
    ("aliases", "[[x]]"): ("aliases[0]", 1),
    ("newsroom", "{cover: x}"): ("newsroom.cover", 8),
    ("newsroom", "{cover: {texts: {uk: x}}}"): ("newsroom.cover.texts.uk", 21),
    ("newsroom", "{cover: {texts: {uk: {alt: [x]}}}}"): ("newsroom.cover.texts.uk.alt", 27),
    ("newsroom", "{cover: {texts: {no such: {}}}}"): ("newsroom.cover.texts.no such", 26),
    ("newsroom", "{cover: {texts: {uk-Latn-very-long: {}}}}"): (
        "newsroom.cover.texts.uk-Latn-very-long", 36,
    ),
    ("newsroom", "{cover: {focalPoint: [0.5, 1.5]}}"): ("newsroom.cover.focalPoint[1]", 27),
    ("newsroom", "{cover: {focalPoint: [0.5, .nan]}}"): ("newsroom.cover.focalPoint[1]", 27),
    ("newsroom", "{cover: {focalPoint: [-0.1, 0]}}"): ("newsroom.cover.focalPoint[0]", 22),
}  # fmt: skip


@pytest.mark.parametrize(("key", "value", "code"), WRONG, ids=[f"{w[0]}-{w[1][:9]}" for w in WRONG])
def test_a_key_with_what_it_is_not_is_named_with_its_place(key, value, code):
    front = f"{without(key)}\n{key}: {value}"
    (problem,) = refused(front)
    place, offset = ITEMS.get((key, value), (key, 0))
    assert (problem.code, problem.key) == (code, place)
    assert (problem.line, problem.column) == (front.count("\n") + 2, len(key) + 3 + offset)
    assert problem.hint
    if not offset:
        assert problem.value[:70] == value[:70]


def test_every_key_of_the_contract_is_tried():
    contract = {
        field.alias for field in type(read(DATED)).model_fields.values() if "\0" not in field.alias
    }
    assert {key for key, _value, _code in WRONG} == contract


@pytest.mark.parametrize(
    ("outer", "form", "key", "code"), INSIDE, ids=[f"{i[0]}.{i[2]}-{i[3]}" for i in INSIDE]
)
def test_a_key_inside_a_key_is_named_with_its_place(outer, form, key, code):
    line = f"{outer}: {form % key if f'{key}: ' not in form else form.replace('%s: ', '', 1)}"
    if f"{key}: " in form:
        # The key stands there already: it gets the wrong value in its place.
        wrong = form.rsplit("%s: ", 1)[1].rstrip("}")
        start = form.index(f"{key}: ")
        end = min(form.index(sign, start) for sign in ",}" if sign in form[start:])
        rest = form[:start] + f"{key}: {wrong}" + form[end:]
        line = f"{outer}: " + rest.replace(", %s: " + wrong, "")
    (problem,) = refused(f"{DATED}\n{line}")
    assert (problem.code, problem.key) == (code, f"{outer}.{key}")
    assert problem.line == 4
    assert problem.column == line.index(f"{key}: ") + len(key) + 3
    assert problem.hint


def test_what_the_desk_says_of_a_cover_is_named_with_its_place():
    for key, value, code in _COVER:
        line = f"newsroom: {{cover: {{{key}: {value}}}}}"
        (problem,) = refused(f"{DATED}\n{line}")
        assert (problem.code, problem.key) == (code, f"newsroom.cover.{key}"), value
        assert (problem.line, problem.column) == (4, line.index(f"{key}: ") + len(key) + 3), value
        assert problem.hint, value


@pytest.mark.parametrize("front", [entry[0] for entry in REFUSED], ids=[r[1] for r in REFUSED])
def test_every_refusal_says_why_and_what_to_do(front):
    for problem in refused(front):
        assert problem.message
        assert problem.hint


# --- what is odd, and accepted -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "attribute", "value"),
    [
        (f"title: {'t' * 300}\ndraft: true", "title", "t" * 300),
        ("title: '?!… — «»'\ndraft: true", "title", "?!… — «»"),
        ("title: مرحبا\u200f\ndraft: true", "title", "مرحبا\u200f"),
        ("title: 👩🏽\u200d🚒\ndraft: true", "title", "👩🏽\u200d🚒"),
        (DATED + "\ntags: [US, us, U.S., 'U.S', ＵＳ]", "tags", ("US", "U.S.", "U.S")),
        (DATED + "\ntags: ~", "tags", ()),
        (DATED + "\ncoverImage:\n  thumb: https://a.org/t.jpg", "cover_image.thumb",
         "https://a.org/t.jpg"),
        (DATED + "\ncoverImage:\n  thumb: https://a.org/t.jpg", "cover_image.raw", None),
        (DATED + "\nscore: -0", "score", 0.0),
        (DATED + "\nsentiment: ~", "sentiment", None),
        (DATED + "\nstickyWeight: -32768", "sticky_weight", -32768),
        (DATED + "\nexternalId: null", "external_id", ""),
        (DATED + "\nsource: ~\nai: ~", "source", None),
        (DATED + "\n__proto__: {x: y}\nconstructor: z", "extra",
         {"__proto__": {"x": "y"}, "constructor": "z"}),
        (DATED + "\nmodel_config: x\nextra: {y: z}", "extra",
         {"model_config": "x", "extra": {"y": "z"}}),
    ],
)  # fmt: skip
def test_what_is_odd_but_clear_is_taken(front, attribute, value):
    record = read(front)
    for name in attribute.split("."):
        record = getattr(record, name)
    assert record == value


def test_a_far_future_is_a_schedule_like_any_other():
    assert read("title: T\npublishedAt: 9999-12-30T23:59:59Z").published_at.year == 9999


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Порт відкрито 🚢", "port-vidkrito-ship"),
        ("港口 opens", "gangkou-opens"),
        ("t" * 300, "t" * 80),
        ("emoji 🏗️🏗️", "emoji-construction-site-construction-site"),
    ],
)
def test_an_address_is_made_of_any_title(title, slug):
    assert read(f"title: '{title}'\ndraft: true", path="x.txt").slug == slug


def test_front_matter_alone_is_an_article_without_text():
    assert parse(b"---\ntitle: T\ndraft: true\n---", "a.md", RULES).record.body == ""


def test_a_body_may_hold_what_looks_like_front_matter():
    body = "title: no\n\n---\n\ntags: [\n\n+++\n\n{{ x }} {% y %} <script>"
    assert read(DATED, body=body).body == body


def test_a_text_of_many_megabytes_is_read_whole_where_the_site_allows_it():
    rules = dataclasses.replace(RULES, limits=FileLimits(bytes=2**24, body=2**24))
    body = "Зерно і порт.\n\n" * 500_000
    assert read(DATED, body=body, rules=rules).body == body.strip("\n")


# --- bytes that are no text --------------------------------------------------------------------

HEAD = b"---\ntitle: T\ndraft: true\n"


@pytest.mark.parametrize(
    ("document", "code", "line", "column"),
    [
        (HEAD + b"x: a\x00b\n---\n", "control-character", 4, 5),
        (HEAD + b"---\nab\x00", "control-character", 5, 3),
        (HEAD + b"---\nab\x1b[31m", "control-character", 5, 3),
        (HEAD + b"---\nab\x7f", "control-character", 5, 3),
        (HEAD + b"---\none\r\ntwo \xc2\x80", "control-character", 6, 5),
        (HEAD + b"---\none\rtwo \xc2\x9d", "control-character", 6, 5),
        (HEAD + b"x: a\xc2\x9db\n---\n", "control-character", 4, 4),
        (HEAD + b"a\xc2\x9db: x\n---\n", "bad-key", 4, 1),
        (HEAD + b'"a\\0b": x\n---\n', "bad-key", 4, 1),
        (HEAD + b'y:\n  "a\\x9d": x\n---\n', "bad-key", 5, 3),
        (HEAD + b"x: \xff\n---\n", "not-utf-8", 4, 4),
        (HEAD + b"x: \xed\xa0\x80\n---\n", "not-utf-8", 4, 4),
        (HEAD + b"x: \xc0\xaf\n---\n", "not-utf-8", 4, 4),
        (HEAD + b"---\ncaf\xe9", "not-utf-8", 5, 4),
        (HEAD.decode().encode("utf-16-le"), "not-utf-8", 1, 1),
        (HEAD.decode().encode("utf-16-be"), "not-utf-8", 1, 1),
        (b"\x89PNG\r\n" + b"\0" * 99, "not-utf-8", 1, 1),
        (HEAD.decode().encode("utf-16"), "not-utf-8", 1, 1),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + HEAD + b"---\n", "no-fence", 1, 1),
    ],
)
def test_what_is_no_text_is_named_with_its_place(document, code, line, column):
    (problem,) = problems(document)
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert problem.hint


# --- bombs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("x: " + "[" * 100_000 + "]" * 100_000, "too-deep"),
        ("x: " + "{" * 100_000, "bad-key"),
        ("x:\n  " + "- " * 100_000 + "y", "too-deep"),
        ("? " * 100_000 + "y", "bad-key"),
        ("\n".join(f"{' ' * level}a:" for level in range(3000)), "too-deep"),
        ("x: &a [y]\n" + "\n".join(f"k{n}: [*a, *a, *a]" for n in range(5000)), "alias"),
        ("a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 200)),
         "alias"),
        ("x: &a [*a]", "alias"),
        ("x: !!python/object/apply:os.system [ls]", "tag"),
        ("x: !!python/name:os.system ''", "tag"),
        ("x: !!set {a, b}", "tag"),
        ("x: !<tag:yaml.org,2002:str> y", "tag"),
        ("x: [" + "a, " * 30_000 + "]", "too-many"),
        ("\n".join(f"k{n}: v" for n in range(30_000)), "too-many"),
        ("x: 'open" + " y" * 500_000, "yaml-syntax"),
        ("x: " + '"\\u0041' * 200_000, "yaml-syntax"),
        ("x" * 1_000_000 + ": y", "yaml-syntax"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_bomb_ends_in_a_named_problem(front, code):
    assert refused(front)[0].code == code


def test_twenty_thousand_problems_are_each_given_their_place():
    # A place that is counted from the beginning each time reads 20,000 times a megabyte.
    front = "# " + "y" * 60 + "\n"
    found = refused((front + "a: x\n") * 19_990 + "title: T\ndraft: true")
    assert len(found) == 19_989
    assert {problem.code for problem in found} == {"duplicate-key"}
    assert [problem.line for problem in found[:2]] == [5, 7]
    assert found[-1].line == 2 * 19_990 + 1


def test_ten_thousand_refused_values_are_each_given_their_place():
    found = refused("title: T\ndraft: true\n" + "\n".join(f'k{n}: "\\0"' for n in range(10_000)))
    assert len(found) == 10_000
    assert (found[-1].line, found[-1].column, found[-1].key) == (10_003, 8, "k9999")


@pytest.mark.parametrize(
    "body",
    ["-" * 1_000_000, "---" + " " * 1_000_000 + "x", ("---" + " " * 40 + "x\n") * 20_000,
     "\r" * 1_000_000, "Ã©" * 400_000, "é Ã© " * 50_000, "`" * 500_000 + "Ã©", "Ã" * 500_000,
     "~~~\n" * 100_000 + "Ã©", "`a" * 200_000 + "Ã©", "[" * 300_000 + "Ã©"],
    ids=lambda body: repr(body[:6]),
)  # fmt: skip
def test_a_body_that_would_explode_is_read(body):
    assert read(DATED, body=body).slug == "a-story"


def test_dashes_without_end_close_no_front_matter():
    assert problems("---\ntitle: T\n" + "---" + " " * 1_000_000 + "x")[0].code == "unclosed-fence"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("score", "1" * 200_000 + "x"),
        ("score", "." + "1" * 200_000 + "e"),
        ("stickyWeight", "1" * 200_000),
        ("publishedAt", "2026-01-31T12:00:00." + "0" * 200_000),
        ("lang", "a-" + "ab-" * 100_000),
        ("canonicalUrl", "https://" + "a." * 200_000),
        ("canonicalUrl", "http" * 100_000),
    ],
)
def test_a_value_that_would_explode_is_refused(key, value):
    (problem,) = refused(f"{without(key)}\n{key}: {value}")
    assert problem.key == key
    assert len(problem.value) == 80


# --- limits ------------------------------------------------------------------------------------

LIMITS = FileLimits(
    bytes=4000, values=30, depth=4, body=100, description=50, tags=3, aliases=2, cta=1
)
OVER = [
    ("tags: [a, b, c, d]", "too-long", "tags", "has 4 tags, more than 3 (IMPORT_MAX_TAGS)"),
    ("aliases: [/a, /b, /c]", "too-long", "aliases",
     "has 3 entries, more than 2 (IMPORT_MAX_ALIASES)"),
    ("cta: [a, b]", "too-long", "cta", "has 2 entries, more than 1 (IMPORT_MAX_CTA)"),
    (f"description: {'x' * 51}", "too-long", "description",
     "has 51 characters, more than 50 (IMPORT_MAX_DESCRIPTION)"),
    ("x: [[[[y]]]]", "too-deep", "x[0][0][0]", "nested deeper than 4 levels (IMPORT_MAX_DEPTH)"),
    (f"x: [{'y, ' * 30}]", "too-many", "x[26]", "more than 30 values (IMPORT_MAX_VALUES)"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "key", "message"), OVER)
def test_a_limit_is_told_with_its_setting(line, code, key, message):
    (problem,) = refused(f"{DATED}\n{line}", dataclasses.replace(RULES, limits=LIMITS))
    assert (problem.code, problem.key, problem.message) == (code, key, message)
    assert problem.line == 4
    read(f"{DATED}\n{line}")


def test_a_long_body_is_told_where_it_begins():
    rules = dataclasses.replace(RULES, limits=LIMITS)
    (problem,) = problems(f"---\n{DATED}\n---\n{'x' * 101}", rules)
    assert (problem.line, problem.column, problem.key) == (5, 1, "body")
    assert problem.message == "has 101 characters, more than 100 (IMPORT_MAX_BODY)"


def test_a_large_file_is_not_even_decoded():
    (problem,) = problems(b"\xff" * 4001, dataclasses.replace(RULES, limits=LIMITS))
    assert problem.code == "too-large"
    assert problem.message == "the file has 4001 bytes, more than 4000 (IMPORT_MAX_BYTES)"


def test_five_thousand_tags_are_one_problem():
    (problem,) = refused(f"{DATED}\ntags: [{', '.join(f't{n}' for n in range(5000))}]")
    assert problem.message == "has 5000 tags, more than 200 (IMPORT_MAX_TAGS)"
