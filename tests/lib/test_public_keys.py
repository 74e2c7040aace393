"""The keys that writers and pages share, and how a view declares them."""

import datetime as dt

from articles.lib import public_keys
from articles.lib.public_keys import META_KEY, depends_on, frame_depends_on


def test_what_a_response_depends_on_adds_up(rf):
    request = rf.get("/en/")
    late = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    early = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
    depends_on(request, "list:en", until=late)
    depends_on(request, "menu:en", "list:en")
    depends_on(request, until=early)
    depends_on(request, until=late)
    declared = request.META[META_KEY]
    assert declared.keys == {"list:en", "menu:en"}
    assert declared.until == early


def test_a_view_that_declares_nothing_leaves_no_trace(rf):
    assert META_KEY not in rf.get("/en/").META


def test_the_frame_of_a_page_tells_nothing_of_its_content(rf):
    request = rf.get("/en/")
    frame_depends_on(request, "menu:en")
    depends_on(request, until=dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
    assert not request.META[META_KEY].is_of_content
    depends_on(request, "list:en")
    assert request.META[META_KEY].is_of_content
    assert request.META[META_KEY].keys == {"menu:en", "list:en"}


def test_a_month_is_that_of_utc_wherever_the_time_was_told():
    east = dt.timezone(dt.timedelta(hours=3))
    first_hours = dt.datetime(2026, 12, 1, 1, tzinfo=east)
    assert public_keys.articles_of_month("en", first_hours) == "list:en:2026-11"
