"""The history of an article: listed in prose, compared, downloaded, restored."""

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


def test_each_change_says_who_what_and_why(sign_in, changed):
    text = sign_in().get(place(changed, "versions")).content.decode()
    for word in ("Edited", "wanda", "Wrong day", "Written"):
        assert word in text


def test_a_story_nobody_changed_says_so(sign_in, make_article):
    assert "Nobody has changed" in sign_in().get(place(make_article(), "versions")).content.decode()


def test_two_versions_side_by_side_whichever_way_round(sign_in, changed):
    kept = Revision.objects.get()
    later = changed.keep_revision("edit")
    client = sign_in()
    for query in (f"?old={kept.pk}&new=now", f"?old={later.pk}&new={kept.pk}"):
        text = client.get(place(changed, "compare") + query).content.decode()
        assert "<del>opened</del><ins>closed</ins>" in text


def test_a_version_that_is_gone_is_said_kindly(sign_in, changed):
    answer = sign_in().get(place(changed, "compare") + "?old=999&new=now", follow=True)
    assert "not kept any more" in answer.content.decode()


def test_a_story_of_our_own_has_no_origin(sign_in, changed):
    assert "written at this desk" in sign_in().get(place(changed, "origin")).content.decode()


def test_origin_shows_upstream_model_and_desk(sign_in, import_document, example):
    article = import_document(example).article
    article.title = "Our title"
    article.save()
    text = sign_in().get(place(article, "origin")).content.decode()
    assert "What the model wrote" in text
    assert "<ins>Our</ins>" in text or "<ins>Our " in text


def test_a_version_is_put_back_and_the_other_is_kept(sign_in, changed):
    kept = Revision.objects.get()
    sent = {"revision": kept.pk, "version": changed.version, "reason": "It did open"}
    answer = sign_in().post(place(changed, "put-back"), sent, follow=True)
    assert "Put back" in answer.content.decode()
    assert Article.objects.get(pk=changed.pk).body == "It opened."
    assert Revision.objects.filter(action="revert", body="It closed.").exists()


def test_a_stale_page_puts_nothing_back(sign_in, changed):
    kept = Revision.objects.get()
    sent = {"revision": kept.pk, "version": changed.version - 1}
    answer = sign_in().post(place(changed, "put-back"), sent, follow=True)
    assert "somebody saved" in answer.content.decode()
    assert Article.objects.get(pk=changed.pk).body == "It closed."


def test_one_paragraph_is_put_back_alone(sign_in, make_article):
    article = make_article(body="One.\n\nTwo.\n\nThree.", status="draft")
    article.keep_revision("edit")
    article.body = "One.\n\nTHREE."
    article.save()
    kept, client = Revision.objects.get(), sign_in()
    compare = place(article, "compare") + f"?old={kept.pk}&new=now"
    page = client.get(compare)
    (only,) = page.context["passages"]
    assert (only.before, only.now) == ("Two.\n\nThree.", "THREE.")
    assert "Put this back" in page.content.decode()
    sent = {"revision": kept.pk, "version": article.version, "passage": only.number}
    answer = client.post(place(article, "put-back"), sent)
    assert answer["Location"] == compare
    assert Article.objects.get().body == "One.\n\nTwo.\n\nThree."
    # The same page again is of a text that is not there any more.
    client.post(place(article, "put-back"), sent)
    assert Article.objects.get().body == "One.\n\nTwo.\n\nThree."
    assert sign_in("Writers").post(place(article, "put-back"), sent).status_code == 403


def test_writers_put_nothing_back(sign_in, changed):
    kept = Revision.objects.get()
    sent = {"revision": kept.pk, "version": changed.version}
    assert sign_in("Writers").post(place(changed, "put-back"), sent).status_code == 403
    assert Article.objects.get(pk=changed.pk).body == "It closed."


def test_the_document_downloads_as_a_file(sign_in, changed):
    kept = Revision.objects.get()
    answer = sign_in().get(f"/admin/articles/revision/{kept.pk}/markdown/")
    assert answer["Content-Type"].startswith("text/markdown")
    assert b"title: Harbour" in answer.content
    assert answer.content.endswith(b"It opened.\n")


def test_the_pages_ask_few_questions(sign_in, changed, django_assert_max_num_queries):
    client = sign_in()
    for _number in range(12):
        changed.keep_revision("edit")
    with django_assert_max_num_queries(9):
        versions = client.get(place(changed, "versions"))
    assert versions.content.decode().count("<time") >= 12
    kept = Revision.objects.first()
    with django_assert_max_num_queries(11):
        compared = client.get(place(changed, "compare") + f"?old={kept.pk}&new=now")
    assert compared.status_code == 200
