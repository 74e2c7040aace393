"""The desk's screen of the front page: drafts are made, launched, scheduled and taken back."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from lxml import html

from articles.models import AuditEntry, Category, DeskChoice, FrontEdition, Image
from articles.models.front_plan import FrontBlock, Pick, section_block

pytestmark = pytest.mark.django_db
BASE = "/admin/articles/frontedition/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def editor(sign_in):
    return sign_in("Editors")


@pytest.fixture
def stories(make_article):
    category = Category.from_key("ENERGY")
    return [make_article(f"Story {n}", hours=-n, category=category) for n in range(1, 13)]


def begin(client, lang: str = "en") -> FrontEdition:
    response = client.post(f"{BASE}add/", {"lang": lang})
    edition = FrontEdition.objects.drafts().first()
    assert response.headers["Location"] == f"{BASE}{edition.pk}/change/"
    return edition


def opened(client, edition: FrontEdition, query: str = "") -> dict[str, list[str]]:
    """What the form of a draft holds, as a browser would send it."""
    page = html.fromstring(client.get(f"{BASE}{edition.pk}/change/{query}").content.decode())
    sent: dict[str, list[str]] = {}
    for name, value in page.get_element_by_id("edition_form").form_values():
        sent.setdefault(name, []).append(value)
    return sent


def send(client, edition: FrontEdition, act: str = "save", **typed):
    typed = {name.replace("__", "-"): value for name, value in typed.items()}
    values = opened(client, edition) | typed | {"act": act}
    return client.post(f"{BASE}{edition.pk}/change/", values)


def picks(edition: FrontEdition) -> list[tuple[str, int]]:
    edition.refresh_from_db()
    return [(pick.block, pick.article) for pick in edition.all_picks]


def live() -> FrontEdition | None:
    return FrontEdition.objects.live("en", timezone.now())


def local(moment: dt.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")[:19]


def test_an_editor_finds_a_story_puts_it_into_a_block_and_launches(editor, stories):
    draft = begin(editor)
    response = send(editor, draft, "find:lead", **{"find-lead": "Story 9"})
    assert response.headers["Location"].endswith("?block=lead&find=Story+9#block-lead")
    query = response.headers["Location"].partition("/change/")[2]
    page = editor.get(f"{BASE}{draft.pk}/change/{query}").content.decode()
    assert f'value="put:lead:{stories[8].pk}"' in page
    send(editor, draft, f"put:lead:{stories[8].pk}")
    assert picks(draft) == [("lead", stories[8].pk)]
    assert live() is None
    response = send(editor, draft, "launch")
    assert response.headers["Location"] == f"{BASE}?lang=en&done={draft.pk}"
    assert live() == draft
    page = html.fromstring(editor.get("/en/").content.decode())
    assert page.xpath("string(//article[contains(@class, 'card-lead')]//h2)").strip() == "Story 9"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name) == ("launch_frontedition", "editors")
    log = editor.get("/admin/articles/auditentry/").content.decode()
    assert "launched the front page:" in log


def test_the_page_says_of_each_story_why_it_stands_there(editor, stories, make_article):
    make_article("Pinned", sticky_weight=3)
    launched = FrontEdition(
        lang="en",
        picks=[Pick(FrontBlock.SECONDS, stories[5].pk).as_json()],
    ).copy(None)
    launched.launch(None)
    page = editor.get(BASE).content.decode()
    for words in ("by itself: weight 3", "put here", "by itself: the newest of the section"):
        assert words in page, words


def test_the_button_says_which_block_searches_and_saving_searches_nothing(editor, stories):
    draft = begin(editor)
    typed = {"find-lead": "Story 9", "find-seconds": "Story 8"}
    assert "block=seconds&find=Story+8" in send(editor, draft, "find:seconds", **typed)["Location"]
    assert "block=lead&find=Story+9" in send(editor, draft, "find", **typed)["Location"]
    response = editor.post(
        f"{BASE}{draft.pk}/change/", opened(editor, draft) | typed | {"act": "save"}, follow=True
    )
    assert "Saved. Readers see it once it is launched." in response.content.decode()


def test_words_of_a_card_are_kept_and_too_long_ones_are_told_and_not_lost(editor, stories):
    draft = begin(editor)
    send(editor, draft, f"put:lead:{stories[3].pk}")
    picture = Image.objects.create(alt="A crane")
    send(
        editor, draft, picks__headline=["Ours"], picks__kicker=["Exclusive"],
        picks__picture=[str(picture.pk)],
    )  # fmt: skip
    draft.refresh_from_db()
    pick = Pick("lead", stories[3].pk, "Ours", "Exclusive", picture.pk)
    assert draft.all_picks == (pick,)
    assert [*draft.pictures.all()] == [picture]
    response = send(editor, draft, picks__headline=["x" * 201])
    assert response.status_code == 200
    assert "x" * 201 in response.content.decode()
    draft.refresh_from_db()
    assert draft.all_picks == (pick,)


def test_stories_are_moved_up_and_down_kept_and_taken_away(editor, stories):
    draft = begin(editor)
    one, two, three = (stories[n].pk for n in (4, 5, 6))
    send(editor, draft, f"put:seconds:{one}")
    send(editor, draft, f"put:seconds:{two}")
    assert picks(draft) == [("seconds", two), ("seconds", one)]
    send(editor, draft, f"down:seconds:{two}")
    assert picks(draft) == [("seconds", one), ("seconds", two)]
    send(editor, draft, f"up:seconds:{two}")
    assert picks(draft) == [("seconds", two), ("seconds", one)]
    send(editor, draft, f"keep:lead:{three}")
    # Putting it elsewhere moves it.
    send(editor, draft, f"put:lead:{one}")
    assert picks(draft) == [("lead", one), ("lead", three), ("seconds", two)]
    send(editor, draft, f"remove:lead:{one}")
    assert sorted(picks(draft)) == [("lead", three), ("seconds", two)]


def test_the_order_of_the_page_and_the_chosen_place_are_what_counts(editor, stories):
    draft = begin(editor)
    for number in (1, 2):
        send(editor, draft, f"put:seconds:{stories[number].pk}")
    section = section_block(stories[0].category_id)
    send(
        editor, draft, picks__article=[str(stories[1].pk), str(stories[2].pk)],
        picks__block=["seconds", section],
    )  # fmt: skip
    assert picks(draft) == [("seconds", stories[1].pk), (section, stories[2].pk)]


def test_times_are_told_with_their_zone_and_crumbs_name_each_step_once(editor, stories):
    draft = begin(editor)
    assert "Times are those of UTC" in editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    send(editor, draft, "launch")
    page = html.fromstring(editor.get(f"{BASE}{draft.pk}/change/").content.decode())
    (crumbs,) = page.find_class("breadcrumbs")
    assert crumbs.text_content().split() == f"Desk › Front page › {draft}".split()


def test_what_somebody_else_saved_is_not_written_over_and_nothing_is_lost(editor, stories):
    draft = begin(editor)
    mine = opened(editor, draft) | {"note": "Mine", "act": "save"}
    send(editor, draft, note="Theirs")
    response = editor.post(f"{BASE}{draft.pk}/change/", mine)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Somebody else saved or launched this draft" in text
    assert 'value="Mine"' in text
    # Nobody asked for a time, so none is missed.
    assert "Choose a time ahead" not in text
    draft.refresh_from_db()
    assert draft.note == "Theirs"
    response = editor.post(f"{BASE}{draft.pk}/change/", mine | {"act": "copy"})
    assert FrontEdition.objects.drafts().first().pk != draft.pk
    # It was launched meanwhile: the late save changes nothing, and says so.
    send(editor, draft, "launch")
    response = editor.post(f"{BASE}{draft.pk}/change/", mine)
    assert "Somebody else saved or launched this draft" in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.note == "Theirs"


def test_an_edition_is_scheduled_and_called_back(editor, stories):
    draft = begin(editor)
    response = send(editor, draft, "schedule", starts_at=local(timezone.now() - HOUR))
    assert "Choose a time ahead" in response.content.decode()
    send(editor, draft, "schedule", starts_at=local(timezone.now() + HOUR))
    draft.refresh_from_db()
    assert draft.is_scheduled(timezone.now())
    assert "Call back" in editor.get(BASE).content.decode()
    page = editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    assert "edition_form" not in page
    response = editor.post(f"{BASE}{draft.pk}/call-back/", follow=True)
    assert "is a draft again" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    response = editor.post(f"{BASE}{draft.pk}/call-back/", follow=True)
    assert "Nothing was done" in response.content.decode()


def undo(client, address: str):
    """Press the button of the notice on a page."""
    (notice,) = html.fromstring(client.get(address).content.decode()).find_class("undo")
    return client.post(notice.get("action"), dict(notice.form_values()))


def test_a_launch_is_told_with_what_takes_it_back(editor, stories):
    first = begin(editor)
    send(editor, first, f"put:lead:{stories[5].pk}")
    told = send(editor, first, "launch").headers["Location"]
    assert "Let the page fill itself" in editor.get(told).content.decode()
    second = begin(editor)
    told = send(editor, second, "launch").headers["Location"]
    assert "Launched. Readers see it." in editor.get(told).content.decode()
    undo(editor, told)
    assert live().all_picks == first.__class__.objects.get(pk=first.pk).all_picks
    # It is another edition that readers have now, and this one is nothing to be undone.
    assert "notice undo" not in editor.get(told).content.decode()
    third = begin(editor)
    told = send(editor, third, "schedule", starts_at=local(timezone.now() + HOUR))
    undo(editor, told.headers["Location"])
    third.refresh_from_db()
    assert third.is_draft


def test_the_last_launch_is_undone_and_the_page_fills_itself_again(editor, stories):
    first = begin(editor)
    send(editor, first, f"put:lead:{stories[8].pk}")
    send(editor, first, "launch")
    second = begin(editor)
    # It goes on from what readers have.
    assert picks(second) == [("lead", stories[8].pk)]
    send(editor, second, f"put:lead:{stories[9].pk}")
    send(editor, second, "launch")
    assert "Undo the last launch" in editor.get(BASE).content.decode()
    editor.post(f"{BASE}{first.pk}/launch/")
    assert live().all_picks == first.all_picks or picks(first) == picks(live())
    editor.post(f"{BASE}itself/", {"lang": "en"})
    assert live().all_picks == ()
    # A draft is launched on its own page.
    draft = begin(editor)
    response = editor.post(f"{BASE}{draft.pk}/launch/", follow=True)
    assert "Nothing was done" in response.content.decode()


def test_what_keeps_an_edition_from_readers_is_told_and_the_draft_is_saved(editor, stories):
    draft = begin(editor)
    response = send(editor, draft, "launch", breaking_words="Fire", note="Kept")
    text = response.content.decode()
    assert "Saved, but not launched yet." in text
    assert "Say until when it is breaking." in text
    draft.refresh_from_db()
    assert (draft.is_draft, draft.note) == (True, "Kept")
    # The page that came goes on with the version that was saved.
    until = local(timezone.now() + HOUR)
    response = send(editor, draft, "launch", breaking_until=until)
    assert response.status_code == 302
    assert live() == draft


def test_the_briefing_the_sections_and_the_switches_are_typed(editor, stories):
    draft = begin(editor)
    address = f"http://testserver{stories[2].get_absolute_url()}"
    values = opened(editor, draft) | {
        "briefing-words": ["One.", "Two.", "Three."],
        "briefing-story": [address, str(stories[1].pk), ""],
        "sections-id": [str(stories[0].category_id)],
        "sections-place": ["2"],
        "act": "save",
    }
    del values["shows_latest"]
    editor.post(f"{BASE}{draft.pk}/change/", values)
    draft.refresh_from_db()
    lines = [(line["words"], line["article"]) for line in draft.briefing]
    assert lines == [("One.", stories[2].pk), ("Two.", stories[1].pk), ("Three.", None)]
    assert draft.sections == [stories[0].category_id]
    assert (draft.shows_latest, draft.shows_in_brief) == (False, True)
    values = opened(editor, draft) | {"briefing-story": ["/en/articles/none/", "", ""], "act": ""}
    response = editor.post(f"{BASE}{draft.pk}/change/", values)
    assert "There is no story at" in response.content.decode()


def test_what_fell_out_stays_findable_with_its_reason(editor, stories, make_user, make_article):
    draft = begin(editor)
    gone = make_article("Short-lived", status="draft")
    for article in (*stories[3:6], gone):
        send(editor, draft, f"put:lead:{article.pk}")
    boss = make_user("Administrators")
    stories[3].unpublish(boss)
    stories[4].retract(boss, "Wrong.")
    gone.remove(boss)
    page = editor.get(f"{BASE}{draft.pk}/change/").content.decode()
    for words in ("Not on the page", "not have it: draft", "not have it: retracted", "deleted"):
        assert words in page, words
    send(editor, draft, f"remove:lead:{gone.pk}")
    assert len(picks(draft)) == 3
    send(editor, draft, "launch")
    assert (
        "2 stories that were put on the front page are not live"
        in editor.get("/admin/").content.decode()
    )


def test_the_preview_is_the_page_of_the_draft_and_may_stand_in_our_own_frame(editor, stories):
    draft = begin(editor)
    send(editor, draft, f"put:lead:{stories[8].pk}")
    editor_page = editor.get(f"{BASE}{draft.pk}/change/")
    assert "frame-src 'self'" in editor_page.headers["Content-Security-Policy"]
    assert editor_page.headers["X-Frame-Options"] == "DENY"
    response = editor.get(f"{BASE}{draft.pk}/preview/")
    text = response.content.decode()
    page = html.fromstring(text)
    assert page.xpath("string(//article[contains(@class, 'card-lead')]//h2)").strip() == "Story 9"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "frame-ancestors 'none'" not in policy
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "Story 9" not in page.xpath("string(//article[contains(@class, 'none')])")
    # Readers have what they had.
    assert "frame-ancestors 'none'" in editor.get("/en/").headers["Content-Security-Policy"]


def test_the_preview_has_the_times_and_the_language_of_readers(editor, stories):
    draft = begin(editor)
    user = editor.get("/admin/").wsgi_request.user
    DeskChoice.objects.create(user=user, lang="ar", zone="Asia/Tokyo")
    response = editor.get(f"{BASE}{draft.pk}/preview/")
    assert response.headers["Content-Language"] == "en"
    assert "Asia/Tokyo" not in response.content.decode()
    assert "UTC" in response.content.decode()


def test_the_preview_of_another_language_speaks_it(editor, make_article):
    make_article("Перша", lang="uk")
    draft = begin(editor, "uk")
    page = html.fromstring(editor.get(f"{BASE}{draft.pk}/preview/").content.decode())
    assert page.get("lang") == "uk"
    assert "Перша" in page.text_content()


def test_writers_see_nothing_and_who_may_not_publish_launches_nothing(sign_in, client, stories):
    draft = FrontEdition(lang="en").copy(None)
    sign_in("Writers")
    assert client.get(BASE).status_code == 403
    assert client.get(f"{BASE}{draft.pk}/preview/").status_code == 403
    somebody = User.objects.create_user("somebody", is_staff=True)
    rights = Permission.objects.filter(codename__endswith="_frontedition")
    somebody.user_permissions.set(rights)
    client.force_login(somebody)
    assert send(client, draft, note="Typed").status_code == 302
    for act in ("launch", "schedule"):
        typed = {"starts_at": local(timezone.now() + HOUR)}
        assert send(client, draft, act, **typed).status_code == 403
    for path in (f"{draft.pk}/launch/", f"{draft.pk}/call-back/", "itself/"):
        assert client.post(BASE + path, {"lang": "en"}).status_code == 403
    typed = {"article": stories[0].pk, "block": "lead", "act": "launch"}
    assert client.post(f"{BASE}put/", typed).status_code == 403
    assert not FrontEdition.objects.exclude(starts_at=None).exists()


def test_a_story_is_put_on_the_front_page_from_its_own_screen(editor, stories, url):
    link = f"{BASE}put/?article={stories[6].pk}"
    assert link in editor.get(url(stories[6])).content.decode()
    page = editor.get(link).content.decode()
    assert "It stands there now: Energy" in page
    typed = {"article": stories[6].pk, "block": "seconds", "act": "put"}
    editor.post(f"{BASE}put/", typed)
    draft = FrontEdition.objects.drafts().get()
    assert picks(draft) == [("seconds", stories[6].pk)]
    editor.post(f"{BASE}put/", typed | {"block": "lead", "draft": draft.pk, "act": "launch"})
    assert picks(live()) == [("lead", stories[6].pk)]
    assert live() == draft
    assert "on the front page: Lead" in editor.get(url(stories[6])).content.decode()
    # Breaking needs an end: the draft is there to say it.
    response = editor.post(f"{BASE}put/", typed | {"block": "breaking", "act": "launch"})
    assert "/change/" in response.headers["Location"]
    assert live() == draft


def test_a_draft_is_deleted_and_what_was_launched_stays(editor, stories):
    draft, launched = begin(editor), FrontEdition(lang="en").copy(None)
    launched.launch(None)
    editor.post(f"{BASE}{draft.pk}/delete/", {"post": "yes"})
    editor.post(f"{BASE}{launched.pk}/delete/", {"post": "yes"})
    assert [*FrontEdition.objects.all()] == [launched]
    assert AuditEntry.objects.filter(action="delete_frontedition").exists()


def test_odd_addresses_and_values_are_answered(editor, stories):
    draft = begin(editor)
    for act in ("put:nowhere:1", "put:lead:x", "up:lead:99", "nothing", "put:lead:" + "9" * 40, ""):
        assert send(editor, draft, act).status_code == 302, act
    assert picks(draft) == []
    bad = {"picks-article": ["x"], "picks-block": ["lead"]}
    for typed in (bad, {"picks-article": ["1"], "picks-block": ["nowhere"]}):
        response = send(editor, draft, **typed)
        assert "Choose a place from the list." in response.content.decode()
    assert editor.get(f"{BASE}999999/change/").status_code == 302
    assert editor.get(f"{BASE}put/?article=..").status_code == 302
    assert editor.get(f"{BASE}?lang=xx").status_code == 200
    elsewhere = FrontEdition(lang="fr").copy(None)
    for path in ("change/", "preview/"):
        assert editor.get(f"{BASE}{elsewhere.pk}/{path}").status_code == 302
    assert editor.get(f"{BASE}add/").status_code == 302
