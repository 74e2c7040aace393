"""The mail of notices: to whom, when, in which language, and what stands in it."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import ngettext, override

from articles.models import Article, ImportRun, Notice, NoticeChoice, SignedInSession
from articles.models.queued_task import QueuedTask
from articles.notices.mails import MOST, mail_notices
from articles.notices.outbox import are_unmailed, mail_new_notices, send_notices
from articles.notices.recipients import language_of
from articles.operations.tasks import queue

pytestmark = pytest.mark.django_db

Event = Notice.Event


@pytest.fixture
def editor(person) -> User:
    return person("Editors", "ada")


@pytest.fixture
def submit(make_article, make_user):
    """`submit(title)` is a story that a writer submitted."""
    writer = make_user("Writers", "will")

    def go(title: str = "Harbour opens") -> Article:
        article = make_article(title, status="draft")
        article.submit(writer)
        return article

    return go


def test_a_story_that_waits_is_mailed_with_a_link(editor, submit, mails):
    article = submit()
    (mail,) = mails()
    assert mail.to == ["ada@news.example"]
    assert mail.subject == f"[{settings.SITE_NAME}] 1 story waits for review: Harbour opens"
    assert f"http://testserver/admin/articles/article/{article.pk}/change/" in mail.body
    assert "- Harbour opens: will\n" in mail.body
    assert "http://testserver/admin/account/#notices" in mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_what_comes_together_is_one_mail_of_a_bounded_length(editor, submit, mails):
    for number in range(MOST + 5):
        submit(f"Story {number}")
    (mail,) = mails()
    assert mail.subject == f"[{settings.SITE_NAME}] {MOST + 5} stories wait for review"
    assert mail.body.count("/change/") == MOST
    assert "… and 5 more." in mail.body


def test_many_stories_of_no_import_are_told(editor, mails):
    """Drafts of originals, which have no run."""
    Notice.tell(Event.REVIEW_WAITING, title="Drafts from originals", count=3)
    (mail,) = mails()
    assert "3 stories wait for review" in mail.subject


def test_the_texts_of_stories_stay_where_they_are(editor, submit, mails):
    submit()
    with CaptureQueriesContext(connection) as queries:
        assert len(mails()) == 1
        send_notices.call()
    read = [query["sql"] for query in queries if 'FROM "articles_article"' in query["sql"]]
    assert len(read) == 2
    assert not any('"body"' in sql or '"body_html"' in sql for sql in read)


def test_the_stories_of_an_import_are_one_line(editor, mails):
    run = ImportRun.objects.create(origin="nightly", state="finished")
    Notice.tell(Event.REVIEW_WAITING, run=run, title="nightly", count=500)
    (mail,) = mails()
    assert mail.subject == f"[{settings.SITE_NAME}] 500 stories wait for review: nightly"
    assert "http://testserver/admin/articles/article/?state=in_review" in mail.body


def test_a_notice_is_mailed_once(editor, submit, mails):
    submit()
    assert are_unmailed(timezone.now())
    assert len(mails()) == 1
    assert mails() == []
    assert not are_unmailed(timezone.now())


def test_what_is_settled_by_now_is_not_mailed(editor, submit, mails):
    submit().publish(None)
    submit("Other").delete()
    assert mails() == []


def test_nobody_is_told_of_what_one_did_oneself(editor, make_article, mails):
    make_article(status="draft").submit(editor)
    assert mails() == []


def test_each_person_is_told_what_is_for_them(person, submit, mails, make_article):
    ada, boss = person("Editors", "ada"), person("Administrators", "boss")
    person("Writers", "wanda")
    submit()
    Notice.tell(Event.TASK_FAILED, title="articles.notices.mails.mail_notices", reason="No server")
    Notice.tell(Event.UPDATE_PUBLISHED, article=make_article("Other"), person=ada)
    Notice.tell(Event.IMPORT_FAILED, title="nightly", count=2)
    told = {mail.to[0]: mail.body for mail in mails()}
    assert set(told) == {ada.email, boss.email}
    assert "story waits for review" in told[ada.email]
    assert "1 of your updates was published" in told[ada.email]
    assert "task failed" not in told[ada.email]
    assert "waits for review" not in told[boss.email]
    assert "of your updates" not in told[boss.email]
    assert "Send notices by e-mail: No server" in told[boss.email]
    for body in told.values():
        assert "nightly: 2 files were refused" in body


def test_what_failed_for_the_same_reason_is_one_line(person, mails):
    person("Administrators", "boss")
    for _each in range(3):
        Notice.tell(Event.TASK_FAILED, title="gone.task", reason="No server")
    (mail,) = mails()
    assert "gone.task: No server (× 3)" in mail.body


def test_stories_with_the_same_title_have_a_line_each(editor, submit, mails):
    stories = [submit("Weather"), submit("Weather again")]
    Notice.objects.update(title="Weather")
    (mail,) = mails()
    for story in stories:
        assert f"/admin/articles/article/{story.pk}/change/" in mail.body


def test_a_story_that_was_submitted_twice_is_one(editor, submit, mails, make_user):
    article = submit()
    article.send_back(make_user("Editors", "eve"), "Too long.")
    article.submit(User.objects.get(username="will"))
    (mail,) = mails()
    assert mail.subject.endswith("] 1 story waits for review: Harbour opens")
    assert mail.body.count("/change/") == 1


@pytest.mark.parametrize("columns", [{"email": ""}, {"is_active": False}, {"is_staff": False}])
def test_who_left_or_has_no_address_gets_none(editor, submit, mails, columns):
    User.objects.filter(pk=editor.pk).update(**columns)
    submit()
    assert mails() == []


def test_who_left_meanwhile_gets_none(editor, submit, run_tasks, mailoutbox):
    submit()
    mail_new_notices.call()
    User.objects.filter(pk=editor.pk).update(is_active=False)
    run_tasks()
    assert mailoutbox == []


def test_a_choice_counts_instead_of_the_role(editor, submit, mails):
    NoticeChoice.objects.create(user=editor, events=[Event.IMPORT_FAILED], lang="en")
    submit()
    assert mails() == []


class TestLanguage:
    def test_it_is_the_chosen_one(self, person, mails):
        boss = person("Administrators", "boss")
        NoticeChoice.objects.create(user=boss, events=[Event.TASK_FAILED], lang="uk")
        Notice.tell(Event.TASK_FAILED, title="gone.task")
        (mail,) = mails()
        with override("uk"):
            words = ngettext("%(count)d task failed", "%(count)d tasks failed", 1) % {"count": 1}
        assert words in mail.body
        assert words != "1 task failed"

    def test_without_a_choice_it_is_that_of_the_last_visit(self, editor):
        for lang, days in (("en", 2), ("uk", 1)):
            at = timezone.now() - dt.timedelta(days=days)
            session = Session.objects.create(session_key=lang, expire_date=timezone.now())
            SignedInSession.objects.create(session=session, user=editor, seen_at=at, lang=lang)
        assert language_of(editor) == "uk"

    def test_a_visit_writes_down_its_language(self, editor, client):
        client.post("/admin/login/", {"username": "ada", "password": "pw"})
        client.get("/admin/account/", headers={"accept-language": "ar"})
        assert language_of(editor) == "ar"

    def test_otherwise_it_is_that_of_the_site(self, editor, settings):
        assert language_of(editor) == settings.LANGUAGE_CODE

    def test_one_that_the_site_has_no_more_is_not_used(self, editor, settings):
        NoticeChoice.objects.create(user=editor, lang="de")
        assert language_of(editor) == settings.LANGUAGE_CODE


def test_a_title_cannot_write_another_header(editor, submit, mails):
    Article.objects.filter(pk=submit().pk).update(title="A\r\nBcc: all@news.example")
    Notice.objects.update(title="A\r\nBcc: all@news.example")
    (mail,) = mails()
    assert "\n" not in mail.subject
    assert mail.message()["Bcc"] is None


def test_a_mail_server_that_is_away_is_tried_again(editor, submit, run_tasks, settings):
    settings.EMAIL_BACKEND = "tests.notices.test_mails.NoMail"
    submit()
    mail_new_notices.call()
    run_tasks()
    row = QueuedTask.objects.get(task_path=mail_notices.module_path)
    assert (row.status, row.reason) == ("READY", "the server is away")
    assert queue.delay(row.attempts)


def test_nothing_is_mailed_of_notices_that_are_gone(editor, mailoutbox):
    mail_notices.call(editor.pk, [12345])
    assert mailoutbox == []


class NoMail:
    """A backend whose server is away."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("the server is away")
