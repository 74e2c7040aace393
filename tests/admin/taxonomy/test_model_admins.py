"""Sections, labels, sources and old addresses at the desk."""

import html

import pytest

from articles.models import Category, Page, Redirect, Source, Tag

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
        "/admin/articles/redirect/add/", {"path": "/old/%7efriend/", "article": article.pk}
    )
    assert article.redirects.get().path == "/old/~friend"


def test_an_old_address_that_never_would_redirect_is_refused(
    sign_in, make_article, source, category
):
    here = make_article("Here", source=source, category=category, tags=["Ports"])
    make_article("Draft", status="draft", tags=["Secret"])
    here.redirects.create(path="/taken/")
    Page.objects.create(lang="en", slug="terms", title="Terms", body="Words.")
    refused = {
        "old/": "Write the path only", "/old/?p=1": "Write the path only",
        "/old/#a": "Write the path only", "//example.org/old/": "Write the path only",
        "https://example.org/old/": "Write the path only", "/a b/": "Write the path only",
        "/en/articles/here/": "where the story is now", "/en/articles/here": "where the story is",
        "/en/%61rticles/here/": "where the story is now", "/en/./articles/x/../here/": "is now",
        "/en/articles/here.md": "where the story is now",
        "/en/articles/draft/": "“Draft” is at this address",
        "/uk/category/energy/": "is at this address", "/en/tag/ports": "is at this address",
        "/en/tag/secret/": "is at this address", "/ar/source/wire/": "is at this address",
        "/en/terms/": "“Terms” is at this address",
        "/taken": "leads to “Here” already", "/t%61ken/": "leads to “Here” already",
    } | dict.fromkeys(
        [
            "/", "/en", "/uk/", "/en/search/", "/ar/archive/", "/en/archive/2026/11/",
            "/en/corrections/", "/en/feed.rss", "/en/tag/ports/feed.atom", "/sitemap.xml",
            "/news-sitemap.xml", "/robots.txt", "/admin/", "/admin/articles/", "/api/v1/articles",
            "/healthz", "/preview/abc/", "/static/articles/site.css",
        ],
        "The site itself answers",
    )  # fmt: skip
    editor = sign_in("Administrators")
    faults = {}
    for path, message in refused.items():
        form = {"path": path, "article": here.pk}
        page = html.unescape(editor.post("/admin/articles/redirect/add/", form).content.decode())
        if message not in page or "Constraint" in page:
            faults[path] = page[page.find("errorlist") :][:200]
    assert faults == {}
    assert Redirect.objects.count() == 1


def test_an_old_address_leads_to_a_story_or_to_a_page(sign_in, make_article):
    page = Page.objects.create(lang="en", slug="terms", title="Terms", body="Words.")
    editor = sign_in("Administrators")
    both = {"path": "/both/", "article": make_article().pk, "page": page.pk}
    for form in (both, {"path": "/none/"}):
        answer = editor.post("/admin/articles/redirect/add/", form)
        assert "Choose the story or the page" in answer.content.decode()
    editor.post("/admin/articles/redirect/add/", {"path": "/old/", "page": page.pk})
    assert Redirect.objects.get().page == page


def test_taggits_own_tags_are_not_shown(admin_client):
    assert "/admin/taggit/" not in admin_client.get("/admin/").content.decode()
