"""Editions of the front page: drafts, launches, schedules, and what each says at which moment."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from articles.editorial.taxonomy.merging import merge
from articles.models import AuditEntry, Category, FrontEdition, Image, PublicChange, Tag
from articles.models.exceptions import CannotLaunch, StaleEdition
from articles.models.front_edition import KEPT
from articles.models.front_plan import BriefingLine, FrontBlock, Pick, section_block
from articles.models.front_states import EditionState, state_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


def draft(**columns) -> FrontEdition:
    return FrontEdition(lang="en", **columns).copy(None)


def live() -> FrontEdition | None:
    return FrontEdition.objects.live("en", dt.datetime.now(dt.UTC))


def told(write) -> list[tuple[str, dt.datetime]]:
    head = PublicChange.objects.head()
    write()
    return [(row.key, row.moment) for row in PublicChange.objects.after(head)]


def test_a_draft_tells_readers_nothing_and_a_launch_tells_the_front_page_of_its_language(editor):
    assert told(lambda: draft().save_draft(editor)) == []
    edition = draft(note="For now")
    assert told(lambda: edition.launch(editor)) == [("front:en", NOW)]
    assert live() == edition
    assert AuditEntry.objects.get().action == "launch_frontedition"


def test_a_scheduled_edition_starts_by_the_clock_and_is_told_with_its_moment(editor, clock):
    first, second = draft(), draft()
    first.launch(editor)
    assert told(lambda: second.launch(editor, NOW + HOUR)) == [("front:en", NOW + HOUR)]
    assert live() == first
    assert state_of(second, first.pk, NOW) == EditionState.SCHEDULED
    clock.shift(HOUR)
    assert live() == second
    now = NOW + HOUR
    assert state_of(second, second.pk, now) == EditionState.LIVE
    assert state_of(first, second.pk, now) == EditionState.PAST


def test_one_of_two_editors_who_launch_or_save_the_same_draft_is_told(editor):
    edition = draft()
    other = FrontEdition.objects.get(pk=edition.pk)
    edition.save_draft(editor)
    with pytest.raises(StaleEdition):
        other.save_draft(editor)
    with pytest.raises(StaleEdition):
        other.launch(editor)
    assert live() is None
    other = FrontEdition.objects.get(pk=edition.pk)
    edition.launch(editor)
    for write in (other.launch, other.save_draft):
        with pytest.raises(StaleEdition):
            write(editor)
    assert FrontEdition.objects.count() == 1


def test_who_may_not_publish_launches_nothing(make_user, editor):
    writer = make_user("Writers")
    edition = draft()
    with pytest.raises(PermissionDenied):
        edition.launch(writer)
    with pytest.raises(PermissionDenied):
        edition.relaunch(writer)
    edition.launch(editor, NOW + HOUR)
    with pytest.raises(PermissionDenied):
        edition.call_back(writer)
    assert live() is None


def test_a_scheduled_edition_is_called_back_until_it_starts(editor, clock):
    edition = draft()
    edition.launch(editor, NOW + HOUR)
    again = FrontEdition.objects.get(pk=edition.pk)
    edition.call_back(editor)
    assert edition.is_draft
    with pytest.raises(StaleEdition):
        again.call_back(editor)
    edition.launch(editor, NOW + HOUR)
    clock.shift(HOUR)
    with pytest.raises(StaleEdition):
        edition.call_back(editor)
    assert live() == edition


def test_launching_a_former_edition_again_leaves_it_as_it_was(editor, clock):
    picture = Image.objects.create(alt="A crane")
    first = draft(picks=[Pick(FrontBlock.LEAD, 7, picture=picture.pk).as_json()])
    first.launch(editor)
    draft().launch(editor)
    clock.shift(HOUR)
    again = first.relaunch(editor)
    assert (live(), again.all_picks, again.pk > first.pk) == (again, first.all_picks, True)
    assert [*again.pictures.all()] == [picture]
    assert FrontEdition.objects.get(pk=first.pk).starts_at == NOW


def test_the_history_is_bounded_and_the_live_one_and_what_comes_stay(editor, clock):
    later = draft()
    later.launch(editor, NOW + 99 * HOUR)
    other = FrontEdition(lang="uk").copy(None)
    other.launch(editor)
    for _number in range(KEPT + 3):
        draft().launch(editor)
        clock.shift(1)
    kept = FrontEdition.objects.filter(lang="en", starts_at__lte=dt.datetime.now(dt.UTC))
    assert kept.count() == KEPT
    assert FrontEdition.objects.filter(pk__in=[later.pk, other.pk]).count() == 2


def test_what_breaks_needs_an_end_within_twelve_hours_of_the_start(editor):
    for columns, at, told in (
        ({"breaking_words": "Fire"}, NOW, "Say until when it is breaking."),
        (
            {"picks": [Pick(FrontBlock.BREAKING, 1).as_json()]},
            NOW,
            "Say until when it is breaking.",
        ),
        ({"breaking_words": "Fire", "breaking_until": NOW + 13 * HOUR}, NOW, "for 12 hours"),
        (
            {"breaking_words": "Fire", "breaking_until": NOW + HOUR},
            NOW + HOUR,
            "after what is breaking has ended",
        ),
        (
            {"focus_title": "Ports", "focus_until": NOW + HOUR},
            NOW + 2 * HOUR,
            "after what is in focus has ended",
        ),
        ({"focus_words": "Ports"}, NOW, "Say until when it is in focus."),
        ({"focus_until": NOW + HOUR}, NOW, "a tag or a title"),
        ({"briefing": [BriefingLine("One").as_json()]}, NOW, "three to five lines"),
    ):
        with pytest.raises(CannotLaunch, match=told):
            draft(**columns).launch(editor, at)
    edition = draft(breaking_words="Fire", breaking_until=NOW + 13 * HOUR)
    edition.launch(editor, NOW + HOUR)
    assert edition.plan(NOW + 12 * HOUR).breaking == "Fire"
    assert edition.plan(NOW + 13 * HOUR).breaking is None


def test_an_edition_of_which_something_has_ended_can_be_launched_again(editor, clock):
    edition = draft(breaking_words="Fire", breaking_until=NOW + HOUR)
    edition.launch(editor)
    clock.shift(2 * HOUR)
    again = edition.relaunch(editor)
    assert again.plan(NOW + 2 * HOUR).breaking is None


def test_the_briefing_goes_at_midnight_of_the_day_of_the_start(settings, editor):
    settings.TIME_ZONE = "Europe/Kyiv"
    edition = draft(briefing=[BriefingLine(f"Line {n}").as_json() for n in range(3)])
    edition.launch(editor)
    assert len(edition.plan(NOW + 9 * HOUR).briefing) == 3
    # Midnight in Kyiv is 22:00 in UTC.
    assert edition.plan(NOW + 10 * HOUR).briefing == ()


def test_a_merged_section_and_a_merged_tag_take_their_blocks_along(editor):
    old, new = Category.from_key("PORTS"), Category.from_key("HARBOURS")
    tag, keep = Tag.objects.create(name="Ports"), Tag.objects.create(name="Harbours")
    edition = draft(
        sections=[old.pk, new.pk], picks=[Pick(section_block(old.pk), 7).as_json()],
        focus_tag=tag, focus_until=NOW + HOUR,
    )  # fmt: skip
    edition.launch(editor)
    assert ("front:en", NOW) in told(lambda: merge(new, [old], editor))
    merge(keep, [tag], editor)
    edition.refresh_from_db()
    assert edition.sections == [new.pk]
    assert edition.all_picks == (Pick(section_block(new.pk), 7),)
    assert edition.focus_tag == keep


def test_a_picture_of_a_card_is_told_to_its_front_page(editor):
    picture = Image.objects.create(alt="A crane")
    edition = draft(picks=[Pick(FrontBlock.LEAD, 7, picture=picture.pk).as_json()])
    picture.alt = "Two cranes"
    assert told(picture.save) == []
    edition.launch(editor)
    picture.alt = "Three cranes"
    assert told(picture.save) == [("front:en", NOW)]
