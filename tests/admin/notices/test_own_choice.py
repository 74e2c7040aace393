"""What is mailed to one is one's own choice, on the page of one's account."""

import pytest

from articles.models import Notice, NoticeChoice

pytestmark = pytest.mark.django_db

Event = Notice.Event
URL = "/admin/account/"


@pytest.fixture
def editor(make_user, client):
    user = make_user("Editors", "ada")
    client.force_login(user)
    return user


def boxes(client) -> dict[str, bool]:
    """The checkboxes of the page, and whether each is ticked."""
    form = client.get(URL).context["notice_form"]
    ticked = form["events"].value()
    return {event: event in ticked for event, _label in form.fields["events"].choices}


def test_the_page_shows_what_the_role_suggests(editor, client):
    assert boxes(client) == {
        Event.REVIEW_WAITING: True,
        Event.IMPORT_FAILED: True,
        Event.UPDATE_PUBLISHED: True,
        Event.UPDATE_STOPPED: True,
    }


def test_a_choice_is_kept_and_ends_no_session(editor, client):
    data = {"act": "notices", "events": [Event.IMPORT_FAILED], "lang": "uk"}
    page = client.post(URL, data, follow=True)
    assert "Saved" in page.content.decode()
    choice = NoticeChoice.objects.get(user=editor)
    assert (choice.events, choice.lang) == ([Event.IMPORT_FAILED], "uk")
    assert [event for event, ticked in boxes(client).items() if ticked] == [Event.IMPORT_FAILED]


def test_no_mail_at_all_is_a_choice_too(editor, client):
    client.post(URL, {"act": "notices", "lang": "en"})
    assert not any(boxes(client).values())


@pytest.mark.parametrize("data", [{"events": [Event.TASK_FAILED]}, {"lang": "tlh"}])
def test_nothing_else_can_be_chosen(editor, client, data):
    page = client.post(URL, {"act": "notices", "lang": "en", **data})
    assert page.status_code == 200
    assert page.context["notice_form"].errors
    assert not NoticeChoice.objects.exists()


def test_a_person_without_an_address_is_told_so(editor, client):
    words = "Your account has no e-mail address"
    assert words in client.get(URL).content.decode()
    editor.email = "ada@news.example"
    editor.save()
    assert words not in client.get(URL).content.decode()


def test_who_may_be_told_of_nothing_is_asked_nothing(make_user, client):
    client.force_login(make_user("Writers"))
    assert "Mails to you" not in client.get(URL).content.decode()


def test_the_language_of_the_visit_is_offered_first(editor, client):
    form = client.get(URL, headers={"accept-language": "uk"}).context["notice_form"]
    assert form["lang"].value() == "uk"
