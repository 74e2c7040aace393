"""What hostile values the desk stored is exported, and comes back into an empty site as it was."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from lxml import etree

from articles.import_export.store import extract
from articles.models import Article, Category, Image, Source, Tag
from tests.hostile_values import ADDRESSES, NUMBERS, TEXTS, TIMES

pytestmark = pytest.mark.django_db

# (form, field) of what a file holds: values of the article, and of the rows that it names.
PLACES = [
    ("article", "title"), ("article", "description"), ("article", "body"), ("article", "tags"),
    ("article", "external_id"), ("article", "canonical_url"), ("article", "published_at"),
    ("article", "score"), ("article", "sticky_weight"), ("article", "slug"),
    ("source", "key"), ("source", "name"), ("source", "kind"), ("source", "url"),
    ("category", "key"), ("image", "alt"), ("image", "credit"), ("image", "variants-0-url"),
]  # fmt: skip
ROWS = {"source": Source, "category": Category, "image": Image}


def added(client, form: str, number: int, changes: dict[str, str]) -> bool:
    """Post the form of a new row with `changes`; whether it was stored."""
    typed = {
        "article": {"title": f"Story {number}", "body": "Text.", "lang": "en", "tags": "a, b",
                    "slug": f"story-{number}", "sticky_weight": "0", "published_at": "",
                    "corrections-TOTAL_FORMS": "0", "corrections-INITIAL_FORMS": "0"},
        "source": {"key": f"k{number}", "name": "N", "kind": "RSS", "trust": "publish"},
        "category": {"key": f"K{number}", "name": "N", "slug": f"k{number}", "position": "1"},
        "image": {"alt": "A", "variants-TOTAL_FORMS": "1", "variants-INITIAL_FORMS": "0",
                  "variants-0-name": "full",
                  "variants-0-url": f"https://images.example.org/{number}.jpg"},
    }[form]  # fmt: skip
    url = f"/admin/articles/{form}/add/"
    return client.post(url, typed | changes).status_code == 302


def fill(client, *, whole: bool) -> int:
    """Store an article for each hostile value in each place that takes it; how many were stored."""
    values = [*TEXTS.values(), *NUMBERS.values(), *TIMES.values(), *ADDRESSES.values()]
    stored = 0
    for place, (form, field) in enumerate(PLACES):
        for turn, value in enumerate(values):
            number = place * 1000 + turn
            if not whole and turn % 12 != place % 12:
                continue
            if not added(client, form, number, {field: value}):
                continue
            if form != "article":
                row = ROWS[form].objects.latest("pk")
                name = "cover" if form == "image" else form
                if not added(client, "article", number, {name: str(row.pk)}):
                    continue
            stored += 1
    return stored


def records() -> dict[tuple[str, str], object]:
    return {(a.lang, a.slug): extract(a) for a in Article.objects.for_export()}


def there_and_back(client, import_files, tmp_path, *, whole: bool) -> int:
    client.force_login(User.objects.create_superuser("root", password="pw"))
    stored = fill(client, whole=whole)
    for article in Article.objects.exclude(published_at=None):
        article.submit(None)
        article.publish(None)
    before = records()
    said = io.StringIO()
    call_command("export_articles", str(tmp_path / "out"), stdout=said, stderr=said)
    for model in (Article, Source, Category, Tag, Image):
        model.objects.all().delete()
    run = import_files(tmp_path / "out")
    refused = list(run.notes.filter(kind="quarantined").values_list("path", "reason"))
    assert refused == []
    assert records() == before
    return stored


def check_readers(client) -> None:
    client.logout()
    for address in ("/en/feed.rss", "/en/feed.atom", "/sitemap.xml", "/news-sitemap.xml"):
        etree.fromstring(client.get(address).content)
    for address in ("/en/", "/en/feed.json", "/api/v1/articles", "/en/archive/"):
        assert client.get(address).status_code == 200


@pytest.mark.thorough
def test_what_the_desk_stored_comes_back_from_its_export(client, import_files, tmp_path):
    assert there_and_back(client, import_files, tmp_path, whole=False) > 20
    check_readers(client)


@pytest.mark.thorough
def test_all_hostile_values_that_the_desk_stored_come_back(client, import_files, tmp_path):
    assert there_and_back(client, import_files, tmp_path, whole=True) > 200
    check_readers(client)
