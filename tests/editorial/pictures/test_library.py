"""Pictures are found by words, and by what is to be done with them."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.editorial.pictures.library import (
    SHOWS,
    PictureFilters,
    numbers_of_stories,
    pictures_found,
)
from articles.models import Article, Image, Page, PendingRevision, SiteSettings, Source
from articles.models.editable_values import edited

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def picture():
    def make(alt="A crane", url="https://images.unsplash.com/a?w=400", **columns) -> Image:
        image = Image.objects.create(alt=alt, credit=columns.pop("credit", "Ada"), **columns)
        image.variants.create(name="regular", url=url)
        image.sign()
        return image

    return make


@pytest.fixture
def own():
    def make(name: str) -> Image:
        image = Image.objects.create(alt=name, credit="Ada")
        image.variants.create(name="full", file=f"covers/{name}", width=640, height=400)
        image.sign()
        return image

    return make


def shown(name: str) -> str:
    return f"Text.\n\n![A crane](/media/covers/{name})"


def found(text="", show="", now=NOW) -> set[Image]:
    return set(pictures_found(PictureFilters(text, show), now))


class TestWords:
    def test_each_word_may_stand_in_another_text(self, picture):
        crane = picture("A crane", caption="The harbour at noon", credit="Ada Lovelace")
        picture("A crane")
        for text in ("crane harbour", "lovelace NOON crane", "unsplash harbour"):
            assert found(text) == {crane}, text
        assert found("crane submarine") == set()

    def test_case_is_folded_beyond_english(self, picture):
        ship = picture("Корабель у порту")
        assert found("корабель") == {ship}
        assert found("КОРАБЕЛЬ") == {ship} or found("Корабель") == {ship}

    def test_the_words_of_a_story_find_its_cover(self, picture, make_article):
        cover = picture("Sunset")
        picture("Sunrise")
        make_article("Harbour opens its gates", cover=cover)
        assert found("harbour gates") == {cover}

    def test_the_words_of_a_story_find_what_its_text_shows(self, own, make_article):
        image = own("a.jpg")
        own("b.jpg")
        make_article("Harbour opens its gates", body=shown("a.jpg"))
        assert found("harbour gates") == {image}

    def test_signs_of_the_pattern_language_are_words(self, picture):
        picture("A crane")
        assert found("%") == set()
        assert found("_") == set()


class TestShows:
    def test_what_lacks_a_credit_or_a_description(self, picture):
        nobody, silent = picture(credit=""), picture("")
        picture("", decorative=True)
        assert found(show="uncredited") == {nobody}
        assert found(show="undescribed") == {silent}

    def test_what_nothing_uses(self, picture, make_article):
        cover, logo, unused = picture(), picture(), picture()
        make_article(cover=cover)
        Source.objects.create(key="wire", name="Wire", kind="RSS", logo=logo)
        assert found(show="unused") == {unused}

    def test_what_a_text_shows_is_used(self, own, make_article, make_user):
        live, draft, waiting, page, before, unused = (own(f"{number}.jpg") for number in range(6))
        make_article("Live", body=shown("0.jpg"))
        make_article("Draft", body=shown("1.jpg"), status="draft")
        article = make_article("Changing", body=shown("4.jpg"))
        editor = make_user("Editors")
        PendingRevision.hold(article, edited(article) | {"body": shown("2.jpg")}, editor)
        Page.objects.create(lang="en", slug="harbour", title="Harbour", body=shown("3.jpg"))
        assert found(show="unused") == {unused}
        PendingRevision.objects.get().publish(editor)
        assert found(show="unused") == {before, unused}
        Article.objects.all().delete()
        Page.objects.all().delete()
        assert found(show="unused") == {live, draft, waiting, page, before, unused}

    def test_what_waits_as_a_cover_or_stands_on_all_pages_is_used(
        self, picture, make_article, make_user
    ):
        waiting, logo, standard, former = picture(), picture(), picture(), picture()
        article = make_article()
        values = edited(article) | {"cover": waiting.pk}
        PendingRevision.hold(article, values, make_user("Editors"))
        SiteSettings.objects.create(picture=former)
        SiteSettings.objects.create(logo=logo, picture=standard)
        assert found(show="unused") == {former}

    def test_what_was_used_lately(self, picture, make_article):
        fresh, old, coming = picture(), picture(), picture()
        now = timezone.now()
        make_article("Fresh", hours=-24, cover=fresh)
        make_article("Old", hours=-24 * 60, cover=old)
        make_article("Coming", hours=5, cover=coming)
        assert found(show="lately", now=now) == {fresh}

    def test_lately_in_a_text_counts_as_well(self, own, make_article):
        fresh = own("fresh.jpg")
        own("old.jpg")
        make_article("Fresh", hours=-24, body=shown("fresh.jpg"))
        make_article("Old", hours=-24 * 60, body=shown("old.jpg"))
        assert found(show="lately", now=timezone.now()) == {fresh}

    def test_stories_are_counted_once_each(self, own, make_article):
        image = own("a.jpg")
        make_article("Both", cover=image, body=shown("a.jpg"))
        make_article("In the text", body=shown("a.jpg"))
        make_article("Cover", cover=image)
        assert numbers_of_stories([image]) == {image.pk: 3}

    def test_what_is_used_often(self, picture, make_article):
        often, twice = picture(), picture()
        for number in range(3):
            make_article(f"Often {number}", cover=often)
        for number in range(2):
            make_article(f"Twice {number}", cover=twice)
        assert found(show="often") == {often}
        assert numbers_of_stories([often, twice]) == {often.pk: 3, twice.pk: 2}

    def test_where_the_files_are_and_how_large(self, picture):
        small = picture()
        large = picture(url="https://images.unsplash.com/b?w=2400")
        own = Image.objects.create(alt="Own")
        own.variants.create(name="full", file="covers/aa/own.jpg", width=640, height=400)
        own.sign()
        assert found(show="remote") == {small, large}
        assert found(show="local") == {own}
        assert found(show="large") == {large}

    def test_whose_rights_end_soon_or_have_ended(self, picture):
        ended = picture(rights_until=NOW.date() - dt.timedelta(days=1))
        soon = picture(rights_until=NOW.date() + dt.timedelta(days=20))
        picture(rights_until=NOW.date() + dt.timedelta(days=90))
        picture()
        assert found(show="rights") == {ended, soon}

    def test_every_filter_goes_together_with_words(self, picture):
        picture()
        for show in SHOWS:
            list(pictures_found(PictureFilters("crane harbour", show), NOW))
