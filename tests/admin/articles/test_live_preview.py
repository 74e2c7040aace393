"""What is typed, as readers would see it."""

import pytest

from articles.models import Article

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/articles/article/preview/"


def test_the_preview_is_the_sites_own_rendering(sign_in, make_article):
    body = "# Title\n\n**Bold** <script>alert(1)</script>\n\n![A crane](/media/covers/a.jpg)"
    answer = sign_in("Writers").post(PREVIEW, {"title": "T", "body": body, "lang": "en"}).json()
    assert answer["html"] == make_article(body=body).body_html
    assert "<script" not in answer["html"]
    assert '<img src="/media/covers/a.jpg" alt="A crane"' in answer["html"]
    assert (answer["words"], answer["minutes"]) == (Article.objects.get().word_count, 1)
    assert Article.objects.count() == 1


def test_it_says_what_the_summary_lacks_and_what_is_damaged(sign_in):
    sent = {"title": "Fine", "description": "Cut ofâ€¦", "body": "Fine", "lang": "ar"}
    answer = sign_in().post(PREVIEW, sent).json()
    assert (answer["damaged"], answer["dir"]) == (["description"], "rtl")
    assert not answer["cut_off"]
    fixed = desk_text(sign_in, "Cut ofâ€¦")
    assert fixed == "Cut of…"
    assert sign_in("Administrators").post(PREVIEW, sent | {"description": fixed}).json()["cut_off"]


def desk_text(sign_in, text):
    return sign_in("Writers").post("/admin/articles/article/repair/", {"text": text}).json()["text"]


def test_too_long_a_text_is_refused(sign_in, settings):
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {"body": 10}
    answer = sign_in().post(PREVIEW, {"body": "x" * 11})
    assert answer.status_code == 413
    assert "IMPORT_MAX_BODY" in answer.json()["error"]


def test_it_is_never_kept_by_a_cache(sign_in):
    answer = sign_in().post(PREVIEW, {"body": "x"})
    assert "no-store" in answer["Cache-Control"]
