"""What is typed, as readers would see it."""

import pytest

from articles.editorial import work_apart
from articles.editorial.live_preview import MOST_CHARACTERS
from articles.models import Article

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/articles/article/preview/"
REPAIR = "/admin/articles/article/repair/"


def test_the_preview_is_the_sites_own_rendering(sign_in, make_article):
    body = "# Title\n\n**Bold** <script>alert(1)</script>\n\n![A crane](/media/covers/a.jpg)"
    answer = sign_in("Writers").post(PREVIEW, {"title": "T", "body": body, "lang": "en"}).json()
    assert answer["html"] == make_article(body=body).body_html
    assert "<script" not in answer["html"]
    assert '<img src="/media/covers/a.jpg" alt="A crane"' in answer["html"]
    assert (answer["words"], answer["minutes"]) == (Article.objects.get().word_count, 1)
    assert Article.objects.count() == 1


def test_it_says_which_address_is_made_of_the_title(sign_in):
    sent = {"title": "Łódź opens a port", "body": "Fine", "lang": "en"}
    assert sign_in("Writers").post(PREVIEW, sent).json()["address"] == "lodz-opens-a-port"


def test_it_says_what_the_summary_lacks_and_what_is_damaged(sign_in):
    sent = {"title": "Fine", "description": "Cut ofâ€¦", "body": "Fine", "lang": "ar"}
    answer = sign_in().post(PREVIEW, sent).json()
    assert (answer["damaged"], answer["dir"]) == (["description"], "rtl")
    assert not answer["cut_off"]
    fixed = desk_text(sign_in, "Cut ofâ€¦")
    assert fixed == "Cut of…"
    assert sign_in("Administrators").post(PREVIEW, sent | {"description": fixed}).json()["cut_off"]


def desk_text(sign_in, text):
    return sign_in("Writers").post(REPAIR, {"text": text}).json()["text"]


@pytest.mark.parametrize("field", ["title", "description", "body"])
def test_too_long_a_text_is_not_shown(sign_in, field):
    client = sign_in()
    longest = {field: "x " * (MOST_CHARACTERS // 2)}
    assert client.post(PREVIEW, longest).status_code == 200
    answer = client.post(PREVIEW, {field: longest[field] + "x"})
    assert answer.status_code == 413
    assert "too long" in answer.json()["error"]


def test_a_text_of_signs_is_shown_only_as_far_as_it_costs_little(sign_in):
    client = sign_in()
    assert client.post(PREVIEW, {"body": "*a* " * 4_000}).status_code == 200
    assert client.post(PREVIEW, {"body": "*a* " * 20_000}).status_code == 413


def test_too_long_a_text_is_not_repaired(sign_in):
    answer = sign_in().post(REPAIR, {"text": "ofâ€¦ " * MOST_CHARACTERS})
    assert answer.status_code == 413


@pytest.mark.parametrize("address", [PREVIEW, REPAIR])
def test_who_types_while_another_text_is_looked_at_is_asked_to_wait(sign_in, address):
    client = sign_in()
    with work_apart._lock:
        answer = client.post(address, {"body": "x", "text": "x"})
    assert (answer.status_code, answer["Retry-After"]) == (202, "1")
    assert client.post(address, {"body": "x", "text": "x"}).status_code == 200


def test_it_is_never_kept_by_a_cache(sign_in):
    answer = sign_in().post(PREVIEW, {"body": "x"})
    assert "no-store" in answer["Cache-Control"]
