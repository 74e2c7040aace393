"""The history of a story at the desk: in prose, compared, downloaded, put back."""

import pytest

from articles.models import Article, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(make_article, make_user):
    article = make_article("Harbour", body="It opened.", status="draft")
    article.keep_revision("edit", make_user("Writers", "wanda"), "Wrong day")
    article.body = "It closed."
    article.save()
    return article


def place(article: Article, name: str) -> str:
    return f"/admin/articles/article/{article.pk}/{name}/"


def test_each_change_says_who_what_and_why(desk, changed):
    text = desk().get(place(changed, "versions")).content.decode()
    for word in ("Edited", "wanda", "Wrong day", "Written"):
        assert word in text


def test_a_story_nobody_changed_says_so(desk, make_article):
    assert "Nobody has changed" in desk().get(place(make_article(), "versions")).content.decode()


def test_two_versions_side_by_side_whichever_way_round(desk, changed):
    kept = Revision.objects.get()
    later = changed.keep_revision("edit")
    client = desk()
    for query in (f"?old={kept.pk}&new=now", f"?old={later.pk}&new={kept.pk}"):
        text = client.get(place(changed, "compare") + query).content.decode()
        assert "<del>opened</del><ins>closed</ins>" in text


def test_a_version_that_is_gone_is_said_kindly(desk, changed):
    answer = desk().get(place(changed, "compare") + "?old=999&new=now", follow=True)
    assert "not kept any more" in answer.content.decode()


def test_a_story_of_our_own_has_no_origin(desk, changed):
    assert "written at this desk" in desk().get(place(changed, "origin")).content.decode()


def test_origin_shows_upstream_model_and_desk(desk, import_document, example):
    article = import_document(example).article
    article.title = "Our title"
    article.save()
    text = desk().get(place(article, "origin")).content.decode()
    assert "What the model wrote" in text
    assert "<ins>Our</ins>" in text or "<ins>Our " in text


def test_a_version_is_put_back_and_the_other_is_kept(desk, changed):
    kept = Revision.objects.get()
    sent = {"revision": kept.pk, "version": changed.version, "reason": "It did open"}
    answer = desk().post(place(changed, "put-back"), sent, follow=True)
    assert "Put back" in answer.content.decode()
    assert Article.objects.get(pk=changed.pk).body == "It opened."
    assert Revision.objects.filter(action="revert", body="It closed.").exists()


def test_a_stale_page_puts_nothing_back(desk, changed):
    kept = Revision.objects.get()
    sent = {"revision": kept.pk, "version": changed.version - 1}
    answer = desk().post(place(changed, "put-back"), sent, follow=True)
    assert "somebody saved" in answer.content.decode()
    assert Article.objects.get(pk=changed.pk).body == "It closed."


def test_writers_put_nothing_back(desk, changed):
    kept = Revision.objects.get()
    sent = {"revision": kept.pk, "version": changed.version}
    assert desk("Writers").post(place(changed, "put-back"), sent).status_code == 403
    assert Article.objects.get(pk=changed.pk).body == "It closed."


def test_the_document_downloads_as_a_file(desk, changed):
    kept = Revision.objects.get()
    answer = desk().get(f"/admin/articles/revision/{kept.pk}/markdown/")
    assert answer["Content-Type"].startswith("text/markdown")
    assert b"title: Harbour" in answer.content
    assert answer.content.endswith(b"It opened.\n")


def test_the_pages_ask_few_questions(desk, changed, django_assert_max_num_queries):
    client = desk()
    for _number in range(12):
        changed.keep_revision("edit")
    with django_assert_max_num_queries(9):
        client.get(place(changed, "versions"))
    kept = Revision.objects.first()
    with django_assert_max_num_queries(11):
        client.get(place(changed, "compare") + f"?old={kept.pk}&new=now")
