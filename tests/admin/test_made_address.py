"""New authors, sections and pages get an address of their name where nobody writes one."""

import pytest
from lxml import html

from articles.models import Author, Category, Page

pytestmark = pytest.mark.django_db
ROWS = [
    (Author, "author", {"name": "Олена Коваль", "links": ""}, "olena-koval"),
    (Category, "category", {"name": "Наука", "key": "SCI", "position": "1"}, "nauka"),
    (Page, "page", {"title": "Про нас", "body": "Ми.", "lang": "uk", "position": "1"}, "pro-nas"),
]


@pytest.fixture
def boss(sign_in):
    return sign_in("Administrators")


@pytest.mark.parametrize(("model", "name", "typed", "address"), ROWS)
def test_an_empty_address_is_made_of_the_name(boss, model, name, typed, address):
    answer = boss.post(f"/admin/articles/{name}/add/", typed | {"slug": ""})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = model.objects.latest("pk")
    assert row.slug == address
    # A stored row keeps its address, and cannot lose it.
    form = f"/admin/articles/{name}/{row.pk}/change/"
    assert boss.post(form, typed | {"slug": ""}).status_code == 200
    row.refresh_from_db()
    assert row.slug == address


@pytest.mark.parametrize(("model", "name", "typed", "address"), ROWS)
def test_a_written_address_counts_and_one_that_is_taken_is_told(boss, model, name, typed, address):
    add = f"/admin/articles/{name}/add/"
    assert boss.post(add, typed | {"slug": "mine"}).status_code == 302
    assert model.objects.latest("pk").slug == "mine"
    before = model.objects.count()
    again = {"name": "Mine", "title": "Mine", "key": "OTHER"}
    answer = boss.post(add, typed | {one: again[one] for one in again if one in typed})
    assert answer.status_code == 200
    assert model.objects.count() == before
    assert "errornote" in answer.content.decode()


FIRST = [("author", "name"), ("page", "title"), ("tag", "name")]


@pytest.mark.parametrize(("name", "field"), FIRST)
def test_the_cursor_is_in_the_first_field_of_a_new_row_and_of_a_refused_one(boss, name, field):
    page = html.fromstring(boss.get(f"/admin/articles/{name}/add/").content)
    assert [one.get("name") for one in page.xpath("//*[@autofocus]")] == [field]
    # The first that is wrong, and no other.
    page = html.fromstring(boss.post(f"/admin/articles/{name}/add/", {}).content)
    assert len(page.xpath("//*[@autofocus]")) == 1
