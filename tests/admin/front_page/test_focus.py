"""What is in focus, at the desk: proposed, and told where it has too few stories to be shown."""

import pytest
from django.utils import timezone

from articles.models import FrontEdition, Tag
from tests.admin.front_page.test_editor import BASE, HOUR, begin, live, local, send

pytestmark = pytest.mark.django_db
MISSING = "it needs three stories, and 1 is missing"


@pytest.fixture
def editor(sign_in):
    return sign_in("Editors")


@pytest.fixture
def two_of_the_sea(make_article):
    """A page of nine stories, two of which may stand in focus."""
    for number in range(9):
        make_article(f"Story {number}", hours=-number - 1, tags=["Sea"] if number > 6 else [])
    return Tag.objects.get()


def in_focus(tag: Tag, **more: object) -> dict[str, object]:
    return {"focus_tag": tag.pk, "focus_until": local(timezone.now() + 5 * HOUR), **more}


def test_the_draft_its_preview_and_the_launch_say_how_many_are_missing(editor, two_of_the_sea):
    draft = begin(editor)
    send(editor, draft, **in_focus(two_of_the_sea))
    for address in (f"{BASE}{draft.pk}/change/", f"{BASE}{draft.pk}/preview/"):
        assert MISSING in editor.get(address).content.decode(), address
    launched = editor.get(send(editor, draft, "launch").headers["Location"]).content.decode()
    assert launched.count(MISSING) == 1
    assert "It comes by itself when there are enough." in launched
    # Readers are told nothing, and whoever looks at the page of the edition is.
    assert MISSING not in editor.get("/en/").content.decode()
    assert MISSING in editor.get(f"{BASE}{draft.pk}/change/").content.decode()


def test_nothing_is_missing_with_three(editor, two_of_the_sea, make_article):
    make_article("One more", hours=-20, tags=["Sea"])
    draft = begin(editor)
    send(editor, draft, **in_focus(two_of_the_sea))
    assert "missing" not in editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    answer = editor.get(send(editor, draft, "launch").headers["Location"]).content.decode()
    assert "Launched. Readers see it." in answer
    assert "missing" not in answer


def test_a_scheduled_and_a_repeated_launch_tell_it_too(editor, two_of_the_sea):
    draft = begin(editor)
    send(editor, draft, **in_focus(two_of_the_sea))
    typed = {"starts_at": local(timezone.now() + HOUR)}
    at = send(editor, draft, "schedule", **typed).headers["Location"]
    assert MISSING in editor.get(at).content.decode()
    editor.post(f"{BASE}{draft.pk}/call-back/")
    send(editor, draft, "launch")
    send(editor, begin(editor), "launch", focus_tag="", focus_until="")
    again = editor.post(f"{BASE}{draft.pk}/launch/", follow=True).content.decode()
    assert "again." in again
    assert again.count(MISSING) == 1


def test_the_tag_with_most_stories_of_the_last_days_is_proposed(editor, make_article):
    for number in range(6):
        tags = ["Sea", "Ports"] if number < 4 else ["Sea"]
        make_article(f"Story {number}", hours=-number - 1, tags=tags)
    for number in range(9):
        make_article(f"Old {number}", hours=-24 * 9, tags=["Old"])
        make_article(f"Draft {number}", status="draft", tags=["Drafts"])
        make_article(f"Інше {number}", hours=-1, lang="uk", tags=["Other"])
    draft = begin(editor)
    page = editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    assert "Proposed:" in page
    assert "6 stories in 3 days" in page
    sea = Tag.objects.get(name="Sea")
    answer = send(editor, draft, f"focus:focus:{sea.pk}")
    assert answer.headers["Location"].endswith("#block-focus")
    draft.refresh_from_db()
    assert draft.focus_tag == sea
    assert draft.focus_until > timezone.now() + 23 * HOUR
    # Readers have it once it is launched, and nothing is proposed beside it.
    assert "Proposed:" not in editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    send(editor, draft, "launch")
    assert live() == draft


def test_nothing_is_proposed_where_little_happens_and_a_tag_that_is_gone_is_not_taken(
    editor, two_of_the_sea
):
    draft = begin(editor)
    assert "Proposed:" not in editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    send(editor, draft, "focus:focus:999")
    draft.refresh_from_db()
    assert (draft.focus_tag, draft.focus_until) == (None, None)


def test_a_briefing_is_signed_and_a_copy_keeps_the_signature(editor, two_of_the_sea):
    draft = begin(editor)
    lines = {"briefing__words": ["One.", "Two.", "Three."], "briefing__story": ["", "", ""]}
    send(editor, draft, briefing_by="The night desk", **lines)
    draft.refresh_from_db()
    assert draft.briefing_by == "The night desk"
    send(editor, draft, "launch")
    assert "— <bdi>The night desk</bdi>" in editor.get("/en/").content.decode()
    assert begin(editor).briefing_by == "The night desk"
    assert FrontEdition.objects.count() == 2
