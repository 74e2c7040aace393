"""The dashboard: what waits, what is scheduled, what is pinned, what happened."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import (
    Article,
    AuditEntry,
    ImportConflict,
    ImportRun,
    PendingRevision,
    QuarantinedFile,
)
from articles.models.editable_values import edited
from tests.plans import explain, read_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, make_user):
    def sign_in_as(group: str = "Editors"):
        client.force_login(make_user(group, "me"))
        return client

    return sign_in_as


def panels(page) -> dict[str, list[str]]:
    return {
        panel.name: [row.article.title for row in panel.rows] for panel in page.context["panels"]
    }


def text(page) -> str:
    return page.content.decode()


def waiting(page) -> dict[str, str]:
    return {line.words: line.url for line in page.context["waiting"]}


def test_an_empty_desk_says_once_that_nothing_waits(sign_in, make_article):
    make_article("Live, and written by a person")
    page = sign_in().get("/admin/")
    assert waiting(page) == {}
    assert text(page).count("Nothing waits for you.") == 1
    assert text(page).count('class="panel ') == 1
    assert "Everything that the desk keeps" in text(page)
    assert "/admin/articles/category/" in text(page)


def test_all_that_waits_stands_in_one_list_and_leads_to_where_it_is_done(
    sign_in, make_article, make_user
):
    browser, ada = sign_in(), make_user("Editors", "ada")
    make_article("Waiting", status="in_review")
    make_article("Begun", status="draft")
    machine = make_article("By a machine", ai={"rewritten": True})
    held(make_article("Kept"), ada)
    held(make_article("Stuck"), ada, stopped="The live story was changed meanwhile.")
    QuarantinedFile.objects.create(path="in/bad.md", problems=[{"message": "x"}])
    ImportConflict.objects.create(article=machine, field="title")
    run = ImportRun.objects.create(origin="in", state="stopped")
    page = browser.get("/admin/")
    stories = "/admin/articles/article/"
    assert list(waiting(page).items()) == [
        ("The last import stopped before its end.", f"/admin/articles/importrun/{run.pk}/change/"),
        ("1 file was refused by an import", "/admin/articles/quarantinedfile/"),
        ("1 change of a file waits for a decision", "/admin/articles/importconflict/"),
        ("1 update could not go live by itself", f"{stories}?changes=yes"),
        ("1 story waits for review", f"{stories}?state=in_review"),
        ("1 machine text that nobody has read", f"{stories}review/"),
        ("2 published stories have changes that readers do not see", f"{stories}?changes=yes"),
        ("1 draft is not finished", f"{stories}?state=draft"),
    ]
    for words, url in waiting(page).items():
        assert words in text(page)
        assert browser.get(url).status_code == 200
    assert "Nothing waits" not in text(page)


def test_nobody_is_told_of_work_that_is_not_theirs(sign_in, make_article, make_user):
    make_article("Waiting", status="in_review", ai={"rewritten": True})
    make_article("Begun", status="draft")
    held(make_article("Kept"), make_user("Editors", "ada"))
    QuarantinedFile.objects.create(path="in/bad.md")
    assert list(waiting(sign_in("Writers").get("/admin/"))) == ["1 draft is not finished"]


def test_a_panel_without_rows_is_not_there(sign_in, make_article):
    make_article("Waiting", status="in_review")
    page = text(sign_in().get("/admin/"))
    assert "panel-waiting" in page
    for empty in ("own", "coming", "changes", "problems", "pins", "lately"):
        assert f"panel-{empty}" not in page


def test_every_panel_holds_what_it_says(sign_in, make_article, make_user):
    browser = sign_in("Editors")
    editor = make_user("Administrators", "other")
    make_article("Waiting", status="in_review")
    make_article("Soon", hours=5)
    make_article("Later", hours=30)
    mine = make_article("Mine", status="in_review")
    mine.send_back(editor, "Two figures are wrong.")
    mine.submit(browser.get("/admin/").wsgi_request.user)
    mine.send_back(editor, "One figure is wrong.")
    make_article("Theirs", status="draft")
    make_article("Top", sticky_weight=3)
    page = browser.get("/admin/")
    assert panels(page) == {"waiting": ["Waiting"], "own": ["Mine"], "coming": ["Soon"]}
    assert "Sent back by other: One figure is wrong." in text(page)
    assert [[a.title for a in panel.articles] for panel in page.context["pinned"]] == [["Top"]]
    said = {(one.who, one.what): one.count for one in page.context["events"]}
    assert said == {("other", "sent back"): 2, ("me", "submitted"): 1}


def test_a_draft_is_among_its_writers_own_from_its_beginning(sign_in):
    browser = sign_in("Writers")
    form = {"title": "Begun", "body": "x", "lang": "en", "sentiment": ""}
    browser.post("/admin/articles/article/add/", form)
    assert panels(browser.get("/admin/"))["own"] == ["Begun"]


def held(article, by, **columns) -> PendingRevision:
    """Changes of a live story that wait beside it."""
    pending = PendingRevision.hold(article, edited(article) | {"title": "Newer"}, by)
    PendingRevision.objects.filter(pk=pending.pk).update(**columns)
    return pending


def test_changes_that_wait_say_whose_until_when_and_why_they_stopped(
    sign_in, make_article, make_user
):
    browser, ada = sign_in(), make_user("Editors", "ada")
    soon = timezone.now() + dt.timedelta(hours=2, minutes=1)
    held(make_article("Kept"), ada)
    held(make_article("Timed"), ada, due_at=soon)
    held(make_article("Stuck"), None, stopped="The live story was changed meanwhile.")
    down = make_article("Taken down")
    held(down, ada)
    down.unpublish(None)
    page = browser.get("/admin/")
    shown = page.context["changes"]
    lines = [(line.title, line.who, line.action, bool(line.due)) for line in shown.rows]
    assert lines == [
        ("Stuck", "somebody", "Decide", False),
        ("Timed", "ada", "Open", True),
        ("Kept", "ada", "Decide", False),
    ]
    assert "goes live in 2 h" in text(page)
    assert "Could not go live by itself: The live story was changed meanwhile." in text(page)
    assert "Newer" not in text(page)
    # The count leads to exactly these.
    assert shown.count == "3"
    rows = browser.get(shown.url).context["rows"]
    assert {row.article.title for row in rows} == {"Stuck", "Timed", "Kept"}


@pytest.mark.parametrize("query", ["", "articles/article/", "articles/article/?changes=yes"])
def test_changes_are_found_from_themselves_not_from_all_stories(sign_in, make_article, query):
    held(make_article(), None)
    browser = sign_in()
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/admin/{query}")
    about = [
        q["sql"] for q in asked if "pendingrevision" in q["sql"] and 'due_at" <=' not in q["sql"]
    ]
    # That of the page, and that of the navigation.
    assert len(about) == 2
    for sql in about:
        assert not read_whole(explain(sql))


def test_import_problems_lead_to_where_they_are_mended(sign_in, make_article):
    run = ImportRun.objects.create(origin="in", state="stopped", created=3)
    held = QuarantinedFile.objects.create(path="in/bad.md", problems=[{"message": "x"}])
    waits = ImportConflict.objects.create(article=make_article("Crane"), field="title")
    page = text(sign_in().get("/admin/"))
    for address in (
        f"/admin/articles/quarantinedfile/{held.pk}/change/",
        f"/admin/articles/importconflict/{waits.pk}/change/",
        f"/admin/articles/importrun/{run.pk}/change/",
    ):
        assert address in page
    for said in (
        "in/bad.md",
        "Crane: title",
        "stopped before its end",
        "1 file was refused by an import",
        "3 stories came",
    ):
        assert said in page


def test_a_line_is_one_click_from_its_action_and_from_its_undo(sign_in, make_article):
    summary = "The harbour opened at noon, and closed again in the evening."
    article = make_article("Waiting", status="in_review", description=summary)
    browser = sign_in()
    (line,) = browser.get("/admin/").context["panels"][0].rows
    after = browser.post(
        "/admin/articles/article/do/?next=desk", {"act": "publish", "seen": line.seen}, follow=True
    )
    assert after.request["PATH_INFO"] == "/admin/"
    assert Article.objects.live().get() == article
    undo = f"/admin/articles/article/undo/{after.context['undo_entry'].pk}/?next=desk"
    assert undo in text(after)
    assert browser.post(undo).url == "/admin/"
    assert Article.objects.get().status == "in_review"


def test_a_writer_sees_what_a_writer_can_do(sign_in, make_article):
    make_article("Waiting", status="in_review")
    make_article("Top", sticky_weight=3)
    browser = sign_in("Writers")
    page = browser.get("/admin/")
    assert [panel.transition and panel.transition.name for panel in page.context["panels"]] == [
        None, "submit", None,
    ]  # fmt: skip
    assert page.context["changes"] is None
    assert page.context["problems"].rows == []
    assert "Save this order" not in text(page)
    assert "Audit log" not in text(page)
    assert "New story" in text(page)
    top = Article.objects.get(title="Top")
    order = {f"p-{top.pk}-3": "1"}
    assert browser.post("/admin/articles/article/pins/en/", order).status_code == 403


def test_who_may_see_no_stories_sees_none(client, django_user_model, make_article):
    make_article("Waiting", status="in_review")
    client.force_login(django_user_model.objects.create_user("x", is_staff=True))
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "Waiting" not in text(page)
    assert 'id="keys"' not in text(page)


def test_the_first_page_costs_a_fixed_number_of_queries(
    sign_in, make_article, source, django_assert_max_num_queries
):
    browser = sign_in()
    me = browser.get("/admin/").wsgi_request.user
    for n in range(20):
        make_article(f"W{n}", status="in_review", source=source)
        make_article(f"S{n}", hours=5)
        make_article(f"P{n}", sticky_weight=n + 1)
        make_article(f"P{n}", sticky_weight=n + 1, lang="uk")
        mine = make_article(f"D{n}", status="in_review")
        mine.send_back(me)
        mine.keep_revision("edit", me)
        QuarantinedFile.objects.create(path=f"in/{n}.md")
        ImportConflict.objects.create(article=mine, field="title")
        ImportRun.objects.create(origin="in", state="finished", created=3)
        held(make_article(f"C{n}"), me)
    # Feeds that fail, stories whose source took them back, and front pages cost one each.
    with django_assert_max_num_queries(32):
        page = browser.get("/admin/")
    assert len(page.context["pinned"]) == 2
    assert len(page.content) < 64_000


# --- the order of the front page -----------------------------------------------------------------


@pytest.fixture
def pins(make_article):
    return [make_article(f"P{n}", sticky_weight=10 - n) for n in range(3)]


def order() -> list[str]:
    return [a.title for a in Article.objects.live().pinned()]


def posted(pins, *places) -> dict[str, int]:
    return {
        f"p-{pin.pk}-{pin.sticky_weight}": place for pin, place in zip(pins, places, strict=True)
    }


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((1, 2, 3), ["P0", "P1", "P2"]),
        ((3, 1, 2), ["P1", "P2", "P0"]),
        # One number typed, the others as they were: it has its place.
        ((3, 2, 3), ["P1", "P2", "P0"]),
        ((1, 2, 1), ["P2", "P0", "P1"]),
        ((1, 1, 3), ["P1", "P0", "P2"]),
    ],
)
def test_pins_are_put_in_order_by_number(sign_in, pins, places, expected):
    browser = sign_in()
    browser.post("/admin/articles/article/pins/en/", posted(pins, *places))
    assert order() == expected


def test_an_order_is_recorded_and_undone(sign_in, pins):
    browser = sign_in()
    page = browser.post("/admin/articles/article/pins/en/", posted(pins, 3, 2, 1), follow=True)
    assert order() == ["P2", "P1", "P0"]
    assert AuditEntry.objects.filter(action="weights").count() == 2
    browser.post(f"/admin/articles/article/undo/{page.context['undo_entry'].pk}/?next=desk")
    assert order() == ["P0", "P1", "P2"]


def test_an_order_of_pins_that_changed_meanwhile_is_refused_whole(sign_in, pins):
    typed = posted(pins, 3, 2, 1)
    Article.objects.filter(pk=pins[1].pk).update(sticky_weight=50)
    page = sign_in().post("/admin/articles/article/pins/en/", typed, follow=True)
    assert "Somebody else changed the pins" in str(next(iter(page.context["messages"])))
    assert order() == ["P1", "P0", "P2"]


def test_a_place_that_is_none_and_an_unknown_language_are_told(sign_in, pins):
    browser = sign_in()
    page = browser.post("/admin/articles/article/pins/en/", posted(pins, "x", 2, 1), follow=True)
    assert list(page.context["messages"])
    assert browser.post("/admin/articles/article/pins/xx/", {}).status_code == 404
    assert order() == ["P0", "P1", "P2"]


def test_pins_beyond_the_front_page_stay_beyond_it(sign_in, make_article):
    for n in range(14):
        make_article(f"P{n:02}", sticky_weight=1, hours=-n - 1)
    browser = sign_in()
    page = browser.get("/admin/")
    (panel,) = page.context["pinned"]
    assert panel.more
    assert len(panel.articles) == 12
    places = range(12, 0, -1)
    browser.post("/admin/articles/article/pins/en/", posted(panel.articles, *places))
    assert order() == [f"P{n:02}" for n in (*range(11, -1, -1), 12, 13)]
