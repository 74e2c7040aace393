"""Who is told of what without a choice, and what a choice can reach."""

import pytest

from articles.models import Notice, NoticeChoice
from articles.notices.events import RULES, allowed_events, chosen_events

pytestmark = pytest.mark.django_db

Event = Notice.Event
OF_EDITORS = {
    Event.REVIEW_WAITING, Event.IMPORT_FAILED, Event.UPDATE_PUBLISHED, Event.UPDATE_STOPPED,
}  # fmt: skip


def test_every_event_has_a_rule():
    assert set(RULES) == set(Event)


@pytest.mark.parametrize(
    ("role", "events"),
    [
        ("Writers", set()),
        ("Editors", OF_EDITORS),
        (
            "Administrators",
            {*OF_EDITORS, Event.TASK_FAILED, Event.FEED_FAILING, Event.FEED_SILENT}
            - {Event.REVIEW_WAITING},
        ),
    ],
)
def test_a_role_suggests_what_its_people_work_on(make_user, role, events):
    assert chosen_events(make_user(role), None) == events


def test_administrators_may_choose_the_work_of_editors(make_user):
    assert set(allowed_events(make_user("Administrators"))) == set(Event)


def test_a_choice_ends_with_the_right_to_be_told(make_user):
    writer = make_user("Writers")
    choice = NoticeChoice(user=writer, events=[Event.TASK_FAILED], lang="en")
    assert chosen_events(writer, choice) == set()
