"""One file and one record, both ways."""

import datetime as dt
import pickle
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import dump, export_path, parse
from articles.front_matter.record import ArticleRecord
from tests.examples import examples
from tests.front_matter.strategies import RULES, article_records, damage, documents

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def read(front: str, path: str = "a-story.md", body: str = "Text.", rules=RULES) -> ArticleRecord:
    return parse(f"---\n{front}\n---\n{body}\n".encode(), path, rules).record


def minimal(**values) -> ArticleRecord:
    values = {"title": "T", "lang": "en", "slug": "t", "published_at": NOON} | values
    return ArticleRecord(**values)


DATED = "title: T\npublishedAt: 2026-01-31T12:00:00Z"


@settings(max_examples=examples(150), deadline=None)
@given(article_records())
def test_a_dumped_record_reads_back_as_itself(record):
    # Repair is for what upstream damaged; a record may say `Ã©` on purpose.
    rules = replace(RULES, repair=False)
    assert parse(dump(record), export_path(record), rules).record == record


@settings(max_examples=examples(100), deadline=None)
@given(documents())
def test_every_way_to_write_a_file_is_read(written):
    document, path = written
    rules = replace(RULES, repair=False)
    first = parse(document, path, rules).record
    assert parse(dump(first), export_path(first), rules).record == first


def test_the_real_shape_is_read(example):
    parsed = parse(example, "2026/11/harbour-crane.en.md", RULES)
    record = parsed.record
    assert record.slug == "harbour-crane"
    assert record.lang == "en"
    assert record.external_id == "00417"
    assert record.published_at == dt.datetime(2026, 11, 10, 8, 30, 10, 125000, tzinfo=dt.UTC)
    assert record.source.kind == "RSS"
    assert record.tags == ("PORTS", "Automation", "LINDHOLM")
    assert list(record.cover_image.sizes) == [
        "raw",
        "full",
        "regular",
        "small",
        "thumb",
        "small_s3",
    ]
    assert record.ai.rewritten is True
    assert record.body.startswith("## Overview")
    assert record.description.endswith("an hour of…")
    assert [repair.key for repair in parsed.repairs] == ["description"]


def test_without_repair_the_text_stays_damaged(example):
    parsed = parse(example, "x.md", replace(RULES, repair=False))
    assert parsed.record.description.endswith("ofâ€¦")
    assert parsed.repairs == ()


@pytest.mark.parametrize("times", [1, 2])
def test_damage_is_mended_in_every_field_and_told(times):
    said = {
        "title": "Україна і порт", "description": "Itʼs “done” — says Łukasz", "category": "Économie",
        "source.name": "Наш дім", "coverImage.alt": "東京都庁の雪", "coverImage.credit": "Jürgen",
        "tags[1]": "Київ", "body": "Ціна нижче $2… — “ні”",
    }  # fmt: skip
    bad = {key: damage(text, times) for key, text in said.items()}
    front = (
        f"title: {bad['title']}\ndraft: true\ndescription: {bad['description']}\n"
        f"category: {bad['category']}\nsource: {{name: {bad['source.name']}, key: k, type: RSS}}\n"
        f"coverImage:\n  raw: https://a.org/b\n  alt: '{bad['coverImage.alt']}'\n"
        f'  credit: {bad["coverImage.credit"]}\ntags: [Ok, "{bad["tags[1]"]}"]'
    )
    document = f"---\n{front}\n---\n{bad['body']}".encode()
    parsed = parse(document, "a.md", RULES)
    assert {repair.key: repair.after for repair in parsed.repairs} == said
    assert {repair.key: repair.before for repair in parsed.repairs} == bad
    assert parsed.record.title == said["title"]
    assert parsed.record.tags == ("Ok", "Київ")
    assert parsed.record.body == said["body"]
    assert parsed.document == document
    assert parsed.tree.find(("tags", 1))[0].value == bad["tags[1]"]
    with pytest.raises(RecordError) as caught:
        parse(document, "a.md", replace(RULES, repair=False))
    # Left as it is, it holds control characters, and is named for them where it does.
    assert {problem.code for problem in caught.value.problems} == {"control-character"}


def test_a_result_is_handed_over_without_the_places():
    parsed = parse(f"---\n{DATED}\ncoverImage: {{raw: a.jpg}}\n---\n".encode(), "a.md", RULES)
    over = pickle.loads(pickle.dumps(parsed))
    assert over == parsed
    problem = over.problem(("coverImage", "raw"), "cover-missing", "no file a.jpg")
    assert (problem.line, problem.column, problem.key) == (4, 19, "coverImage.raw")
    assert problem.value == "a.jpg"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_newline_style_and_byte_order_mark_do_not_change_what_is_said(example, newline, mark):
    other = (mark + example.decode().replace("\n", newline)).encode()
    assert parse(other, "x.en.md", RULES).record == parse(example, "x.en.md", RULES).record


def test_a_canonical_file_looks_like_the_real_ones(example):
    record = parse(example, "x.en.md", replace(RULES, repair=False)).record
    assert dump(record) == example


def test_what_says_nothing_is_not_written():
    assert dump(minimal()).decode() == (
        "---\ntitle: T\npublishedAt: '2026-01-31T12:00:00.000Z'\nlang: en\nstickyWeight: 0\n"
        "draft: false\n---\n"
    )


@pytest.mark.parametrize(
    ("path", "slug", "lang"),
    [
        ("2026/01/a-story.en.md", "a-story", "en"),
        ("a-story.uk.md", "a-story", "uk"),
        ("a-story.UK.markdown", "a-story", "uk"),
        ("a-story.md", "a-story", "en"),
        ("version-2.0.md", "version-2-0", "en"),
        ("Каштани.md", "kashtani", "en"),
        ("notes.txt", "t", "en"),
        ("🏗️.md", "construction-site", "en"),
        # One grammar: small letters, digits, and single hyphens inside.
        ("Port-Deal_2026.en.md", "port-deal-2026", "en"),
        ("_press_.md", "press", "en"),
        ("Press-Day.md", "press-day", "en"),
        ("press--day.md", "press-day", "en"),
        ("__.md", "t", "en"),
        (f"{'long-' * 39}end.md", "long-" * 39 + "end", "en"),
        # One name in both Unicode forms.
        ("Ї-й.md", "i-y", "en"),
        (unicodedata.normalize("NFD", "Ї-й.md"), "i-y", "en"),
        # The folder of a page bundle has its name.
        ("posts/harbour-crane/index.md", "harbour-crane", "en"),
        ("posts/Harbour_Crane/index.uk.md", "harbour-crane", "uk"),
        ("posts/_index.md", "posts", "en"),
        ("index.md", "index", "en"),
    ],
)
def test_the_name_gives_address_and_language(path, slug, lang):
    record = read(DATED, path)
    assert (record.slug, record.lang) == (slug, lang)


def test_the_key_wins_over_the_name():
    assert read(DATED + "\nlang: ar", "a.uk.md").lang == "ar"


def test_a_language_is_spelt_as_the_site_spells_it():
    assert read(DATED + "\nlang: EN").lang == "en"


def test_a_title_without_letters_still_gets_an_address():
    slug = read("title: '!!!'\npublishedAt: 2026-01-31T12:00:00Z", "x.txt").slug
    assert slug.startswith("story-")
    assert len(slug) == len("story-") + 8


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (minimal(), "2026/01/t.en.md"),
        (minimal(published_at=None, draft=True), "drafts/t.en.md"),
        (minimal(published_at=dt.datetime(26, 3, 4, tzinfo=dt.UTC)), "0026/03/t.en.md"),
    ],
)
def test_a_file_stands_where_its_date_says(record, name):
    assert export_path(record) == name


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        ("lang: no", "lang", "no"),
        ("externalId: 0123", "external_id", "0123"),
        ("externalId: 1e3", "external_id", "1e3"),
        ("category: Yes", "category", "Yes"),
        ("category: 'null'", "category", "null"),
        ("category: null", "category", ""),
        ("tags: [on, 012, ~]", None, None),
        ("score: 1e3", "score", 1000.0),
        ("draft: 'true'", "draft", True),
        ("updatedAt: 2026-01-31T12:00:00Z", "updated_at", NOON),
        ("updatedAt: '2026-01-31 14:00+02:00'", "updated_at", NOON),
        ("tags:", "tags", ()),
        ("tags: [US, us, U.S.]", "tags", ("US", "U.S.")),
        ("coverImage: null", "cover_image", None),
    ],
)
def test_yaml_guesses_nothing(line, attribute, value):
    rules = replace(RULES, languages=("en", "no"))
    if attribute is None:
        with pytest.raises(RecordError):
            read(f"{DATED}\n{line}", rules=rules)
    else:
        assert getattr(read(f"{DATED}\n{line}", rules=rules), attribute) == value


def test_a_title_of_yes_is_a_title():
    assert read("title: Yes\npublishedAt: 2026-01-31T12:00:00Z").title == "Yes"


def test_unknown_keys_stay_at_every_depth():
    record = read(
        DATED + "\nseries: {part: 02, of: ~}\nslug: mine\nbody: theirs\npublished_at: odd\n"
        "source: {name: N, key: k, type: RSS, desk: night}\nai: {model: x-1}"
    )
    assert record.extra == {
        "series": {"part": "02", "of": None},
        "slug": "mine",
        "body": "theirs",
        "published_at": "odd",
    }
    assert record.source.extra == {"desk": "night"}
    assert record.ai.extra == {"model": "x-1"}
    assert record.slug == "a-story"
    assert record.body == "Text."
    assert parse(dump(record), "a-story.md", RULES).record == record


def test_a_fence_inside_the_text_is_text():
    assert read(DATED, body="One.\n\n---\n\nTwo.").body == "One.\n\n---\n\nTwo."


# (front matter, code, line, column, key): everything a file can be refused for, in its place.
REFUSED = [
    ("description: x\npublishedAt: 2026-01-31T12:00:00Z", "missing", 1, 1, "title"),
    ("title: ' '\ndraft: true", "empty", 2, 8, "title"),
    (f"title: {'x' * 301}\ndraft: true", "too-long", 2, 8, "title"),
    ("title: [a]\ndraft: true", "wrong-type", 2, 8, "title"),
    ("title: a\u202eb\ndraft: true", "invisible-character", 2, 8, "title"),
    ("title: '\u2800'\ndraft: true", "empty", 2, 8, "title"),
    ("title: '\u200b\u00ad'\ndraft: true", "empty", 2, 8, "title"),
    (DATED + "\ntags: [a, '\u3164']", "empty", 4, 11, "tags[1]"),
    (DATED + '\ncategory: "a\\uFFFE"', "control-character", 4, 11, "category"),
    (DATED + "\nsource: {name: n, key: .., type: t}", "bad-path", 4, 24, "source.key"),
    ('title: "a\\0b"\ndraft: true', "control-character", 2, 8, "title"),
    ("title: T", "published-at-missing", 1, 1, "publishedAt"),
    ("title: T\npublishedAt: 2026-01-31T12:00:00", "naive-date", 3, 14, "publishedAt"),
    ("title: T\npublishedAt: 2026-02-30T12:00:00Z", "impossible-date", 3, 14, "publishedAt"),
    ("title: T\npublishedAt: 0001-01-01T00:00:00+05:00", "impossible-date", 3, 14, "publishedAt"),
    ("title: T\npublishedAt: yesterday", "not-a-date", 3, 14, "publishedAt"),
    ("title: T\npublishedAt: 2026-01-31", "not-a-date", 3, 14, "publishedAt"),
    (DATED + "\nlang: xx", "unknown-language", 4, 7, "lang"),
    (DATED + "\nlang: '?'", "unknown-language", 4, 7, "lang"),
    (DATED + "\ndraft: maybe", "not-a-boolean", 4, 8, "draft"),
    (DATED + "\ndraft:", "not-a-boolean", 4, 7, "draft"),
    (DATED + "\ndraft: yes", "not-a-boolean", 4, 8, "draft"),
    (DATED + "\nstickyWeight: 1.5", "not-an-integer", 4, 15, "stickyWeight"),
    (DATED + "\nstickyWeight: 32768", "out-of-range", 4, 15, "stickyWeight"),
    (DATED + "\nscore: .nan", "not-a-number", 4, 8, "score"),
    (DATED + "\nscore: 1e999", "not-a-number", 4, 8, "score"),
    (DATED + "\nscore: high", "not-a-number", 4, 8, "score"),
    (DATED + "\nsentiment: happy", "unknown-sentiment", 4, 12, "sentiment"),
    (DATED + "\ntags: a, b", "wrong-type", 4, 7, "tags"),
    (DATED + "\ntags: [a, ' ']", "empty", 4, 11, "tags[1]"),
    (DATED + f"\ntags: [{', '.join(map(str, range(201)))}]", "too-long", 4, 7, "tags"),
    (DATED + "\nsource: Reuters", "wrong-type", 4, 9, "source"),
    (DATED + "\nsource: {name: N, type: RSS}", "missing", 4, 9, "source.key"),
    (DATED + "\ncoverImage: {}", "cover-empty", 4, 13, "coverImage"),
    (DATED + "\ncoverImage:\n  raw: javascript:alert(1)", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: data:image/png;base64,xx", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: file:///etc/passwd", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: http://a.org/b.jpg", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: //a.org/b.jpg", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: https://u:p@a.org/b", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: https://127.0.0.1/b", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: https://[::1]/b", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: https://10.0.0.8/b", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: https://printer.local/b", "bad-url", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: /etc/passwd", "bad-path", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: ..\\a.jpg", "bad-path", 5, 8, "coverImage.raw"),
    (DATED + "\ncoverImage:\n  raw: ../../a.jpg", "outside-root", 5, 8, "coverImage.raw"),
    (DATED + "\ncanonicalUrl: ftp://a.org", "bad-url", 4, 15, "canonicalUrl"),
    (DATED + "\naliases: [old]", "bad-path", 4, 11, "aliases[0]"),
    (DATED + "\naliases: [//evil.org]", "bad-path", 4, 11, "aliases[0]"),
    (DATED + "\ncta: [{url: 'javascript:x'}]", "bad-url", 4, 13, "cta[0].url"),
    (DATED + "\nai: yes", "wrong-type", 4, 5, "ai"),
    (DATED + '\nx: "a\\0"', "control-character", 4, 4, "x"),
    ("title: A\ntitle: B\ndraft: true", "duplicate-key", 3, 1, "title"),
    (DATED + "\nsource:\n  key: a\n  key: b", "duplicate-key", 6, 3, "source.key"),
    (DATED + "\nx: &a 1", "alias", 4, 4, "x"),
    (DATED + "\nx: !!python/object:os.system ls", "tag", 4, 4, "x"),
    (DATED + "\nx: !!binary aGk=", "tag", 4, 4, "x"),
    (DATED + "\n? [a]\n: b", "bad-key", 4, 3, ""),
    (DATED + "\n'': b", "bad-key", 4, 1, ""),
    ("title: One: two", "yaml-syntax", 2, 11, ""),
    ("title: 'open", "yaml-syntax", 2, 8, ""),
    ("title: T\n\tx: y", "yaml-syntax", 3, 1, ""),
    ("- a\n- b", "not-a-mapping", 2, 1, ""),
    ("just text", "not-a-mapping", 2, 1, ""),
]


@pytest.mark.parametrize(
    ("front", "code", "line", "column", "key"), REFUSED, ids=[f"{r[1]}-{r[4]}" for r in REFUSED]
)
def test_a_refusal_names_its_place_and_reason(front, code, line, column, key):
    with pytest.raises(RecordError) as caught:
        read(front)
    found = [(p.code, p.line, p.column, p.key) for p in caught.value.problems]
    assert found == [(code, line, column, key)]


def test_all_problems_of_a_file_are_told_at_once_in_their_order():
    with pytest.raises(RecordError) as caught:
        read("title: ''\npublishedAt: soon\nlang: xx\nstickyWeight: x\nsource: {}\ndraft: no")
    assert [(p.line, p.key) for p in caught.value.problems] == [
        (2, "title"),
        (3, "publishedAt"),
        (4, "lang"),
        (5, "stickyWeight"),
        (6, "source.key"),
        (6, "source.name"),
        (6, "source.type"),
        (7, "draft"),
    ]


def test_a_problem_is_counted_in_characters_also_after_cyrillic_and_emoji():
    with pytest.raises(RecordError) as caught:
        read("title: Каштани 🏗️ {x: [\ndraft: true".replace("Каштани 🏗️ ", "{'Каштани 🏗️': "))
    assert caught.value.problems[0].line >= 2
    with pytest.raises(RecordError) as caught:
        read("x: {'Каштани 🏗': 1, Каштани: 1, Каштани: 2}\n" + DATED)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (2, 33)


def test_a_string_of_tags_is_answered_with_the_list_form():
    with pytest.raises(RecordError) as caught:
        read(DATED + "\ntags: Ports, Cranes")
    assert "tags:\n  - Ports\n  - Cranes" in caught.value.problems[0].hint


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(RecordError) as caught:
        parse(b"---\n" + b"x" * 11_000_000, "a.md", RULES)
    assert caught.value.problems[0].code == "too-large"


@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        ("x: " + "[" * 100_000, "too-deep"),
        ("x: " + "{a: " * 100_000, "too-deep"),
        ("x:\n" + "\n".join("- a" for _ in range(30_000)), "too-many"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "alias"),
    ],
)
def test_a_bomb_is_a_named_error(bomb, code):
    with pytest.raises(RecordError) as caught:
        read(bomb)
    assert caught.value.problems[0].code == code


def test_the_example_of_the_documentation_is_a_good_file():
    page = (Path(__file__).resolve().parents[2] / "docs" / "front-matter.md").read_text("utf-8")
    document = page.split("```markdown\n")[1].split("```")[0]
    record = parse(document.encode(), "articles/2026/11/crane.en.md", RULES).record
    assert record.external_id == "00417"
    assert not record.extra
    for name in ArticleRecord.model_fields:
        assert getattr(record, name) is not None, name


def test_words_of_the_cover_are_no_paths():
    record = read(DATED + "\ncoverImage:\n  raw: a.jpg\n  credit: ../../../a\n  alt: ..")
    assert record.cover_image is not None
    assert record.cover_image.credit == "../../../a"
