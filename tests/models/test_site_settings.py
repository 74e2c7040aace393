"""Versions of the site settings, and the copy of each process that the change log ends."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from articles.editorial.taxonomy.merging import merge
from articles.models import Image, PublicChange, SiteSettings, Tag, site_in_use
from articles.models.menu_entry import EntryKind, MenuEntry, retargeted
from articles.models.site_in_use import site_in_use as in_use

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unnamed(settings):
    """No environment variable says what the site is called."""
    settings.SITE_NAME = settings.CONTACT_EMAIL = ""


def entry(kind: str, target: int | str, **labels: str) -> dict[str, object]:
    return MenuEntry(EntryKind(kind), target, labels).as_json()


def test_the_newest_version_counts_and_a_site_without_one_has_defaults():
    assert SiteSettings.newest().pk is None
    assert (SiteSettings.newest().name, SiteSettings.newest().menu_entries) == ("Newsroom", ())
    SiteSettings.objects.create(title="The Tide")
    SiteSettings.objects.create(title="The Ebb")
    assert SiteSettings.newest().name == "The Ebb"


def test_what_the_environment_says_wins(settings):
    site = SiteSettings(title="The Tide", contact="desk@tide.example.org")
    assert (site.name, site.contact_email) == ("The Tide", "desk@tide.example.org")
    settings.SITE_NAME, settings.CONTACT_EMAIL = "The Wave", "wave@example.org"
    assert (site.name, site.contact_email) == ("The Wave", "wave@example.org")


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ([], ("en", "uk", "ar")),
        (["ar", "en"], ("en", "ar")),
        # The first language of the site stands at its address.
        (["uk"], ("en", "uk")),
        # One that the site had once.
        (["fr"], ("en",)),
    ],
)
def test_the_languages_shown_are_a_part_of_those_of_the_site(chosen, shown):
    assert SiteSettings(languages=chosen).shown_languages == shown


def test_words_in_another_language_are_those_of_the_first():
    site = SiteSettings(taglines={"en": "By the sea", "uk": "Біля моря"})
    assert [site.tagline(lang) for lang in ("en", "uk", "ar")] == [
        "By the sea", "Біля моря", "By the sea",
    ]  # fmt: skip
    assert SiteSettings().tagline("en") == ""


def test_a_damaged_address_of_mail_is_refused():
    with pytest.raises(ValidationError):
        SiteSettings(contact="nobody").full_clean()


def test_each_version_ends_all_pages():
    head = PublicChange.objects.head()
    SiteSettings.objects.create(title="The Tide")
    assert [row.key for row in PublicChange.objects.after(head)] == ["site"]


def test_a_copy_says_the_same():
    logo = Image.objects.create(alt="Logo")
    site = SiteSettings.objects.create(
        title="The Tide", logo=logo, menu=[entry("address", "/en/archive/", en="Archive")]
    )
    copy = site.copy()
    assert (copy.pk, copy.says_the_same_as(site)) == (None, True)
    copy.languages = ["en"]
    assert not copy.says_the_same_as(site)


def test_a_picture_of_the_site_ends_all_pages_when_it_changes_or_goes():
    logo = Image.objects.create(alt="Logo")
    logo.alt = "Our logo"
    head = PublicChange.objects.head()
    logo.save()
    assert not PublicChange.objects.after(head).exists()
    SiteSettings.objects.create(logo=logo)
    for write in (lambda: setattr(logo, "alt", "A ship") or logo.save(), logo.delete):
        head = PublicChange.objects.head()
        write()
        assert "site" in {row.key for row in PublicChange.objects.after(head)}
    assert SiteSettings.newest().logo is None


class TestMergedTargets:
    def test_a_merge_at_the_desk_moves_them_and_readers_find_the_tag(self, client, make_article):
        make_article("A", tags=["Sea"])
        make_article("B", tags=["Ocean"])
        sea, ocean = Tag.objects.get(name="Sea"), Tag.objects.get(name="Ocean")
        SiteSettings.objects.create(menu=[entry("tag", sea.pk)])
        merge(ocean, [sea], AnonymousUser())
        assert "category-menu" in (page := client.get("/en/").content.decode())
        assert '<a href="/en/tag/ocean/"><bdi>Ocean</bdi></a>' in page

    def test_entries_lead_to_what_a_row_was_merged_into(self):
        tags = [Tag.objects.create(name=name, slug=name.lower()) for name in ("Sea", "Ocean")]
        site = SiteSettings.objects.create(menu=[entry("tag", tags[0].pk, en="Water")])
        SiteSettings.move_entries("tag", tags[0].pk, tags[1].pk)
        assert SiteSettings.newest().pk == site.pk
        assert SiteSettings.newest().menu == [entry("tag", tags[1].pk, en="Water")]

    def test_what_no_entry_names_writes_nothing(self):
        SiteSettings.objects.create(menu=[entry("tag", 3)])
        head = PublicChange.objects.head()
        SiteSettings.move_entries("author", 3, 4)
        assert PublicChange.objects.head() == head

    def test_one_that_stands_there_already_stands_there_once(self):
        rows = [entry("tag", 1), entry("heading", "", en="A"), entry("tag", 2), entry("tag", 3)]
        rows += [entry("heading", "", en="B"), entry("address", "/x/"), entry("address", "/x/")]
        after = retargeted(rows, "tag", 3, 1)
        assert [(row["kind"], row["target"]) for row in after] == [
            ("tag", 1), ("heading", ""), ("tag", 2), ("heading", ""), ("address", "/x/"), ("address", "/x/"),
        ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestTheCopyOfAProcess:
    def test_it_is_read_once(self, monkeypatch, django_assert_num_queries):
        SiteSettings.objects.create(title="The Tide")
        monkeypatch.setattr(site_in_use, "_copy", None)
        with django_assert_num_queries(1):
            assert in_use().name == "The Tide"
        with django_assert_num_queries(0):
            assert in_use().name == "The Tide"

    def test_other_changes_do_not_end_it(self, django_assert_num_queries):
        SiteSettings.objects.create(title="The Tide")
        in_use()
        PublicChange.append({dt.datetime.now(dt.UTC): ["article:1", "menu:en"]})
        with django_assert_num_queries(0):
            assert in_use().name == "The Tide"

    def test_a_new_version_ends_it_at_once(self):
        for name in ("The Tide", "The Ebb", "The Flood"):
            SiteSettings.objects.create(title=name)
            assert in_use().name == name

    def test_a_changed_logo_ends_it(self):
        logo = Image.objects.create(alt="Logo")
        SiteSettings.objects.create(logo=logo)
        assert in_use().logo.alt == "Logo"
        logo.alt = "A ship"
        logo.save()
        assert in_use().logo.alt == "A ship"

    def test_what_a_transaction_took_back_was_never_so(self):
        SiteSettings.objects.create(title="The Tide")
        assert in_use().name == "The Tide"
        with transaction.atomic():
            SiteSettings.objects.create(title="Never")
            assert in_use().name == "Never"
            transaction.set_rollback(True)
        assert in_use().name == "The Tide"
        # The next change may have the id of the one that was taken back.
        SiteSettings.objects.create(title="The Ebb")
        assert in_use().name == "The Ebb"

    def test_a_log_that_begins_anew_ends_it(self):
        SiteSettings.objects.create(title="The Tide")
        in_use()
        SiteSettings.objects.update(title="From a backup")
        PublicChange.begin_anew()
        assert in_use().name == "From a backup"

    def test_a_pruned_log_does_not_hide_a_change(self):
        SiteSettings.objects.create(title="The Tide")
        in_use()
        SiteSettings.objects.create(title="The Ebb")
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {PublicChange._meta.db_table}")
        assert in_use().name == "The Ebb"
