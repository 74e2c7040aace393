"""ArticleAdmin: who may do what, and that nothing typed is ever lost."""

import pytest

from articles.models import Article, AuditEntry, Redirect
from articles.workflow import Status

pytestmark = pytest.mark.django_db


def test_a_form_is_held_to_the_limits_of_files(client, make_user, url, values, settings):
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {"tags": 2, "body": 10}
    client.force_login(make_user("Writers"))
    page = client.post(url(), values(client.get(url()), title="T", body="x", tags="a, b, c"))
    assert page.status_code == 200
    assert "IMPORT_MAX_TAGS" in str(page.context["adminform"].form.errors["tags"])
    page = client.post(url(), values(client.get(url()), title="T", body="x" * 11))
    assert list(page.context["adminform"].form.errors) == ["body"]
    assert not Article.objects.exists()


def test_a_writer_writes_a_story_and_an_editor_publishes_it(client, make_user, url, values):
    client.force_login(make_user("Writers"))
    form = client.get(url())
    response = client.post(
        url(),
        values(
            form, title="A new  story", body="Text\r\nmore\r\n", tags='Ports, "Cranes, big", Art'
        ),
    )
    assert response.status_code == 302
    article = Article.objects.get()
    assert (article.title, article.slug, article.status) == ("A new story", "a-new-story", "draft")
    assert article.body == "Text\nmore"
    assert [tag.name for tag in article.tag_list] == ["Ports", "Cranes, big", "Art"]
    form = client.get(url(article))
    assert form.context["panel"].primary.name == "submit"
    client.post(url(article), values(form, _step="submit"))
    assert Article.objects.get().status == Status.IN_REVIEW

    client.force_login(make_user("Editors"))
    form = client.get(url(article))
    panel = form.context["panel"]
    assert (panel.primary.name, [action.name for action in panel.others]) == (
        "publish",
        ["send_back"],
    )
    client.post(url(article), values(form, _step="publish", reason="checked"))
    # A text without a summary asks before it goes to readers.
    assert Article.objects.get().status == Status.IN_REVIEW
    asked = client.get(f"{url(article)}?ask=publish")
    assert asked.context["panel"].primary.label == "Publish now all the same"
    again = values(asked, _step="publish", reason="checked")
    client.post(url(article), again | {"_confirmed": asked.context["panel"].confirmed})
    article = Article.objects.get()
    assert article.is_live
    assert [r.action for r in article.revisions.order_by("id")] == [
        "submit",
        "publish",
    ]
    assert AuditEntry.objects.filter(action="publish", reason="checked").exists()


def test_a_writer_cannot_publish_by_posting(sign_in, make_article, url, values):
    article = make_article(status=Status.IN_REVIEW)
    browser = sign_in("Writers")
    form = browser.get(url(article))
    assert browser.post(url(article), values(form, _step="publish")).status_code == 403
    assert Article.objects.get().status == Status.IN_REVIEW
    assert not article.revisions.exists()


def test_a_writer_cannot_change_what_readers_see(sign_in, make_article, url):
    article = make_article("Live")
    browser = sign_in("Writers")
    assert browser.get(url(article)).status_code == 200
    assert browser.post(url(article), {"title": "Hacked"}).status_code == 403
    assert Article.objects.get().title == "Live"


def test_a_writer_can_neither_pin_nor_set_the_time(sign_in, make_article, url, values):
    article = make_article(status="draft", published_at=None)
    browser = sign_in("Writers")
    form = browser.get(url(article))
    assert "sticky_weight" not in form.context["adminform"].form.fields
    browser.post(
        url(article),
        values(form, sticky_weight="9", published_at="2020-01-01T10:00"),
    )
    stored = Article.objects.get()
    assert (stored.sticky_weight, stored.published_at) == (0, None)


def test_nobody_but_administrators_deletes(sign_in, make_article, url):
    article = make_article(status="draft")
    delete = url(article).replace("change", "delete")
    assert sign_in("Editors").post(delete, {"post": "yes"}).status_code == 403
    assert sign_in("Administrators").post(delete, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "path", ["", "add/", "1/change/", "1/history/", "1/delete/", "autocomplete/"]
)
def test_a_stranger_sees_nothing(client, make_article, path):
    make_article("Secret", status="draft")
    response = client.get(f"/admin/articles/article/{path}")
    assert response.status_code in (302, 404)
    assert b"Secret" not in response.content


def test_what_was_there_before_is_kept(sign_in, make_article, url, values):
    article = make_article("Before", tags=["A"])
    browser = sign_in()
    browser.post(
        url(article),
        values(browser.get(url(article)), title="After", tags="B", reason="typo", _step="update"),
    )
    (kept,) = article.revisions.all()
    assert (kept.action, kept.reason, kept.author.username) == ("edit", "typo", "editors")
    assert (kept.front_matter["title"], kept.front_matter["tags"]) == ("Before", ["A"])
    page = browser.get(f"/admin/articles/revision/{kept.pk}/change/").content.decode()
    assert "Before" in page


def test_a_new_address_leaves_a_redirect(sign_in, make_article, url, values, client):
    article = make_article("Old", slug="old")
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), slug="new", _step="update"))
    assert Redirect.objects.get().path == "/en/articles/old"
    assert client.get("/en/articles/old/")["Location"] == "/en/articles/new/"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"score": "nan"}, "score"),
        ({"sticky_weight": "40000"}, "sticky_weight"),
        ({"canonical_url": "javascript:alert(1)"}, "canonical_url"),
        ({"slug": "ʼ"}, "slug"),
        ({"tags": "x" * 101}, "tags"),
        ({"body": "a\x07b"}, "body"),
        ({"published_at": ""}, "published_at"),
    ],
    ids=str,
)
def test_what_could_not_leave_as_a_file_is_refused_at_its_field(
    sign_in, make_article, url, values, changes, field
):
    article = make_article("Kept")
    browser = sign_in()
    typed = values(browser.get(url(article)), description="Typed with care") | changes
    response = browser.post(url(article), typed)
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert "Typed with care" in response.content.decode()
    assert Article.objects.get().description == ""


def test_a_title_without_letters_asks_for_an_address(sign_in, url, values):
    browser = sign_in()
    response = browser.post(url(), values(browser.get(url()), title="???", body="x"))
    assert "slug" in response.context["adminform"].form.errors


def test_an_address_that_is_taken_is_told(sign_in, make_article, url, values):
    make_article("One", slug="one")
    browser = sign_in()
    response = browser.post(url(), values(browser.get(url()), title="One", body="x"))
    assert response.status_code == 200
    assert "Another story has this address" in str(response.context["adminform"].form.errors)


def test_an_imported_article_is_not_changed_by_saving_its_form(
    sign_in, import_document, example, url, values
):
    from articles.import_export.exporter import document_of

    article = import_document(example, "a.en.md").article
    browser = sign_in()
    response = browser.post(url(article), values(browser.get(url(article))))
    assert response.status_code == 302
    assert document_of(Article.objects.for_export().get()) == example


def test_only_what_readers_see_can_be_viewed_on_the_site(sign_in, make_article, url):
    browser = sign_in()
    assert "/en/articles/live/" in browser.get(url(make_article("Live"))).content.decode()
    draft = browser.get(url(make_article("Draft", status="draft"))).content.decode()
    assert 'class="viewsitelink"' not in draft


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"status": "draft"}, "Not visible to readers."),
        ({"status": "in_review"}, "Readers cannot see it."),
        ({"status": "retracted"}, "Taken back"),
        ({"hours": 5}, "in 5 h"),
        ({"hours": -1, "sticky_weight": 3}, "pin 1 of the front page"),
        ({"hours": -1}, "Since "),
    ],
)
def test_the_desk_says_what_readers_see(sign_in, make_article, url, columns, sentence):
    assert sentence in sign_in().get(url(make_article(**columns))).content.decode()


def test_the_desk_says_where_a_text_comes_from(sign_in, import_document, example, url):
    article = import_document(example, "in/a.en.md").article
    page = sign_in().get(url(article)).content.decode()
    assert "in/a.en.md" in page
    assert "repaired" in page
    assert "Rewritten by a language model" in page
