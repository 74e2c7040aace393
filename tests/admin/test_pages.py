"""Editors write the pages at the foot of the site."""

import pytest
from django.contrib.auth.models import User
from lxml import html

from articles.models import AuditEntry, Page, Redirect
from articles.public.bake.addresses import other_addresses

pytestmark = pytest.mark.django_db
ADMIN = "/admin/articles/page/"
# What an editor types; a box that is not ticked is not sent, and an empty one is the same.
PAGE = {"title": "Imprint", "body": "We print.", "lang": "en", "slug": "imprint", "position": "100"}


def text(response) -> str:
    return response.content.decode()


def test_an_editor_changes_a_page_and_readers_see_it(client, make_user):
    client.force_login(make_user("Editors"))
    page = Page.objects.get(lang="en", slug="about")
    url = f"/admin/articles/page/{page.pk}/change/"
    assert client.get(url).status_code == 200
    values = PAGE | {"title": "Who we are", "body": "*Us.*", "slug": "about"}
    assert client.post(url, values).status_code == 302
    client.logout()
    shown = client.get("/en/about/").content.decode()
    assert "<h1>Who we are</h1>" in shown
    assert "<em>Us.</em>" in shown


def test_a_description_is_called_so_and_says_what_it_is_for(client, make_user):
    client.force_login(make_user("Editors"))
    page = html.fromstring(text(client.get(f"{ADMIN}add/")))
    (label,) = page.xpath("//label[@for='id_description']")
    assert label.text_content() == "Description"
    described = page.get_element_by_id("id_description").get("aria-describedby")
    assert "search engines" in page.get_element_by_id(described).text_content()


def test_a_language_that_the_site_does_not_have_is_refused(client, make_user):
    client.force_login(make_user("Editors"))
    values = PAGE | {"lang": "xx"}
    assert client.post("/admin/articles/page/add/", values).status_code == 200
    assert not Page.objects.filter(slug="x").exists()


class TestDrafts:
    """Who may not publish writes drafts, which readers see nowhere."""

    def draft(self, client, make_user) -> Page:
        client.force_login(make_user("Writers"))
        assert client.post(f"{ADMIN}add/", PAGE | {"is_draft": ""}).status_code == 302
        client.logout()
        return Page.objects.get(slug="imprint")

    def test_a_writer_writes_a_draft_and_no_page(self, client, make_user):
        page = self.draft(client, make_user)
        assert page.is_draft
        client.force_login(make_user("Writers", "second"))
        url = f"{ADMIN}{page.pk}/change/"
        assert 'name="is_draft"' not in text(client.get(url))
        assert client.post(url, PAGE | {"title": "Better", "is_draft": ""}).status_code == 302
        page.refresh_from_db()
        assert (page.title, page.is_draft) == ("Better", True)
        live = Page.objects.get(lang="en", slug="about")
        assert client.post(f"{ADMIN}{live.pk}/change/", PAGE).status_code == 403

    def test_readers_see_it_nowhere_until_an_editor_publishes_it(self, client, make_user):
        page = self.draft(client, make_user)
        assert client.get("/en/imprint/").status_code == 404
        assert "/en/imprint/" not in text(client.get("/en/"))
        assert "/en/imprint/" not in set(other_addresses())
        client.force_login(make_user("Editors"))
        client.post(f"{ADMIN}{page.pk}/change/", PAGE)
        client.logout()
        assert "We print." in text(client.get("/en/imprint/"))
        assert "/en/imprint/" in text(client.get("/en/"))

    def test_a_page_that_becomes_a_draft_is_gone(self, client, make_user):
        client.force_login(make_user("Editors"))
        page = Page.objects.get(lang="en", slug="about")
        Redirect.objects.create(path="/en/us/", page=page)
        values = PAGE | {"slug": "about", "is_draft": "on"}
        assert client.post(f"{ADMIN}{page.pk}/change/", values).status_code == 302
        assert client.get("/en/about/").status_code == 404
        assert client.get("/en/us/").status_code == 404
        assert client.get("/uk/about/").status_code == 200
        assert "/en/about/" not in text(client.get("/uk/about/"))

    def test_the_address_of_a_draft_leaves_no_redirect(self, client, make_user):
        page = self.draft(client, make_user)
        client.force_login(make_user("Editors"))
        values = PAGE | {"slug": "legal", "is_draft": "on"}
        client.post(f"{ADMIN}{page.pk}/change/", values)
        assert not Redirect.objects.exists()
        client.post(f"{ADMIN}{page.pk}/change/", values | {"is_draft": ""})
        assert not Redirect.objects.exists()


class TestPreview:
    def test_it_shows_what_is_typed_through_the_template_of_readers_and_saves_nothing(
        self, client, make_user
    ):
        client.force_login(make_user("Editors"))
        page = Page.objects.get(lang="en", slug="about")
        before = Page.objects.values().get(pk=page.pk)
        values = PAGE | {
            "slug": "about",
            "lang": "uk",
            "body": "**Typed** <script>",
            "_preview": "1",
        }
        url = f"{ADMIN}{page.pk}/change/"
        assert client.post(url, values | {"lang": "uk"}).status_code == 200
        answer = client.post(url, values | {"lang": "en"})
        shown = text(answer)
        assert "<h1>Imprint</h1>" in shown
        assert "<strong>Typed</strong> &lt;script&gt;" in shown
        assert "Preview, not for publication." in shown
        assert "noindex" in shown
        assert "no-store" in answer["Cache-Control"]
        assert Page.objects.values().get(pk=page.pk) == before
        assert not AuditEntry.objects.exists()

    def test_a_new_page_can_be_previewed_and_what_is_wrong_is_said_in_the_form(
        self, client, make_user
    ):
        client.force_login(make_user("Writers"))
        assert "We print." in text(client.post(f"{ADMIN}add/", PAGE | {"_preview": "1"}))
        answer = client.post(f"{ADMIN}add/", PAGE | {"title": "", "_preview": "1"})
        assert answer.context["adminform"].form.errors["title"]
        assert not Page.objects.filter(slug="imprint").exists()

    def test_who_may_not_write_pages_gets_none(self, client, make_user):
        values = PAGE | {"_preview": "1"}
        assert client.post(f"{ADMIN}add/", values).status_code == 302
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert client.post(f"{ADMIN}add/", values).status_code == 403
        client.force_login(make_user("Writers"))
        live = Page.objects.get(lang="en", slug="about")
        assert client.post(f"{ADMIN}{live.pk}/change/", values).status_code == 403


class TestLinks:
    LINKS = "[gone](/en/articles/none/) [later](/en/articles/draft/) ![](/media/a.jpg)"

    def test_one_that_leads_nowhere_stops_a_page_and_not_a_draft(
        self, client, make_user, make_article
    ):
        make_article("Draft", status="draft")
        client.force_login(make_user("Editors"))
        answer = client.post(f"{ADMIN}add/", PAGE | {"body": self.LINKS})
        assert "leads to no story" in str(answer.context["adminform"].form.errors["body"])
        values = PAGE | {"body": self.LINKS, "is_draft": "on"}
        told = text(client.post(f"{ADMIN}add/", values, follow=True))
        for words in ("leads to no story", "readers cannot see now", "no alternative text"):
            assert words in told
        assert Page.objects.get(slug="imprint").is_draft

    def test_who_may_not_publish_is_told_and_writes_a_draft(self, client, make_user):
        client.force_login(make_user("Writers"))
        told = text(client.post(f"{ADMIN}add/", PAGE | {"body": self.LINKS}, follow=True))
        assert "leads to no story" in told
        assert Page.objects.get(slug="imprint").is_draft


def test_pages_stand_in_their_order_with_their_description(client):
    Page.objects.create(
        lang="en", slug="imprint", title="Imprint", position=5, description="Who “prints” this."
    )
    page = html.fromstring(client.get("/en/imprint/").content)
    assert page.xpath("//meta[@name='description']/@content") == ["Who “prints” this."]
    links = page.xpath("//nav[@aria-labelledby='footer-site']//a/@href")
    assert links[:3] == ["/en/imprint/", "/en/about/", "/en/editorial-policy/"]


def test_the_list_names_languages_and_states_in_words(sign_in):
    Page.objects.update_or_create(
        lang="uk", slug="imprint", defaults={"title": "Imprint", "is_draft": True}
    )
    client = sign_in("Editors")
    page = text(client.get(ADMIN))
    assert '<bdi lang="uk">Українська</bdi>' in page
    assert '<span class="state state-draft">Draft</span>' in page
    assert '<span class="state state-live">Live</span>' in page
    assert "icon-no" not in page
    drafts = text(client.get(f"{ADMIN}?is_draft=1"))
    assert "Imprint" in drafts
    assert "state-live" not in drafts
