"""Sections, labels, sources and old addresses at the desk."""

import pytest

from articles.models import Category, Redirect, Source, Tag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["category", "source", "tag", "image", "revision"])
def test_every_list_opens_for_an_editor(sign_in, make_article, source, category, name):
    make_article(source=source, category=category, tags=["A"])
    assert sign_in().get(f"/admin/articles/{name}/").status_code == 200


def test_a_key_stays_once_files_use_it(sign_in, category):
    browser = sign_in()
    form = browser.get(f"/admin/articles/category/{category.pk}/change/").context["adminform"].form
    assert "key" not in form.fields
    browser.post(
        f"/admin/articles/category/{category.pk}/change/",
        {"name": "Power", "slug": "power", "position": "1", "key": "OTHER"},
    )
    stored = Category.objects.get()
    assert (stored.name, stored.slug, stored.key) == ("Power", "power", "ENERGY")


def test_a_new_category_is_found_by_files(sign_in):
    sign_in().post(
        "/admin/articles/category/add/",
        {"name": "Harbours", "key": "PORTS", "slug": "harbours", "position": "5"},
    )
    assert Category.from_key("ports").name == "Harbours"


def test_a_source_in_use_is_not_deleted(sign_in, make_article, source):
    make_article(source=source)
    response = sign_in("Administrators").post(
        f"/admin/articles/source/{source.pk}/delete/", {"post": "yes"}
    )
    assert response.status_code == 200
    assert Source.objects.exists()


def test_a_tag_can_be_renamed(sign_in, make_article):
    make_article(tags=["Prots"])
    tag = Tag.objects.get()
    sign_in().post(f"/admin/articles/tag/{tag.pk}/change/", {"name": "Ports", "slug": "ports"})
    assert Tag.objects.get().folded == "ports"


def test_a_second_spelling_of_a_tag_is_refused_and_not_a_crash(sign_in, make_article):
    make_article(tags=["Ports"])
    response = sign_in().post("/admin/articles/tag/add/", {"name": "PORTS", "slug": "ports-2"})
    assert response.status_code == 200
    assert Tag.objects.count() == 1


def test_an_administrator_adds_an_old_address(sign_in, make_article):
    article = make_article("New")
    sign_in("Administrators").post(
        "/admin/articles/redirect/add/", {"path": "/old", "article": article.pk}
    )
    assert Redirect.target("/old") == article.get_absolute_url()


def test_taggits_own_tags_are_not_shown(admin_client):
    assert "/admin/taggit/" not in admin_client.get("/admin/").content.decode()
