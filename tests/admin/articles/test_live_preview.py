"""What is typed, as readers would see it."""

import pytest

from articles.models import Article

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/articles/article/preview/"


def test_the_preview_is_the_sites_own_rendering(desk, make_article):
    body = "# Title\n\n**Bold** <script>alert(1)</script>\n\n![A crane](/media/covers/a.jpg)"
    answer = desk("Writers").post(PREVIEW, {"title": "T", "body": body, "lang": "en"}).json()
    assert answer["html"] == make_article(body=body).body_html
    assert "<script" not in answer["html"]
    assert '<img src="/media/covers/a.jpg" alt="A crane"' in answer["html"]
    assert (answer["words"], answer["minutes"]) == (Article.objects.get().word_count, 1)
    assert Article.objects.count() == 1


def test_it_says_what_the_summary_lacks_and_what_is_damaged(desk):
    sent = {"title": "Fine", "description": "Cut ofâ€¦", "body": "Fine", "lang": "ar"}
    answer = desk().post(PREVIEW, sent).json()
    assert (answer["damaged"], answer["dir"]) == (["description"], "rtl")
    assert not answer["cut_off"]
    fixed = desk_text(desk, "Cut ofâ€¦")
    assert fixed == "Cut of…"
    assert desk("Administrators").post(PREVIEW, sent | {"description": fixed}).json()["cut_off"]


def desk_text(desk, text):
    return desk("Writers").post("/admin/articles/article/repair/", {"text": text}).json()["text"]


def test_too_long_a_text_is_refused(desk, settings):
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {"body": 10}
    answer = desk().post(PREVIEW, {"body": "x" * 11})
    assert answer.status_code == 413
    assert "IMPORT_MAX_BODY" in answer.json()["error"]


def test_it_is_never_kept_by_a_cache(desk):
    answer = desk().post(PREVIEW, {"body": "x"})
    assert "no-store" in answer["Cache-Control"]
