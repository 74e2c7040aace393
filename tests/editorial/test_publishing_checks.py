"""What is looked at before a story goes to readers."""

import pytest

from articles.editorial.publishing_checks import CheckFacts, check, links, own_paths

GOOD = {
    "title": "The harbour opens",
    "description": "The outer harbour of Port Solace opens again on Tuesday at noon.",
    "body": "Text with a [link](https://example.org/a).",
    "site_host": "news.example",
}


def codes(**changes) -> list[str]:
    return [finding.code for finding in check(CheckFacts(**GOOD | changes))]


def test_a_sound_story_has_nothing_to_look_at():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code", "field", "is_error"),
    [
        ({"body": " \n"}, "no-text", "body", True),
        ({"slug_in_use": True}, "slug-in-use", "slug", True),
        ({"description": ""}, "no-summary", "description", False),
        ({"description": "Cut off in the middle of a sentence that…"}, "summary-cut-off", "description", False),
        ({"description": "Long. " * 60}, "summary-long", "description", False),
        ({"description": "Short."}, "summary-short", "description", False),
        ({"title": "It’s â€œopenâ€\x9d"}, "wrongly-decoded", "title", False),
        ({"has_cover": True, "cover_credit": "Ann"}, "cover-alt", "cover", False),
        ({"has_cover": True, "cover_alt": "A crane"}, "cover-credit", "cover", False),
        ({"body": "![](https://a.example/x.png)", "image_hosts": ["a.example"]}, "picture-alt", "body", False),
        ({"body": "Text\n\n![a](x.png)"}, "body-picture-file", "body", False),
        ({"body": "Text\n\n![a](//e.org/x.png)"}, "body-picture", "body", False),
        ({"body": "Text\n\n[gallery ids=1]"}, "body-shortcode", "body", False),
        ({"body": "[x](#gone)"}, "body-anchor", "body", False),
        ({"machine_part": "rewritten"}, "not-reviewed", "body", False),
        ({"body": "[x](/en/articles/gone/)", "missing_articles": {"/en/articles/gone/"}}, "link-missing", "body", True),
        ({"body": "[x](/en/articles/draft/)", "hidden_articles": {"/en/articles/draft/"}}, "link-hidden", "body", False),
    ],
)  # fmt: skip
def test_each_finding_names_its_field(changes, code, field, is_error):
    (finding,) = check(CheckFacts(**GOOD | changes))
    assert (finding.code, finding.field, finding.is_error) == (code, field, is_error)
    assert finding.message[-1] in ".):" or finding.detail in finding.message


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/a", "http://10.0.0.5/", "https://192.168.1.1/x", "http://[::1]/",
        "http://intranet/wiki", "https://wiki.internal/x", "https://nas.local", "http://169.254.0.1",
        "page.html", "docs/page", "http://[bad", "https://", "ftp://example.org/a",
        "javascript:alert(1)", "http://example.org:99999999/",
    ],
)  # fmt: skip
def test_links_that_lead_readers_nowhere_stop_a_story(url):
    (finding,) = check(CheckFacts(**GOOD | {"body": f"[x](<{url}>)"}))
    assert (finding.code, finding.is_error, finding.detail) == ("link", True, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org", "http://example.org:8080/a?b#c", "mailto:a@example.org", "#",
        "/en/articles/there/", "//example.org/a", "https://news.example/en/", "http://93.184.216.34/",
    ],
)  # fmt: skip
def test_links_that_lead_somewhere_pass(url):
    assert codes(body=f"[x](<{url}>)") == []


def test_a_site_inside_a_network_may_link_to_itself():
    assert codes(body="[x](https://news.intranet/en/)", site_host="news.intranet") == []


def test_opinions_of_a_machine_are_named_and_a_persons_are_not():
    body = "Text.\n\n## Forecast\n\nUp."
    assert codes(body=body) == []
    found = check(CheckFacts(**GOOD | {"body": body, "machine_part": "translated"}))
    assert [finding.code for finding in found] == ["not-reviewed", "opinion"]
    assert "“Forecast”" in found[1].message


def test_errors_come_first():
    found = check(CheckFacts(**GOOD | {"description": "", "slug_in_use": True}))
    assert [finding.is_error for finding in found] == [True, False]


def test_one_bad_link_is_told_once():
    assert codes(body="[a](x) [b](x)") == ["link"]


def test_links_and_pictures_are_found_wherever_they_stand():
    body = "> - [a](/one) ![al *t*](/two.png)\n\n[b]\n\n[b]: /three\n\n`[no](/four)` <a@b.example>"
    assert [(link.url, link.is_image, link.alt) for link in links(body)] == [
        ("/one", False, ""),
        ("/two.png", True, "al t"),
        ("/three", False, ""),
    ]


def test_own_paths_are_those_of_this_site():
    body = "[a](/en/x/) [b](https://news.example/en/y/) [c](https://other.example/en/z/) [d](#e)"
    assert own_paths(body, "news.example") == {"/en/x/", "/en/y/"}
