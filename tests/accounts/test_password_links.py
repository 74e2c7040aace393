"""A forgotten password: the same answer for everybody, and a link for those who have an account."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import translation

pytestmark = pytest.mark.django_db
ASK = "/admin/password_reset/"


@pytest.fixture
def ada(make_user):
    user = make_user("Editors", "ada")
    user.email = "ada@example.org"
    user.save()
    return user


def test_the_answer_tells_nobody_which_accounts_exist(client, ada, run_tasks):
    answers = {
        (answer.status_code, answer.headers["Location"])
        for address in ("ada@example.org", "nobody@example.org")
        for answer in [client.post(ASK, {"email": address})]
    }
    assert answers == {(302, "/admin/password_reset/done/")}
    assert not mail.outbox
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "http://testserver/admin/reset/" in letter.body


def test_the_mail_goes_to_the_stored_address_by_the_address_of_the_site(
    client, ada, run_tasks, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://news.example.org"
    client.post(ASK, {"email": "ADA@EXAMPLE.ORG"}, headers={"host": "evil.example.com"})
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "https://news.example.org/admin/reset/" in letter.body
    assert "evil" not in letter.body


@pytest.mark.parametrize("why", ["inactive", "not of the newsroom", "no password"])
def test_no_link_for_whom_it_would_not_let_in(client, ada, run_tasks, why):
    if why == "no password":
        ada.set_unusable_password()
    ada.is_active, ada.is_staff = why != "inactive", why != "not of the newsroom"
    ada.save()
    client.post(ASK, {"email": ada.email})
    run_tasks()
    assert not mail.outbox


def test_mails_to_an_address_and_requests_of_a_network_are_limited(client, ada, run_tasks):
    statuses = []
    for number in range(21):
        address = "ada@example.org" if number < 5 else f"n{number}@example.org"
        statuses.append(client.post(ASK, {"email": address}).status_code)
        run_tasks()
    assert statuses == [302] * 20 + [429]
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("lang", ["en", "uk", "ar"])
def test_the_mail_is_in_the_language_of_who_asked(client, ada, run_tasks, lang):
    client.post(ASK, {"email": ada.email}, headers={"accept-language": lang})
    run_tasks()
    (letter,) = mail.outbox
    with translation.override(lang):
        assert letter.subject == translation.gettext("A new password at %(site)s") % {
            "site": "The Test Courier"
        }


def test_the_login_page_leads_there(client):
    assert ASK in client.get("/admin/login/").content.decode()


def test_the_queue_holds_no_link(client, ada):
    from articles.models.queued_task import QueuedTask

    client.post(ASK, {"email": ada.email})
    (row,) = QueuedTask.objects.all()
    assert "reset" not in str(row.args_kwargs)
    assert User.objects.get(pk=ada.pk).has_usable_password()
