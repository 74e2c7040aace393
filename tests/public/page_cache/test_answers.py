"""Answers from a kept page, by RFC 9110."""

import zlib

import brotli
import pytest
from django.utils.http import http_date, parse_http_date
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.public.page_cache.answers import answer_from
from articles.public.page_cache.kept_page import KeptPage
from tests.examples import examples
from tests.public.page_cache.wsgi import Reply, environ_of

BODY = "<p>Гавань відкрито опівдні.</p>".encode() * 200
RENDERED = 1_800_000_000.25
LATER = RENDERED + 3600
CODINGS = ("br", "gzip", "identity")
DATE = http_date(int(RENDERED) + 1)


def page(body: bytes = BODY, status: str = "200 OK") -> KeptPage:
    return KeptPage.of(
        body,
        status_line=status,
        headers=(
            ("Content-Type", "text/html"),
            ("Vary", "Accept-Encoding"),
        ),
        keys="list:en",
        sequence=1,
        rendered_at=RENDERED,
        until=RENDERED + 86400,
    )


def ask(kept: KeptPage, method: str = "GET", now: float = LATER, **headers: str) -> Reply:
    answer = answer_from(kept, environ_of("/en/", method, **headers), now)
    named = {name.lower(): value for name, value in answer.headers}
    assert len(named) == len(answer.headers)
    return Reply(int(answer.status[:3]), named, answer.body)


def tag(coding: str = "identity") -> str:
    return ask(page(), Accept_Encoding=coding).headers["etag"]


def test_each_coding_has_the_same_text_and_a_strong_tag_of_its_own():
    kept = page()
    answers = {coding: ask(kept, Accept_Encoding=coding) for coding in CODINGS}
    assert answers["identity"].body == BODY
    assert brotli.decompress(answers["br"].body) == BODY
    assert zlib.decompress(answers["gzip"].body, 31) == BODY
    assert {a.headers.get("content-encoding", "identity") for a in answers.values()} == set(CODINGS)
    tags = {answer.headers["etag"] for answer in answers.values()}
    assert len(tags) == 3
    assert all(one.startswith('"') for one in tags)
    for answer in answers.values():
        assert answer.headers["content-length"] == str(len(answer.body))
        assert answer.headers["vary"] == "Accept-Encoding"


def test_the_tag_is_that_of_the_bytes():
    assert tag("br") == tag("br")
    assert ask(page(BODY + b" ")).headers["etag"] != tag()


def test_a_text_that_a_coding_makes_longer_is_sent_as_it_is():
    answer = ask(page(b"ok"), Accept_Encoding="br, gzip")
    assert answer.body == b"ok"
    assert "content-encoding" not in answer.headers


@given(
    st.sampled_from(CODINGS),
    st.dictionaries(
        st.sampled_from(["If_None_Match", "If_Match", "If_Modified_Since", "Range", "If_Range"]),
        st.sampled_from(["*", '"x"', DATE, "bytes=0-4", "bytes=9999999-", "nonsense", ""]),
    ),
)
@settings(max_examples=examples(200))
def test_head_is_get_without_a_body(coding, headers):
    """But for ranges, which only GET has."""
    kept = page()
    got = ask(kept, Accept_Encoding=coding, **headers)
    head = ask(kept, "HEAD", Accept_Encoding=coding, **headers)
    assert head.body == b""
    if got.status not in (206, 416):
        assert head._replace(body=got.body) == got


NOT_MODIFIED = {
    "*": 304,
    "{tag}": 304,
    "W/{tag}": 304,
    '"x", {tag}': 304,
    '"x",W/"y" , W/{tag}': 304,
    '"x"': 200,
    'W/"x", "y"': 200,
    "{other}": 200,
    "nonsense": 200,
    "": 200,
}


@pytest.mark.parametrize("coding", CODINGS)
def test_if_none_match_compares_weakly_with_the_tag_of_the_coding(coding):
    other = tag("gzip" if coding == "br" else "br")
    answers = {
        header: ask(
            page(),
            Accept_Encoding=coding,
            If_None_Match=header.format(tag=tag(coding), other=other),
        )
        for header in NOT_MODIFIED
    }
    assert {header: answer.status for header, answer in answers.items()} == NOT_MODIFIED


def test_not_modified_says_what_caches_need_and_nothing_of_the_body():
    answer = ask(page(), If_None_Match=tag())
    assert answer.body == b""
    assert set(answer.headers) == {"cache-control", "etag", "last-modified", "vary"}


def test_if_modified_since_is_asked_only_without_a_tag():
    before, after = http_date(int(RENDERED)), http_date(int(RENDERED) + 60)
    statuses = {
        date: ask(page(), If_Modified_Since=date).status
        for date in (before, DATE, after, "soon", "")
    }
    assert statuses == {before: 200, DATE: 304, after: 304, "soon": 200, "": 200}
    assert ask(page(), If_Modified_Since=after, If_None_Match='"x"').status == 200
    assert ask(page(), If_Modified_Since=before, If_None_Match=tag()).status == 304


def test_no_date_is_told_that_a_next_body_may_have_too():
    """Two bodies within a second: a date must not make the second one pass for the first."""
    assert "last-modified" not in ask(page(), now=RENDERED + 0.5).headers
    told = ask(page(), now=RENDERED + 0.75).headers["last-modified"]
    assert parse_http_date(told) > RENDERED
    received = http_date(int(RENDERED))
    assert ask(page(), If_Modified_Since=received).status == 200


def test_if_match_and_if_unmodified_since_may_refuse():
    assert ask(page(), If_Match=tag()).status == 200
    assert ask(page(), If_Match="*").status == 200
    assert ask(page(), If_Match=f"W/{tag()}").status == 412
    assert ask(page(), If_Match='"x"').status == 412
    assert ask(page(), If_Unmodified_Since=DATE).status == 200
    assert ask(page(), If_Unmodified_Since=http_date(1000)).status == 412
    assert ask(page(), If_Unmodified_Since=http_date(1000), If_Match=tag()).status == 200
    # What refuses comes before what spares the body (section 13.2.2).
    assert ask(page(), If_Match='"x"', If_None_Match=tag()).status == 412


@pytest.mark.parametrize("coding", CODINGS)
def test_a_range_is_one_of_the_bytes_in_this_coding(coding):
    whole = ask(page(), Accept_Encoding=coding)
    part = ask(page(), Accept_Encoding=coding, Range="bytes=10-19")
    assert part.status == 206
    assert part.body == whole.body[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.body)}"
    assert part.headers["content-length"] == "10"
    assert part.headers["etag"] == whole.headers["etag"]
    assert ask(page(), Accept_Encoding=coding, Range="bytes=-5").body == whole.body[-5:]


def test_a_range_beyond_the_end_is_refused():
    answer = ask(page(), Range=f"bytes={len(BODY)}-")
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{len(BODY)}"
    assert answer.body == b""


def test_a_range_is_ignored_where_it_makes_no_sense():
    for headers in ({"Range": "lines=1-2"}, {"Range": "bytes=0-1,9-10"}):
        assert ask(page(), **headers) == ask(page())
    assert ask(page(), "HEAD", Range="bytes=0-1").status == 200


def test_if_range_gives_the_part_only_of_the_same_body():
    wanted = {tag(): 206, DATE: 206, '"x"': 200, f"W/{tag()}": 200, http_date(1000): 200}
    after = http_date(int(RENDERED) + 60)
    wanted[after] = 200
    statuses = {one: ask(page(), Range="bytes=0-4", If_Range=one).status for one in wanted}
    assert statuses == wanted


def test_a_condition_comes_before_a_range():
    assert ask(page(), Range="bytes=0-4", If_None_Match=tag()).status == 304


def test_no_cache_on_the_way_keeps_a_page_beyond_its_end(settings):
    settings.CDN_SECONDS = 3600
    end = RENDERED + 86400
    told = [ask(page(), now=now).headers["cache-control"] for now in (LATER, end - 60, end - 0.5)]
    assert told == [
        "public, max-age=0, s-maxage=3600, stale-while-revalidate=30",
        "public, max-age=0, s-maxage=60, stale-while-revalidate=30",
        "public, max-age=0, s-maxage=0, stale-while-revalidate=30",
    ]


def test_a_cdn_is_told_what_a_page_depends_on(settings):
    settings.CDN = "fastly"
    kept = page()
    for headers in ({}, {"If_None_Match": tag()}, {"Range": "bytes=0-4"}):
        assert ask(kept, **headers).headers["surrogate-key"] == "site list:en"


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "301 Moved Permanently"])
def test_an_error_knows_no_conditions_and_no_ranges(status):
    kept = page(status=status)
    plain = ask(kept)
    assert plain.status == int(status[:3])
    assert "last-modified" not in plain.headers
    for headers in (
        {"If_None_Match": "*"}, {"If_Match": '"x"'}, {"Range": "bytes=0-4"}, {"If_Modified_Since": DATE},
    ):  # fmt: skip
        assert ask(kept, **headers) == plain
