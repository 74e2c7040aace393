"""The library: a grid of pictures, found by words and filters, page by page."""

import pytest
from django.contrib.auth.models import User

from articles.admin.images import library_page
from articles.models import Image

pytestmark = pytest.mark.django_db

LIBRARY = "/admin/articles/image/"


@pytest.fixture
def pictures():
    made = []
    for number in range(5):
        image = Image.objects.create(alt=f"Crane {number}", credit="Ada" if number else "")
        url = f"https://images.unsplash.com/{number}?w=1080"
        image.variants.create(name="regular", url=url, width=1080, height=720)
        image.sign()
        made.append(image)
    return made


def names(page) -> list[str]:
    return [str(tile.image) for tile in page.context["tiles"]]


def test_pictures_stand_with_what_they_lack_and_where_they_are_used(
    sign_in, pictures, make_article
):
    make_article(cover=pictures[0])
    page = sign_in().get(LIBRARY)
    assert names(page) == [f"Crane {number}" for number in (4, 3, 2, 1, 0)]
    last = page.context["tiles"][-1]
    assert (last.facts, last.lacks) == ("1 story · 1080 × 720", "No credit")
    assert page.context["tiles"][0].facts == "no story · 1080 × 720"


def test_pages_follow_each_other_and_none_is_shown_twice(sign_in, pictures, monkeypatch):
    monkeypatch.setattr(library_page, "PAGE_SIZE", 2)
    browser, seen, query = sign_in(), [], "?"
    while query:
        page = browser.get(LIBRARY + query)
        seen += names(page)
        query = page.context["next_query"]
    assert seen == [f"Crane {number}" for number in (4, 3, 2, 1, 0)]


def test_filters_keep_the_words_and_words_the_filter(sign_in, pictures):
    page = sign_in().get(LIBRARY + "?q=crane&show=uncredited")
    assert names(page) == ["Crane 0"]
    chips = {chip.label: chip for chip in page.context["chips"]}
    assert chips["No credit"].selected
    assert chips["Unused"].query == "?q=crane&show=unused"
    assert '<input type="hidden" name="show" value="uncredited">' in page.content.decode()


def test_odd_queries_are_ignored(sign_in, pictures):
    browser = sign_in()
    for query in ("?show=nothing", "?before=99999999999999999999", "?before=x"):
        assert len(names(browser.get(LIBRARY + query))) == 5, query


def test_the_number_of_queries_does_not_grow(sign_in, pictures, django_assert_num_queries):
    browser = sign_in()
    browser.get(LIBRARY)
    with django_assert_num_queries(7):
        page = browser.get(LIBRARY)
    assert all(picture.alt in page.content.decode() for picture in pictures)


def test_a_writer_may_look_and_add_and_staff_without_rights_may_not(sign_in, client):
    assert b'name="files"' in sign_in("Writers").get(LIBRARY).content
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.get(LIBRARY).status_code == 403
    assert client.get(LIBRARY + "choose/").status_code == 403
