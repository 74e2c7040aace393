"""The dialog that chooses a cover: the library as choices, and what is set of a picture there."""

import pytest

from articles.models import Article, AuditEntry, Image
from tests.admin.images.test_uploads import jpeg, no_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    image = Image.objects.create(alt="A crane", credit="Ada")
    image.variants.create(name="regular", url="https://images.unsplash.com/a?w=1080")
    image.sign()
    return image


def chosen(image: Image) -> str:
    return f"/admin/articles/image/{image.pk}/chosen/"


def test_the_library_comes_as_choices(sign_in, picture):
    page = sign_in().get("/admin/articles/image/choose/?q=crane").content.decode()
    assert f'<input type="radio" name="chosen" value="{picture.pk}"' in page
    assert "<html" not in page


def test_a_picture_is_told_as_readers_will_see_it(sign_in, picture):
    told = sign_in().get(chosen(picture)).json()
    assert told["src"] == picture.picture.src
    assert told["may_change"]
    assert told["values"]["focal_x"] == 50


def test_text_and_point_are_set_for_every_story(sign_in, picture, make_article):
    article = make_article(cover=picture)
    typed = {"alt": "A red crane", "credit": "Ada", "focal_x": "20", "focal_y": "80"}
    told = sign_in().post(chosen(picture), typed).json()
    assert (told["name"], told["values"]["focal_y"]) == ("A red crane", 80)
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (0.2, 0.8)
    assert Article.objects.get().content_hash != article.content_hash
    entry = AuditEntry.objects.get(action="change_image")
    assert entry.detail["changes"] == [{"changed": {"fields": ["alt", "focal_x", "focal_y"]}}]


def test_a_text_that_is_set_leaves_the_point(sign_in, picture):
    browser = sign_in()
    point = {"focal_x": "33.3333333", "focal_y": "5.714285"}
    told = browser.post(chosen(picture), {"alt": "A crane", "credit": "Ada"} | point).json()
    values = told["values"]
    picture.refresh_from_db()
    before = picture.focal_point
    again = {"alt": "Red", "credit": "Ada"} | {name: values[name] for name in point}
    browser.post(chosen(picture), again)
    picture.refresh_from_db()
    assert (picture.alt, picture.focal_point) == ("Red", before)


def test_setting_what_is_set_writes_nothing(sign_in, picture):
    typed = {"alt": "A crane", "credit": "Ada", "focal_x": "50", "focal_y": "50"}
    sign_in().post(chosen(picture), typed)
    assert not AuditEntry.objects.exists()


def test_what_cannot_be_is_told_by_its_field(sign_in, picture):
    typed = {"alt": "x" * 501, "credit": "", "focal_x": "-1", "focal_y": "50"}
    told = sign_in().post(chosen(picture), typed).json()
    assert told["errors"].keys() == {"alt", "focal_x"}
    picture.refresh_from_db()
    assert picture.alt == "A crane"


class TestWithoutAScript:
    """A select and a file field do the same."""

    def test_the_select_offers_the_chosen_and_the_newest(self, sign_in, picture, url, make_article):
        article = make_article(cover=picture)
        for number in range(60):
            Image.objects.create(alt=f"Picture {number}")
        page = sign_in().get(url(article)).content.decode()
        assert f'<option value="{picture.pk}" selected>A crane</option>' in page
        assert "Picture 59" in page
        assert "Picture 2<" not in page

    def test_a_file_becomes_the_cover(self, sign_in, url, values):

        browser = sign_in()
        typed = values(browser.get(url()), title="With a file", body="Text.")
        browser.post(url(), typed | {"_step": "save", "cover_file": jpeg("harbour-crane.jpg")})
        article = Article.objects.get()
        assert article.cover.alt == "harbour crane"

    def test_a_file_that_is_no_picture_is_an_error_of_its_field(self, sign_in, url, values):

        browser = sign_in()
        typed = values(browser.get(url()), title="With a file", body="Text.")
        answer = browser.post(url(), typed | {"_step": "save", "cover_file": no_picture()})
        assert "notes.jpg" in answer.context["adminform"].form.errors["cover_file"][0]
        assert not Article.objects.exists()

    def test_odd_ids_are_refused(self, sign_in, url, values):
        browser = sign_in()
        typed = values(browser.get(url()), title="Odd", body="Text.")
        for odd in ("..", "9" * 20, "\0", "-1", "12345"):
            answer = browser.post(url(), typed | {"_step": "save", "cover": odd})
            assert "cover" in answer.context["adminform"].form.errors, odd
