"""The screen of webhooks: who may, the secret that is shown once, a test, and how it goes."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.admin.notices.webhook_admin import answer_in_words, state_of
from articles.models import AuditEntry, Notice, Webhook
from articles.models.queued_task import QueuedTask
from articles.models.webhook import LEAST_FAILURES
from articles.operations.health.checks import check_webhooks

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/webhook/"
FORM = {"name": "Chat", "url": "https://hooks.example.org/in?token=a", "is_on": "on",
        "events": [Notice.Event.TASK_FAILED]}  # fmt: skip


@pytest.fixture
def boss(make_user, client):
    user = make_user("Administrators", "boss")
    client.force_login(user)
    return user


@pytest.fixture
def hook(db):
    return Webhook.objects.create(
        name="Chat", url="https://hooks.example.org/in?token=a", events=[Notice.Event.TASK_FAILED]
    )


def address(hook: Webhook, act: str) -> str:
    return f"{LIST}{hook.pk}/{act}/"


def test_a_new_one_leads_to_its_secret(boss, client):
    response = client.post(f"{LIST}add/", FORM)
    hook = Webhook.objects.get()
    assert response.url == address(hook, "secret")
    assert hook.events == [Notice.Event.TASK_FAILED]
    assert not hook.is_ready
    entry = AuditEntry.objects.get(action="add_webhook")
    assert "token" not in str(entry.detail), "tokens of addresses are not for the audit log"


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example.org/", "https://127.0.0.1/", "https://db.internal/", "ftp://a.example/",
     "https://a:b@hooks.example.org/", "nonsense", "https://[::1/"],
)  # fmt: skip
def test_an_address_that_would_not_be_called_is_refused(boss, client, url):
    page = client.post(f"{LIST}add/", FORM | {"url": url})
    assert page.status_code == 200
    assert "url" in page.context["adminform"].form.errors
    assert not Webhook.objects.exists()


def test_a_host_that_the_settings_name_is_taken(boss, client, settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["chat.internal"]
    client.post(f"{LIST}add/", FORM | {"url": "http://chat.internal/hook"})
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize("events", [[], ["else"]])
def test_it_is_told_of_known_events(boss, client, events):
    client.post(f"{LIST}add/", FORM | {"events": events})
    assert not Webhook.objects.exists()


def test_the_list_tells_where_messages_go_without_the_token(boss, client, hook):
    page = client.get(LIST).content.decode()
    assert "https://hooks.example.org/in<" in page
    assert "A task failed" in page
    assert "token" not in page.partition('id="result_list"')[2]


class TestSecret:
    def test_it_is_shown_by_the_answer_that_makes_it_and_by_nothing_else(self, boss, client, hook):
        assert "whsec_" not in client.get(address(hook, "secret")).content.decode()
        hook.refresh_from_db()
        assert hook.secret == "", "reading makes none"
        made = client.post(address(hook, "secret"))
        hook.refresh_from_db()
        assert hook.secret.startswith("whsec_")
        assert hook.secret in made.content.decode()
        assert "no-store" in made.headers["Cache-Control"]
        for act in ("secret", "change", "history"):
            assert hook.secret not in client.get(address(hook, act)).content.decode()
        assert hook.secret not in str(list(AuditEntry.objects.values_list("detail", flat=True)))

    def test_a_new_one_takes_the_place_of_the_old(self, boss, client, hook):
        before = hook.new_secret()
        client.post(address(hook, "secret"))
        hook.refresh_from_db()
        assert hook.secret not in ("", before)

    def test_of_a_webhook_that_is_gone_there_is_none(self, boss, client):
        assert client.post(f"{LIST}12345/secret/").status_code == 302


class TestTest:
    def test_it_is_left_to_the_worker(self, boss, client, hook):
        hook.new_secret()
        page = client.post(address(hook, "test"), follow=True)
        assert "A test is on its way" in page.content.decode()
        assert QueuedTask.objects.get().label == "Send a test to a webhook"

    def test_without_a_secret_there_is_none(self, boss, client, hook):
        client.post(address(hook, "test"))
        assert not QueuedTask.objects.exists()

    def test_asking_sends_nothing(self, boss, client, hook):
        hook.new_secret()
        assert client.get(address(hook, "test")).status_code == 405


def test_editors_have_no_way_to_it(make_user, client, hook):
    client.force_login(make_user("Editors"))
    assert client.get(LIST).status_code == 403
    for act in ("secret", "test", "change", "delete"):
        assert client.post(address(hook, act)).status_code == 403
    hook.refresh_from_db()
    assert hook.secret == ""


@pytest.mark.parametrize(
    ("status", "words"), [(410, "wants no messages any more"), (500, "failed for too long")]
)
def test_the_form_says_why_it_was_switched_off(boss, client, hook, status, words):
    Webhook.objects.update(is_on=False, given_up_at=timezone.now(), last_status=status)
    page = client.get(address(hook, "change")).content.decode()
    notice = page.partition("notice-bad")[2].partition("</p>")[0]
    assert words in notice


def test_switching_it_on_again_forgets_the_failures(boss, client, hook):
    Webhook.objects.update(is_on=False, given_up_at=timezone.now(), failures=99)
    client.post(address(hook, "change"), FORM)
    hook.refresh_from_db()
    assert (hook.is_on, hook.given_up_at, hook.failures) == (True, None, 0)


def test_another_address_begins_without_the_failures_of_the_one_before(boss, client, hook):
    Webhook.objects.update(failures=99, failing_since=timezone.now() - dt.timedelta(days=4))
    client.post(address(hook, "change"), FORM | {"name": "Talk"})
    hook.refresh_from_db()
    assert hook.failures == 99
    client.post(address(hook, "change"), FORM | {"url": "https://other.example.org/in"})
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since) == (0, None)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"last_status": 204}, "Taken (204)."),
        ({"last_status": 500, "last_error": "x"}, "Not taken: the answer was 500."),
        ({"last_status": 410, "last_error": "x"}, "The address wants no messages any more (410)."),
        ({"last_error": "timed out"}, "There was no answer (timed out)."),
    ],
)
def test_the_last_answer_is_told_in_words(columns, words):
    assert answer_in_words(Webhook(**columns)) == words


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"secret": "s"}, "On"),
        ({}, "No secret"),
        ({"secret": "s", "failures": 1}, "Failing"),
        ({"secret": "s", "is_on": False}, "Off"),
        ({"secret": "s", "is_on": False, "given_up_at": dt.datetime.now(dt.UTC)}, "Given up"),
    ],
)
def test_the_state_is_told_in_a_word(columns, word):
    assert state_of(Webhook(**columns))[1] == word


class TestTrouble:
    WORDS = "webhook does not take its messages"

    def test_what_fails_or_was_given_up_is_told_on_the_desk_and_by_site_health(
        self, boss, client, hook
    ):
        for columns in (
            {"failures": LEAST_FAILURES},
            {"failures": 0, "is_on": False, "given_up_at": timezone.now()},
        ):
            Webhook.objects.update(**columns)
            assert self.WORDS in client.get("/admin/").content.decode()
            (problem,) = check_webhooks(databases=["default"])
            assert "Chat" in problem.msg
            assert "Chat" in client.get("/admin/health/").content.decode()

    def test_what_works_or_was_switched_off_by_hand_is_not(self, boss, client, hook):
        for columns in ({"failures": 1}, {"failures": 0, "is_on": False}):
            Webhook.objects.update(**columns)
            assert self.WORDS not in client.get("/admin/").content.decode()
            assert check_webhooks(databases=["default"]) == []

    def test_who_cannot_mend_it_is_not_told(self, make_user, client, hook):
        Webhook.objects.update(failures=LEAST_FAILURES)
        client.force_login(make_user("Editors"))
        assert self.WORDS not in client.get("/admin/").content.decode()
