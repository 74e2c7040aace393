"""The page of a picture: its texts, rights, focal point and uses; another file for it."""

import pytest
from django.contrib.messages import get_messages

from articles.models import (
    Article,
    AuditEntry,
    Image,
    ImageText,
    Page,
    PendingRevision,
    PublicChange,
    SiteSettings,
    Source,
)
from articles.models.editable_values import edited
from tests.admin.images.test_uploads import jpeg, no_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    image = Image.objects.create(alt="A crane", credit="Ada")
    image.variants.create(name="regular", url="https://images.unsplash.com/a?w=1080")
    image.sign()
    return image


def page_of(image: Image) -> str:
    return f"/admin/articles/image/{image.pk}/change/"


def test_texts_in_each_language_rights_and_point_are_stored(sign_in, values, picture):
    browser = sign_in()
    typed = values(
        browser.get(page_of(picture)), alt_uk="Кран", caption_uk="Порт", credit="Ada Lovelace",
        credit_url="https://unsplash.com/@ada", licence="CC BY 4.0", rights_until="2027-01-31",
        focal_x="25", focal_y="62.5", decorative="on",
    )  # fmt: skip
    assert browser.post(page_of(picture), typed).status_code == 302
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (0.25, 0.625)
    assert (picture.credit, picture.licence) == ("Ada Lovelace", "CC BY 4.0")
    assert picture.rights_until.isoformat() == "2027-01-31"
    assert picture.decorative
    assert picture.caption_in("uk") == "Порт"
    text = ImageText.objects.get()
    assert (text.lang, text.alt) == ("uk", "Кран")

    again = values(browser.get(page_of(picture)), alt_uk="", caption_uk="")
    assert (again["focal_x"], again["rights_until"]) == ("25", picture.rights_until)
    again.pop("decorative")
    browser.post(page_of(picture), again)
    picture.refresh_from_db()
    assert (picture.focal_x, picture.caption_in("uk")) == (0.25, "")
    assert not ImageText.objects.exists()


def test_a_point_beyond_the_picture_is_refused_at_its_field(sign_in, values, picture):
    browser = sign_in()
    typed = values(browser.get(page_of(picture)), focal_x="101")
    answer = browser.post(page_of(picture), typed)
    errors = answer.context["adminform"].form.errors
    assert errors == {"focal_x": ["Ensure this value is less than or equal to 100."]}


def test_it_says_where_it_is_used(sign_in, picture, make_article):
    make_article("Harbour opens", cover=picture)
    make_article("Not finished", cover=picture, status="draft")
    Source.objects.create(key="wire", name="The Wire", kind="RSS", logo=picture)
    SiteSettings.objects.create(picture=picture)
    uses = sign_in().get(page_of(picture)).context["uses"]
    assert [(use.name, use.kind) for use in uses] == [
        ("Not finished", "cover · Draft"),
        ("Harbour opens", "cover"),
        ("The Wire", "logo"),
        ("Site settings", "picture of the site"),
    ]


def test_a_used_picture_is_not_deleted_and_the_page_names_its_uses(sign_in, picture, make_article):
    make_article("Harbour opens", cover=picture)
    browser = sign_in("Administrators")
    where = f"/admin/articles/image/{picture.pk}/delete/"
    assert "Harbour opens" in browser.get(where).content.decode()
    browser.post(where, {"post": "yes"})
    assert Image.objects.filter(pk=picture.pk).exists()


def test_a_picture_within_a_text_is_not_deleted(sign_in, make_article):
    image = Image.objects.create(alt="Own")
    image.variants.create(name="full", file="covers/aa/own.jpg", width=320, height=180)
    image.sign()
    make_article("With a picture", body="![A crane](/media/covers/aa/own.jpg)")
    browser = sign_in("Administrators")
    where = f"/admin/articles/image/{image.pk}/delete/"
    assert "With a picture" in browser.get(where).content.decode()
    browser.post(where, {"post": "yes"})
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_picture_that_only_waiting_changes_have_is_not_deleted(
    sign_in, picture, make_article, make_user
):
    article = make_article("Harbour opens")
    values = edited(article) | {"cover": picture.pk}
    PendingRevision.hold(article, values, make_user("Editors"))
    browser = sign_in("Administrators")
    where = f"/admin/articles/image/{picture.pk}/delete/"
    page = browser.get(where).content.decode()
    assert "Harbour opens" in page
    assert "in changes that wait" in page
    browser.post(where, {"post": "yes"})
    assert Image.objects.filter(pk=picture.pk).exists()


class TestReplacing:
    def test_every_story_gets_the_new_file(self, sign_in, picture, make_article):
        article = make_article("Harbour opens", cover=picture)
        browser = sign_in()
        head = PublicChange.objects.head()
        answer = browser.post(f"/admin/articles/image/{picture.pk}/replace/", {"file": jpeg()})
        assert answer["Location"] == page_of(picture)
        picture.refresh_from_db()
        assert (picture.alt, picture.width, picture.origin) == ("A crane", 320, "local")
        assert picture.variants.get().url == ""
        assert Article.objects.get().content_hash != article.content_hash
        assert f"article:{article.pk}" in {row.key for row in PublicChange.objects.after(head)}
        assert AuditEntry.objects.get(action="replace_picture").detail["id"] == picture.pk

    def test_texts_show_the_new_file(self, sign_in, make_article):
        browser = sign_in()
        browser.post("/admin/articles/image/upload/", {"files": jpeg()})
        image = Image.objects.get()
        old = image.variants.get().file.name
        make_article("In the text", body=f"Look:\n\n![A crane](/media/{old})")
        new = jpeg(colour="red")
        browser.post(f"/admin/articles/image/{image.pk}/replace/", {"file": new})
        name = image.variants.get().file.name
        article = Article.objects.get()
        assert name != old
        assert f"(/media/{name})" in article.body
        assert name in article.body_html

    def test_pages_show_the_new_file(self, sign_in):
        browser = sign_in("Administrators")
        browser.post("/admin/articles/image/upload/", {"files": jpeg()})
        image = Image.objects.get()
        old = image.variants.get().file.name
        text = f"![A crane](/media/{old})"
        page = Page.objects.create(lang="en", slug="harbour", title="Harbour", body=text)
        assert [use.name for use in browser.get(page_of(image)).context["uses"]] == [str(page)]
        where = f"/admin/articles/image/{image.pk}/"
        browser.post(f"{where}delete/", {"post": "yes"})
        assert Image.objects.exists()
        browser.post(f"{where}replace/", {"file": jpeg(colour="red")})
        page.refresh_from_db()
        name = image.variants.get().file.name
        assert old not in page.body_html
        assert name in page.body
        assert name in page.body_html

    def test_changes_that_wait_show_the_new_file(self, sign_in, make_article, make_user):
        browser = sign_in("Administrators")
        browser.post("/admin/articles/image/upload/", {"files": jpeg()})
        image = Image.objects.get()
        old = image.variants.get().file.name
        article = make_article("Harbour opens", body="Text.")
        editor = make_user("Editors")
        values = edited(article) | {"body": f"Text.\n\n![A crane](/media/{old})"}
        pending = PendingRevision.hold(article, values, editor)
        (use,) = browser.get(page_of(image)).context["uses"]
        assert (use.name, use.kind) == ("Harbour opens", "in changes that wait")
        where = f"/admin/articles/image/{image.pk}/"
        browser.post(f"{where}replace/", {"file": jpeg(colour="red")})
        name = image.variants.get().file.name
        pending.refresh_from_db()
        assert pending.publish(editor).body == f"Text.\n\n![A crane](/media/{name})"
        (use,) = browser.get(page_of(image)).context["uses"]
        assert use.kind == "within the text"

    def test_what_is_no_picture_changes_nothing(self, sign_in, picture):
        before = Image.objects.values().get()
        browser = sign_in()
        for file in (no_picture(), ""):
            answer = browser.post(f"/admin/articles/image/{picture.pk}/replace/", {"file": file})
            messages = list(get_messages(answer.wsgi_request))
            assert messages[-1].level_tag == "error"
        assert Image.objects.values().get() == before


class TestRights:
    """A picture that readers see is for those who may publish, at every entrance."""

    @pytest.fixture
    def live(self, picture, make_article):
        make_article(cover=picture)
        return picture

    def test_a_writer_may_set_a_picture_of_a_draft_only(self, sign_in, live):
        own = Image.objects.create(alt="Unused")
        browser = sign_in("Writers")
        point = {"alt": "Typed", "credit": "", "focal_x": "10", "focal_y": "10"}
        assert browser.post(f"/admin/articles/image/{own.pk}/chosen/", point).status_code == 200
        own.refresh_from_db()
        assert (own.alt, own.focal_x) == ("Typed", 0.1)
        before = Image.objects.values().get(pk=live.pk)
        for act, data in (("chosen", point), ("replace", {"file": jpeg()})):
            answer = browser.post(f"/admin/articles/image/{live.pk}/{act}/", data)
            assert answer.status_code == 403, act
        assert Image.objects.values().get(pk=live.pk) == before

    def test_who_may_only_look_sees_the_texts_of_each_language(self, sign_in, live):
        ImageText.objects.create(image=live, lang="uk", alt="Кран", caption="Порт")
        page = sign_in("Writers").get(page_of(live)).content.decode()
        assert "Кран" in page
        assert "Порт" in page
        assert "Alt uk" not in page

    def test_a_writer_may_not_replace_a_file_within_a_live_text(self, sign_in, make_article):
        image = Image.objects.create(alt="Own")
        image.variants.create(name="full", file="covers/aa/own.jpg", width=320, height=180)
        image.sign()
        article = make_article("Live", body="![A crane](/media/covers/aa/own.jpg)")
        browser = sign_in("Writers")
        answer = browser.post(f"/admin/articles/image/{image.pk}/replace/", {"file": jpeg()})
        assert answer.status_code == 403
        assert Article.objects.get().body == article.body
