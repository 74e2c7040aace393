"""The public list of corrections."""

import datetime as dt
import re

import pytest

from articles.models import Correction
from articles.public import correction_views

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def texts(page: str) -> list[str]:
    return re.findall(r"<p>(note \d+|Invented[^<]*)</p>", page)


def test_notes_of_one_language_newest_first_with_retractions(client, make_article, make_user):
    article, gone = make_article("Port"), make_article("Wrong")
    for number in (1, 2):
        Correction.objects.create(
            article=article, text=f"note {number}", date=START + dt.timedelta(days=number)
        )
    Correction.objects.create(article=make_article("Порт", lang="uk", slug="port"), text="note 3")
    Correction.objects.create(article=gone, text="note 4")
    gone.retract(make_user("Editors"), "Invented <all> of it.")
    page = client.get("/en/corrections/").content.decode()
    assert texts(page) == ["Invented &lt;all&gt; of it.", "note 2", "note 1"]
    assert 'href="/en/articles/port/"' in page
    assert 'href="/en/articles/wrong/"' not in page
    assert texts(client.get("/uk/corrections/").content.decode()) == ["note 3"]


@pytest.mark.parametrize("columns", [{"status": "draft"}, {"hours": 2}, {"status": "in_review"}])
def test_a_note_on_what_is_not_live_is_not_shown(client, make_article, columns):
    Correction.objects.create(article=make_article("Secret", **columns), text="note 1")
    page = client.get("/en/corrections/").content.decode()
    assert "Secret" not in page
    assert "Nothing had to be corrected here yet" in page


def test_pages_follow_each_other_and_lose_nothing(client, make_article, monkeypatch):
    monkeypatch.setattr(correction_views, "PAGE_SIZE", 2)
    article = make_article("Port")
    for number in range(5):
        # Three of them at the same moment.
        day = START + dt.timedelta(days=max(number - 2, 0))
        Correction.objects.create(article=article, text=f"note {number}", date=day)
    shown, url = [], "/en/corrections/"
    while url:
        page = client.get(url).content.decode()
        shown += texts(page)
        following = re.findall(r'href="([^"]*/after/[^"]*)" rel="next"', page)
        url = following[0] if following else ""
    assert shown == [f"note {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("after", ["x", "1.x", "\x00"])
def test_an_invented_place_is_not_found(client, after):
    assert client.get("/en/corrections/", {"after": after}).status_code == 404


def test_the_list_costs_two_queries(client, make_article, django_assert_num_queries):
    for number in range(5):
        Correction.objects.create(article=make_article(f"S{number}"), text=f"note {number}")
    with django_assert_num_queries(2):  # the notes, and the categories of the menu
        client.get("/en/corrections/")


def test_an_article_shows_its_notes_in_place(client, make_article):
    article = make_article("Port")
    Correction.objects.create(article=article, kind="update", text="note 1")
    page = client.get("/en/articles/port/").content.decode()
    assert texts(page) == ["note 1"]
    assert page.index("note 1</p>") < page.index("<p>The harbour opened at noon.")
    assert "<dt>Updated</dt>" in page
