"""No deletion in the admin ends at a list of what it cannot delete: it works, or says what to do."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from articles.models import (
    Article,
    AuditEntry,
    Autosave,
    Category,
    Correction,
    Image,
    PreviewLink,
    Redirect,
    Revision,
    Source,
    Tag,
)
from tests.admin_urls import one_of_each

pytestmark = pytest.mark.django_db


def delete_page(row):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/delete/"


@pytest.fixture
def used(make_article, category, source, sign_in):
    """A draft with everything that can hang on a story."""
    client = sign_in("Administrators")
    article = make_article(category=category, source=source, tags=["Ports"])
    article.unpublish(None)
    Correction.objects.create(article=article, text="It was nine.")
    Redirect.objects.create(path="/en/old/", article=article)
    PreviewLink.objects.create(article=article, expires_at=article.created_at)
    Autosave.keep(client.get("/admin/").wsgi_request.user, str(article.pk), {"title": "T"})
    return article


@pytest.mark.parametrize("role", ["Administrators", "superuser"])
def test_a_draft_is_deleted_with_what_hangs_on_it_after_saying_so(role, used, client, admin_user):
    if role == "superuser":
        client.force_login(admin_user)
    page = client.get(delete_page(used)).content.decode()
    for part in ("1 earlier text", "1 correction goes", "1 old address", "1 preview link", "audit"):
        assert part in page
    before = Article.objects.count(), Revision.objects.count()
    assert (Article.objects.count(), Revision.objects.count()) == before
    answer = client.post(delete_page(used), {"post": "yes", "reason": "A test"}, follow=True)
    assert "Deleted: “Harbour opens”." in answer.content.decode()
    for model in (Article, Revision, Correction, Redirect, PreviewLink, Autosave):
        assert not model.objects.exists(), model
    assert Category.objects.exists()
    assert Source.objects.exists()
    assert Tag.objects.exists()
    entry = AuditEntry.objects.get(action="delete")
    assert (entry.title, entry.reason, entry.article) == ("Harbour opens", "A test", None)
    assert entry.detail["slug"] == "harbour-opens"


@pytest.mark.parametrize(
    ("columns", "retracts", "first"),
    [
        ({"hours": -1}, False, "Unpublish it first"),
        ({"hours": 5}, False, "Unpublish it first"),
        ({"hours": -1}, True, "restore it as a draft first"),
    ],
)
def test_what_readers_were_promised_is_not_deleted_but_the_way_is_told(
    columns, retracts, first, sign_in, make_article
):
    client, article = sign_in("Administrators"), make_article(**columns)
    if retracts:
        article.retract(None, "Wrong")
    for answer in (
        client.get(delete_page(article)),
        client.post(delete_page(article), {"post": "yes"}),
    ):
        assert first in answer.content.decode()
    assert Article.objects.exists()
    # The way leads there.
    article.restore(None) if retracts else article.unpublish(None)
    assert client.post(delete_page(article), {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()


def test_who_cannot_delete_is_not_offered_it(sign_in, make_article, url):
    article = make_article(status="draft")
    assert delete_page(article) not in sign_in("Editors").get(url(article)).content.decode()


def test_every_deletion_works_or_says_what_to_do_first(
    tmp_path, import_files, example, client, admin_user, make_article
):
    """Rows of every table, all of them in use."""
    client.force_login(admin_user)
    rows = one_of_each(tmp_path, import_files, example)
    article = rows["articles_article"]
    if article.cover is None:
        Article.objects.filter(pk=article.pk).update(cover=Image.objects.first())
    request = client.get("/admin/").wsgi_request
    said = {}
    for name, row in rows.items():
        if row == admin_user or not admin.site._registry[type(row)].has_delete_permission(
            request, row
        ):
            continue
        listing = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        many = {"action": "delete_selected", "_selected_action": [row.pk]}
        pages = [client.get(delete_page(row)).content.decode()]
        if name not in ("articles_article", "articles_quarantinedfile"):
            pages.append(client.post(listing, many).content.decode())
        for page in pages:
            assert "doesn’t have permission" not in page, name
            assert "would require deleting" not in page, name
        if "it is in use" in pages[0]:
            assert all("it is in use" in page and 'href="/admin/articles/article/' in page
                       for page in pages), name  # fmt: skip
            client.post(delete_page(row), {"post": "yes"})
            client.post(listing, many | {"post": "yes"})
            assert type(row).objects.filter(pk=row.pk).exists(), name
            said[name] = "in use"
            continue
        assert client.post(delete_page(row), {"post": "yes"}).status_code == 302, name
        assert not type(row).objects.filter(pk=row.pk).exists(), name
        said[name] = "deleted"
    assert said["articles_article"] == said["articles_tag"] == "deleted"
    assert LogEntry.objects.exists()


def test_a_section_and_a_source_in_use_stay(make_article, category, source, sign_in):
    make_article(category=category, source=source)
    client = sign_in("Administrators")
    for row, way in ((category, "Set section"), (source, "another source")):
        page = client.post(delete_page(row), {"post": "yes"}).content.decode()
        assert "1 story" in page
        assert way in page
        assert type(row).objects.exists()


def test_deleting_a_role_tells_of_people_and_not_of_links_between_tables(admin_client, make_user):
    make_user("Editors", "ada")
    group = Group.objects.get(name="Editors")
    page = admin_client.get(f"/admin/auth/group/{group.pk}/delete/").content.decode()
    assert "ada loses a role." in page
    assert "relationship" not in page
    assert "object (" not in page
