"""People with addresses, and what was told."""

import pytest

from articles.models import Notice, Webhook
from articles.notices.outbox import mail_new_notices, send_notices


@pytest.fixture
def person(make_user):
    """`person("Editors", "ada")` is a person with an e-mail address."""

    def make(group: str, name: str):
        user = make_user(group, name)
        user.email = f"{name}@news.example"
        user.save()
        return user

    return make


@pytest.fixture
def mails(run_tasks, mailoutbox):
    """`mails()` hands out what is new, and gives the mails that came of it."""

    def go() -> list:
        mailoutbox.clear()
        mail_new_notices.call()
        run_tasks()
        return list(mailoutbox)

    return go


@pytest.fixture
def hook(db):
    """`hook(url, …)` is a webhook for all events, ready to be called."""

    def make(url: str = "https://hooks.example.org/in", **columns) -> Webhook:
        columns.setdefault("events", Notice.Event.values)
        hook = Webhook.objects.create(name=columns.pop("name", "Chat"), url=url, **columns)
        hook.new_secret()
        return hook

    return make


@pytest.fixture
def hand_out(run_tasks):
    """`hand_out()` enqueues the messages of what is new, and runs them; how many there were."""

    def go() -> int:
        count = send_notices.call()
        run_tasks()
        return count

    return go
