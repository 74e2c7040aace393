"""Messages of webhooks, against a real server on this machine that behaves well and badly."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from articles.lib.webhook_signatures import signed_headers
from articles.models import AuditEntry, Notice, Webhook
from articles.models.queued_task import QueuedTask
from articles.models.webhook import LEAST_FAILURES, REST
from articles.notices import webhooks
from articles.notices.exceptions import WebhookFailed, WebhookGone
from articles.notices.messages import message_to_try
from articles.notices.outbox import are_unsent, delete_old_notices, send_notices
from articles.notices.webhooks import deliver, deliver_test
from articles.operations.tasks import queue
from tests.servers import PATIENCE, Handler, running

pytestmark = pytest.mark.django_db

Event = Notice.Event


class HookHandler(Handler):
    """What it does is the path; it keeps what it was sent as it came."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.put((self.path, self.headers, body))
        getattr(self, self.path.strip("/").partition("?")[0])()

    def gone(self):
        self.answer(410, b"")

    def broken(self):
        self.answer(500, b"")

    def refuses(self):
        self.answer(400, b"")


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(webhooks, "TIMEOUT", PATIENCE)
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with running(handler=HookHandler) as server:
        yield server


@pytest.fixture
def at(server, hook):
    """`at("hub")` is a webhook whose address behaves so."""
    return lambda path, **columns: hook(f"http://127.0.0.1:{server.port}/{path}", **columns)


@pytest.fixture
def message():
    return message_to_try()


def sent(server) -> list[tuple]:
    """What the server was sent: path, headers, body."""
    return [server.told.get_nowait() for _each in range(server.told.qsize())]


class TestMessages:
    def test_one_is_signed_json_about_what_happened(self, server, at, make_article, hand_out):
        hook, article = at("hub?token=1"), make_article(status="draft")
        article.submit(None)
        assert hand_out() == 1
        ((path, headers, body),) = sent(server)
        assert path == "/hub?token=1"
        assert headers["Content-Type"] == "application/json"
        notice = Notice.objects.get()
        assert headers["webhook-id"] == f"msg_{notice.uid.hex}"
        stamp = int(headers["webhook-timestamp"])
        assert abs(stamp - timezone.now().timestamp()) < PATIENCE
        expected = signed_headers(hook.secret, headers["webhook-id"], stamp, body)
        assert headers["webhook-signature"] == expected["webhook-signature"]
        assert json.loads(body) == {
            "type": "review.waiting",
            "timestamp": notice.created_at.isoformat(),
            "data": {
                "count": 1,
                "url": f"http://testserver/admin/articles/article/{article.pk}/change/",
                "article": {
                    "id": article.pk,
                    "title": "Harbour opens",
                    "lang": "en",
                    "url": "http://testserver/en/articles/harbour-opens/",
                },
                "by": None,
            },
        }

    def test_each_goes_to_the_webhooks_of_its_event(self, server, at, hand_out):
        at("hub", name="All")
        at("hub?2", name="Tasks", events=[Event.TASK_FAILED])
        at("hub?3", name="Off", is_on=False)
        Webhook.objects.filter(pk=at("hub?4", name="No secret").pk).update(secret="")
        Notice.tell(Event.TASK_FAILED, title="a.b")
        Notice.tell(Event.IMPORT_FAILED, title="nightly")
        assert hand_out() == 3
        assert sorted(path for path, _headers, _body in sent(server)) == ["/hub", "/hub", "/hub?2"]

    def test_a_notice_is_handed_out_once(self, server, at, hand_out):
        at("hub")
        Notice.tell(Event.IMPORT_FAILED, title="nightly")
        assert are_unsent(timezone.now())
        assert [hand_out(), hand_out()] == [1, 0]
        assert not are_unsent(timezone.now())

    def test_what_is_rolled_back_with_its_claim_is_handed_out_later(self, server, at, hand_out):
        at("hub")
        Notice.tell(Event.IMPORT_FAILED, title="nightly")
        with transaction.atomic():
            send_notices.call()
            transaction.set_rollback(True)
        assert hand_out() == 1

    def test_what_is_settled_by_now_is_not_sent(self, server, at, make_article, hand_out):
        at("hub")
        article = make_article(status="draft")
        article.submit(None)
        article.publish(None)
        assert hand_out() == 0

    def test_without_webhooks_nothing_is_enqueued(self, db, hand_out):
        Notice.tell(Event.IMPORT_FAILED, title="nightly")
        assert hand_out() == 0
        assert not QueuedTask.objects.exists()

    def test_a_repeated_one_has_the_same_id(self, server, at, message):
        hook = at("hub")
        for _each in range(2):
            deliver.call(hook.pk, message)
        (_, first, body), (_, second, again) = sent(server)
        assert first["webhook-id"] == second["webhook-id"]
        assert body == again


class TestFailures:
    def test_it_is_tried_for_about_twelve_hours(self):
        delays = range(deliver.tries - 1)
        most = sum(min(queue.FIRST_DELAY * 2**number, queue.LONGEST_DELAY) for number in delays)
        assert 11.5 < 0.75 * most / 3600 < 12.5

    @pytest.mark.parametrize(
        ("path", "status"),
        [("broken", 500), ("refuses", 400), ("elsewhere", 302), ("nothing", None)],
    )
    def test_what_is_not_taken_is_sent_again(self, server, at, message, run_tasks, path, status):
        hook = at(path)
        deliver.enqueue(hook.pk, message)
        run_tasks()
        row = QueuedTask.objects.get()
        assert (row.status, row.attempts) == ("READY", 1)
        assert row.run_after > timezone.now()
        hook.refresh_from_db()
        assert (hook.last_status, hook.failures) == (status, 1)
        assert len(sent(server)) == 1, "a redirect is not followed"

    def test_a_server_that_never_answers_is_given_up_in_time(
        self, server, at, message, monkeypatch
    ):
        monkeypatch.setattr(webhooks, "TIMEOUT", 0.3)
        with pytest.raises(WebhookFailed):
            deliver.call(at("slow").pk, message)

    def test_an_address_that_just_failed_is_left_alone(self, server, at, message):
        hook = at("broken")
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for _each in range(3):
                with pytest.raises(WebhookFailed):
                    deliver.call(hook.pk, message)
            assert len(sent(server)) == 1
            clock.shift(REST + dt.timedelta(seconds=1))
            with pytest.raises(WebhookFailed):
                deliver.call(hook.pk, message)
            assert len(sent(server)) == 1

    def test_a_success_forgets_the_failures(self, server, at, message):
        hook = at("broken")
        with pytest.raises(WebhookFailed):
            deliver.call(hook.pk, message)
        ago = timezone.now() - REST
        address = hook.url.replace("broken", "hub")
        Webhook.objects.filter(pk=hook.pk).update(last_at=ago, url=address)
        deliver.call(hook.pk, message)
        hook.refresh_from_db()
        assert (hook.failures, hook.failing_since, hook.last_status) == (0, None, 202)

    def test_an_address_that_is_gone_gets_no_more(self, server, at, message, run_tasks):
        hook = at("gone")
        with pytest.raises(WebhookGone):
            deliver.call(hook.pk, message)
        hook.refresh_from_db()
        assert not hook.is_on
        assert hook.given_up_at
        assert AuditEntry.objects.get().action == "give_up_webhook"
        deliver.call(hook.pk, message)
        assert len(sent(server)) == 1

    def test_one_that_failed_for_days_is_switched_off(self, server, at, message, settings):
        settings.WEBHOOK_DAYS = 5
        hook = at("broken")

        def fail_since(days: float, failures: int) -> bool:
            since = timezone.now() - dt.timedelta(days=days)
            rows = Webhook.objects.filter(pk=hook.pk)
            rows.update(failing_since=since, failures=failures, last_at=since)
            with pytest.raises(WebhookFailed):
                deliver.call(hook.pk, message)
            return rows.get().is_on

        assert fail_since(4.9, 200), "not yet"
        assert fail_since(6, LEAST_FAILURES - 2), "two messages in a week prove nothing"
        assert not fail_since(5.1, LEAST_FAILURES)

    def test_private_addresses_are_not_called(self, at, message, settings):
        hook = at("hub")
        settings.OUTBOUND_PRIVATE_HOSTS = []
        with pytest.raises(WebhookFailed):
            deliver.call(hook.pk, message)

    def test_a_webhook_that_is_deleted_gets_nothing(self, server, at, message):
        hook = at("hub")
        Webhook.objects.all().delete()
        deliver.call(hook.pk, message)
        assert sent(server) == []


class TestTests:
    def test_one_is_sent_also_where_it_is_off(self, server, at, message):
        hook = at("hub", is_on=False)
        deliver_test.call(hook.pk, message)
        ((_path, _headers, body),) = sent(server)
        assert json.loads(body)["type"] == "test"
        hook.refresh_from_db()
        assert hook.last_status == 202

    @pytest.mark.parametrize(
        ("path", "status"), [("broken", 500), ("gone", 410), ("nothing", None)]
    )
    def test_a_failure_is_told_and_changes_nothing_else(self, server, at, message, path, status):
        hook = at(path)
        deliver_test.call(hook.pk, message)
        hook.refresh_from_db()
        assert (hook.last_status, hook.failures, hook.is_on) == (status, 0, True)
        assert hook.last_error


def test_old_notices_are_deleted(db, settings):
    settings.TASKS_DAYS = 14
    old = Notice.tell(Event.IMPORT_FAILED, title="old")
    new = Notice.tell(Event.IMPORT_FAILED, title="new")
    ago = timezone.now() - dt.timedelta(days=15)
    Notice.objects.filter(pk=old.pk).update(created_at=ago)
    assert delete_old_notices.call() == 1
    assert list(Notice.objects.all()) == [new]
