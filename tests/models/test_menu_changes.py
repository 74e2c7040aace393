"""A menu that names tags and authors is told when these get their first live story, or lose it."""

import datetime as dt
from itertools import product

import pytest
from django.utils import timezone

from articles.models import Author, PublicChange, SiteSettings, Tag
from articles.models.article_changes import record, recorded_together
from articles.models.menu_entry import EntryKind, MenuEntry
from articles.models.revise import Changes
from articles.models.standing import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag():
    return Tag.for_words(["Ports"])["ports"]


@pytest.fixture
def menu_of_tag(tag):
    """The menu leads to the tag."""
    return SiteSettings.objects.create(menu=[MenuEntry(EntryKind.TAG, tag.pk).as_json()])


def menus(write) -> set[tuple[str, bool]]:
    """The menus that `write()` tells of, and whether at a time ahead."""
    head, now = PublicChange.objects.head(), timezone.now() + dt.timedelta(minutes=1)
    write()
    rows = PublicChange.objects.after(head)
    return {(row.key, row.moment > now) for row in rows if row.key.startswith("menu:")}


def test_the_first_story_of_a_tag_joins_the_menu_of_its_language(menu_of_tag, make_article):
    assert menus(lambda: make_article("A", tags=["Ports"], lang="uk")) == {("menu:uk", False)}
    assert menus(lambda: make_article("B", tags=["Ports"], lang="uk")) == set()
    assert menus(lambda: make_article("C", tags=["Ports"])) == {("menu:en", False)}


def test_a_tag_that_no_menu_names_tells_no_menu(tag, make_article):
    assert menus(lambda: make_article("A", tags=["Ports"])) == set()


def test_the_last_story_that_goes_takes_the_tag_along(menu_of_tag, make_article):
    one, other = make_article("A", tags=["Ports"]), make_article("B", tags=["Ports"])
    assert menus(lambda: one.unpublish(None)) == set()
    assert menus(lambda: other.retract(None, "Wrong.")) == {("menu:en", False)}


def test_a_live_story_that_gets_or_loses_the_tag_is_one_that_comes_or_goes(
    menu_of_tag, make_article
):
    article = make_article("A", tags=["Sea"])
    assert menus(lambda: article.revise(Changes(tags=["Sea", "Ports"]), None)) == {
        ("menu:en", False)
    }
    article.refresh_from_db()
    assert menus(lambda: article.revise(Changes(tags=["Sea"]), None)) == {("menu:en", False)}


def test_a_scheduled_story_brings_the_tag_at_its_time(menu_of_tag, make_article):
    assert menus(lambda: make_article("A", hours=5, tags=["Ports"])) == {("menu:en", True)}


def test_a_story_that_ends_takes_the_tag_along_at_its_end(menu_of_tag, make_article):
    end = timezone.now() + dt.timedelta(hours=9)
    told = menus(lambda: make_article("A", tags=["Ports"], expires_at=end))
    assert told == {("menu:en", False), ("menu:en", True)}


def test_an_author_in_the_footer_is_told_as_well(make_article):
    author = Author.for_names(["Ada Reyes"])["ada reyes"]
    footer = [MenuEntry(EntryKind.HEADING, "", {"en": "People"}).as_json()]
    footer.append(MenuEntry(EntryKind.AUTHOR, author.pk).as_json())
    SiteSettings.objects.create(footer=footer)
    article = make_article("A", status="draft")
    article.revise(Changes(columns={"author_names": ["Ada Reyes"]}), None)
    article.refresh_from_db()
    article.submit(None)
    assert menus(lambda: article.publish(None)) == {("menu:en", False)}


def test_many_stories_tell_each_menu_once(menu_of_tag, make_article):
    def write() -> None:
        with recorded_together():
            for number, lang in product(range(3), ("en", "uk")):
                article = make_article(f"S{number}", lang=lang, tags=["Ports"])
                record(None, Standing.of(article))

    assert menus(write) == {("menu:en", False), ("menu:uk", False)}
