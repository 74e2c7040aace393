"""Every page shows every time that a file may hold, in every zone, and rows that hold a worse one."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import SiteRules, parse
from articles.lib.moments import EARLIEST, LATEST
from articles.management.arguments import date_or_time
from articles.models import Article, Correction, PendingRevision, TaggedArticle
from articles.models.editable_values import edited

pytestmark = pytest.mark.django_db

ZONES = (
    "Pacific/Kiritimati",
    *(
        pytest.param(name, marks=pytest.mark.thorough)
        for name in ("UTC", "America/New_York", "Asia/Manila", "Europe/Kyiv")
    ),
)
PAST = {
    # As an earlier version stored it.
    "before-the-first": dt.datetime(1, 1, 1, tzinfo=dt.UTC),
    "first": EARLIEST,
    "year-999": dt.datetime(999, 12, 31, 23, 59, 59, tzinfo=dt.UTC),
    "year-1652": dt.datetime(1652, 1, 1, tzinfo=dt.UTC),
    # Local mean time, with seconds in its offset.
    "year-1850": dt.datetime(1850, 6, 1, 12, 30, 15, 123456, tzinfo=dt.UTC),
    "year-1969": dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
}
AHEAD = {
    "last": LATEST,
    "after-the-last": dt.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
}
# HTML, "valid global date and time string": offsets have hours and minutes only.
GLOBAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")
MONTH = re.compile(r"\d{4}-\d\d(-\d\d)?")


@pytest.fixture
def stories(make_article, category, source):
    """An article for each time, all on the same lists; the worst times as SQL would store them."""
    made = {}
    for name, moment in (PAST | AHEAD).items():
        made[name] = make_article(
            name, published_at=moment, sticky_until=LATEST, updated_at=moment,
            category=category, source=source, tags=["Edge"],
        )  # fmt: skip
        Correction.objects.create(article=made[name], date=min(moment, timezone.now()), text="It.")
        Article.objects.filter(pk=made[name].pk).update(
            published_at=moment, updated_at=moment, reader_modified_at=moment
        )
        TaggedArticle.objects.filter(content_object=made[name]).update(published_at=moment)
    values = edited(made["first"]) | {"title": "Later", "published_at": "0001-01-01T00:00:00+00:00"}
    PendingRevision.hold(made["first"], values, None, due_at=AHEAD["after-the-last"])
    return made


def public_pages(made):
    tag = made["first"].tag_list[0]
    subjects = (
        "", "category/energy/", f"tag/{tag.slug}/", "source/wire/",
    )  # fmt: skip
    for subject in subjects:
        yield f"/en/{subject}"
        for ending in ("rss", "atom", "json"):
            yield f"/en/{subject}feed.{ending}"
    yield "/en/archive/"
    yield from (f"/en/archive/{month}/" for month in ("0001/01", "0999/12", "1850/06", "1969/12"))
    yield from ("/en/corrections/", "/sitemap.xml", "/sitemap-1.xml", "/news-sitemap.xml")
    for query in ("first", "before:1970-01-02", "after:1900-01-01", "edge before:0001-01-03",
                  "before:0001-01-01", "after:0001-01-01", "after:9999-12-31"):  # fmt: skip
        yield f"/en/search/?q={query}"
    for name in PAST:
        yield f"/en/articles/{name}/"
        yield f"/en/articles/{name}.md"
    yield "/api/v1/articles"
    yield "/api/v1/corrections"
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1653-01-01T00:00:00%2B14:00"):
        for name in ("published_after", "published_before"):
            yield f"/api/v1/articles?{name}={moment}"
            yield f"/api/v1/articles?q=edge&{name}={moment}"


def admin_pages(made):
    yield reverse("admin:index")
    changes = reverse("admin:articles_article_changelist")
    yield changes
    for query in ("?q=edge", "?state=scheduled", "?q=before:1900-01-01", "?q=after:9999-12-31"):
        yield changes + query
    for article in (made[name] for name in ("before-the-first", "year-1850", "after-the-last")):
        for screen in ("change", "versions", "previews", "corrections", "markdown", "history"):
            yield reverse(f"admin:articles_article_{screen}", args=[article.pk])
    yield reverse("admin:articles_source_change", args=[made["first"].source_id])
    yield reverse("admin:articles_auditentry_changelist")


def faults_of(client, pages):
    """What is wrong with these pages, each answered without an exception."""
    client.raise_request_exception = False
    for page in pages:
        # The dashboard and pages of lists may be cached.
        cache.clear()
        response = client.get(page, follow=True)
        may_be_empty = "archive/" in page or "sitemap-1" in page
        if response.status_code >= 500 or (response.status_code == 404 and not may_be_empty):
            yield f"{page}: {response.status_code}"
        elif response.status_code == 200 and "text/html" in response["Content-Type"]:
            times = html.fromstring(response.content).xpath("//time/@datetime")
            wrong = [t for t in times if not GLOBAL_TIME.fullmatch(t) and not MONTH.fullmatch(t)]
            if wrong:
                yield f"{page}: {wrong[:2]}"


@pytest.mark.parametrize("zone", ZONES)
def test_every_page_shows_the_first_and_the_last_day_of_the_calendar(zone, stories, make_user):
    people = {group: Client() for group in ("Writers", "Administrators")}
    for group, client in people.items():
        client.force_login(make_user(group))
    found = []
    with override_settings(TIME_ZONE=zone), timezone.override(zone):
        found += faults_of(Client(), public_pages(stories))
        for group, client in people.items():
            found += [f"{group} {fault}" for fault in faults_of(client, admin_pages(stories))
                      if "history" not in fault and not (group == "Writers" and "403" in fault)
                     ]  # fmt: skip
    assert not found, "\n".join(found)


def test_lists_are_walked_to_their_end_before_1653(make_article, category, client):
    for number in range(45):
        make_article(
            f"s{number}",
            category=category,
            published_at=EARLIEST + dt.timedelta(days=number * 15000),
        )
    for address in ("/en/", "/en/category/energy/"):
        seen, url = [], address
        while url:
            page = html.fromstring(client.get(url).content)
            seen += page.xpath("//main//a[contains(@href, '/articles/')]/@href")
            following = page.xpath("//a[@rel='next']/@href")
            url = following[0] if following else ""
        assert len(set(seen)) == 45, (address, len(set(seen)))


TEXT = "---\ntitle: T\nlang: en\npublishedAt: '{}'\nupdatedAt: '{}'\n---\nBody.\n"


@pytest.mark.parametrize(
    ("written", "is_taken"),
    [
        ("0001-01-01T00:00:00Z", False), ("0001-01-01T23:59:59.999Z", False),
        ("0001-01-02T00:00:00Z", True), ("0001-01-01T20:00:00-05:00", True),
        ("1652-12-31T23:59:59Z", True), ("1969-07-20T20:17:40Z", True),
        ("9999-12-30T23:59:59.999Z", True), ("9999-12-31T00:00:00Z", False),
        ("9999-12-31T01:00:00+02:00", True), ("9999-12-31T23:59:59-14:00", False),
    ],
)  # fmt: skip
def test_a_file_says_a_time_that_every_zone_can_show(written, is_taken):
    document, rules = TEXT.format(written, written).encode(), SiteRules(("en",), "en")
    if is_taken:
        assert parse(document, "t.en.md", rules).record.published_at
        return
    with pytest.raises(RecordError) as caught:
        parse(document, "t.en.md", rules)
    assert [(p.key, p.code, p.line) for p in caught.value.problems] == [
        ("publishedAt", "impossible-date", 4),
        ("updatedAt", "impossible-date", 5),
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_a_command_takes_any_day_of_the_calendar(zone):
    with timezone.override(zone):
        for text in ("0001-01-01", "9999-12-31", "9999-12-31T23:59:59-14:00"):
            moment = date_or_time(text)
            assert EARLIEST <= moment <= LATEST
            assert not Article.objects.filter(published_at__gte=moment).exists()
