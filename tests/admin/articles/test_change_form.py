"""One story's page: saving, steps, checks, and what two people make of one text."""

import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.articles.change_form import saving
from articles.admin.articles.change_form.concurrent_edits import stored_state
from articles.models import Article, AuditEntry, Autosave, Image, PendingRevision, Revision
from articles.models.editable_values import edited
from articles.models.exceptions import StaleArticle
from articles.workflow import Status

pytestmark = pytest.mark.django_db

BODY = "The ferry left at noon. It was full.\n\nNobody was hurt. The captain spoke."
GOOD = {"description": "The ferry to Port Solace left at noon and came back in the evening."}
JSON = {"HTTP_ACCEPT": "application/json"}


def change(article: Article, **columns) -> None:
    """Somebody else saves."""
    other = Article.objects.get(pk=article.pk)
    for name, value in columns.items():
        setattr(other, name, value)
    other.save()


# --- two people ---------------------------------------------------------------------------------


def test_two_peoples_changes_of_different_places_come_together(sign_in, make_article, url, values):
    article = make_article(body=BODY, status="draft")
    browser = sign_in()
    opened = browser.get(url(article))
    change(article, body=BODY.replace("noon", "one"), title="Their title")
    mine = BODY.replace("The captain spoke.", "The captain was silent.")
    answer = browser.post(url(article), values(opened, body=mine))
    assert answer.status_code == 200
    assert Article.objects.get().body == BODY.replace("noon", "one"), "nothing is saved unseen"
    form = answer.context["adminform"].form
    assert (form.merge.overlaps, len(form.merge.taken)) == ([], 2)
    page = answer.content.decode()
    assert "Two people wrote here" in page
    assert "<ins>one</ins>" in page
    # One more press accepts it.
    assert browser.post(url(article), values(answer)).status_code == 302
    stored = Article.objects.get()
    assert stored.body == mine.replace("noon", "one")
    assert stored.title == "Their title"


def test_the_same_words_stand_beside_each_other_and_mine_stay_in_the_form(
    sign_in, make_article, url, values
):
    article = make_article(body=BODY, status="draft")
    browser = sign_in()
    opened = browser.get(url(article))
    change(article, body=BODY.replace("noon", "one"))
    mine = BODY.replace("noon", "two")
    answer = browser.post(url(article), values(opened, body=mine))
    (overlap,) = answer.context["adminform"].form.merge.overlaps
    assert "at one." in overlap.theirs
    assert "at two." in overlap.mine
    assert answer.context["adminform"].form["body"].value() == mine
    assert browser.post(url(article), values(answer)).status_code == 302
    assert Article.objects.get().body == mine
    assert Revision.objects.latest("id").body == BODY.replace("noon", "one")


@pytest.mark.parametrize("name", ["source", "category", "lang", "tags", "published_at", "cover"])
def test_fields_that_i_left_alone_take_what_they_saved(
    sign_in, make_article, url, values, source, category, name
):
    article = make_article(status="draft")
    cover = Image.objects.create(alt="A crane")
    cover.variants.create(name="regular", url="https://images.unsplash.com/a")
    cover.sign()
    browser = sign_in()
    opened = browser.get(url(article))
    theirs = {
        "source": source,
        "category": category,
        "lang": "uk",
        "published_at": timezone.now().replace(microsecond=0),
        "cover": cover,
    }
    if name == "tags":
        article.tags.set(["Ports", "Cranes"])
        change(article)
    else:
        change(article, **{name: theirs[name]})
    wanted = edited(Article.objects.get())
    answer = browser.post(url(article), values(opened, title="Mine"))
    assert browser.post(url(article), values(answer)).status_code == 302
    assert edited(Article.objects.get()) == wanted | {"title": "Mine"}


def test_a_step_of_somebody_else_is_no_reason_to_ask(sign_in, make_article, url, values, make_user):
    article = make_article(status="draft", body=BODY)
    browser = sign_in()
    opened = browser.get(url(article))
    Article.objects.get().submit(make_user("Editors", "other"))
    answer = browser.post(url(article), values(opened, body="Mine."))
    assert answer.status_code == 302
    stored = Article.objects.get()
    assert (stored.body, stored.status) == ("Mine.", Status.IN_REVIEW)


def test_a_form_without_its_memory_loses_nothing(sign_in, make_article, url, values):
    article = make_article(body=BODY, status="draft")
    browser = sign_in()
    opened = browser.get(url(article))
    for memory in ("", "[]", "{", '{"article": 1, "values": {"body": 7}}'):
        change(article, body="Theirs.")
        answer = browser.post(url(article), values(opened, body="Mine.", opened_on=memory))
        assert answer.status_code == 200
        (overlap,) = answer.context["adminform"].form.merge.overlaps
        assert (overlap.mine, overlap.theirs) == ("Mine.", "Theirs.")


def test_an_invalid_stale_form_says_both(sign_in, make_article, url, values):
    article = make_article(body=BODY, status="draft")
    browser = sign_in()
    opened = browser.get(url(article))
    change(article, body=BODY.replace("noon", "one"))
    answer = browser.post(url(article), values(opened, title="", body=BODY + " More."))
    form = answer.context["adminform"].form
    assert "title" in form.errors
    assert form.merge
    assert form["body"].value() == BODY.replace("noon", "one") + " More."


def test_a_save_in_the_moment_between_reading_and_writing_is_met_too(
    sign_in, make_article, url, values, monkeypatch
):
    """A form is read again only under the lock, which another save may have held until now."""
    article = make_article(body=BODY, status="draft")
    browser = sign_in()
    opened = browser.get(url(article))
    lock_article = saving.lock_article

    def lock_after_another_save(object_id):
        monkeypatch.undo()
        change(article, description="Theirs.")
        lock_article(object_id)

    monkeypatch.setattr(saving, "lock_article", lock_after_another_save)
    merged = browser.post(url(article), values(opened, body="Mine."))
    assert [one.theirs for one in merged.context["adminform"].form.merge.taken] == ["Theirs."]
    assert browser.post(url(article), values(merged)).status_code == 302
    stored = Article.objects.get()
    assert (stored.body, stored.description) == ("Mine.", "Theirs.")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction has the database alone")
def test_a_save_locks_the_article_before_it_reads_it(sign_in, make_article, url, values):
    article = make_article(body=BODY)
    browser = sign_in()
    opened = browser.get(url(article))
    with CaptureQueriesContext(connection) as queries:
        browser.post(url(article), values(opened, body="Mine."))
    reads = [query["sql"] for query in queries if 'FROM "articles_article"' in query["sql"]]
    assert "FOR UPDATE" in reads[0]


def test_any_full_save_of_what_was_read_before_is_refused(make_article):
    article = make_article("One")
    change(article, title="Two")
    article.title = "Three"
    with pytest.raises(StaleArticle):
        article.save()
    assert Article.objects.get().title == "Two"


def test_a_save_cannot_undo_a_step_that_came_between(make_article, make_user):
    article = make_article(status="draft")
    Article.objects.get().submit(make_user("Editors"))
    article.title = "Late"
    with pytest.raises(StaleArticle):
        article.save()
    assert Article.objects.get().status == Status.IN_REVIEW


@pytest.mark.skipif(connection.vendor == "sqlite", reason="has one writer at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_time_lose_no_sentence(make_article, make_user, url):
    """Each mends a paragraph of their own, again and again."""
    paragraphs = [f"Paragraph {number} as it was." for number in range(4)]
    article = make_article(body="\n\n".join(paragraphs), status="draft", published_at=None)
    users = [make_user("Editors", f"ed{number}") for number in range(4)]
    start, merges = threading.Barrier(4, timeout=120), []

    def write(number: int) -> None:
        browser = Client()
        browser.force_login(users[number])
        start.wait()
        for turn in range(4):
            now = Article.objects.get(pk=article.pk)
            said = now.body.split("\n\n")
            said[number] = f"Paragraph {number} in turn {turn}."
            sent = {
                "title": now.title, "lang": "en", "slug": now.slug, "sticky_weight": 0,
                "body": "\n\n".join(said), "opened_on": json.dumps(stored_state(now, None).opened_on),
                "corrections-TOTAL_FORMS": 0, "corrections-INITIAL_FORMS": 0,
            }  # fmt: skip
            answer = browser.post(url(article), sent, **JSON).json()
            while not answer["saved"]:
                merges.append(number)
                answer = browser.post(url(article), sent | answer["values"], **JSON).json()

    def run(number: int) -> None:
        try:
            write(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(4)))
    assert merges, "nobody met anybody: this proves nothing"
    expected = [f"Paragraph {number} in turn 3." for number in range(4)]
    assert Article.objects.get().body.split("\n\n") == expected
    assert Revision.objects.count() == 16


# --- live stories -------------------------------------------------------------------------------


def test_saving_a_live_story_changes_nothing_for_readers(sign_in, make_article, url, values):
    article = make_article("Old", **GOOD)
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="New", tags="Ports"))
    assert Article.objects.get().title == "Old"
    assert not Article.objects.get().tag_list
    page = browser.get(url(article))
    form = page.context["adminform"].form
    assert (form["title"].value(), form["tags"].value()) == ("New", "Ports")
    assert "Readers do not see them yet" in page.context["panel"].waiting
    browser.post(url(article), values(page, _step="update"))
    stored = Article.objects.get()
    assert (stored.title, [tag.name for tag in stored.tag_list]) == ("New", ["Ports"])
    assert not PendingRevision.objects.exists()


def test_saving_an_untouched_form_writes_nothing(sign_in, make_article, url, values):
    browser = sign_in()
    for article in (make_article("Live"), make_article("Draft", status="draft")):
        before = Article.objects.filter(pk=article.pk).values().get()
        assert browser.post(url(article), values(browser.get(url(article)))).status_code == 302
        assert Article.objects.filter(pk=article.pk).values().get() == before
    assert not Revision.objects.exists()
    assert not PendingRevision.objects.exists()


def test_an_update_is_scheduled_as_a_whole(sign_in, make_article, url, values):
    article = make_article("Old", **GOOD)
    browser = sign_in()
    ahead = (timezone.now() + dt.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    browser.post(url(article), values(browser.get(url(article)), title="New", update_at=ahead))
    pending = PendingRevision.objects.get()
    assert pending.due_at > timezone.now()
    assert "go live" in browser.get(url(article)).context["panel"].waiting
    past = values(browser.get(url(article)), update_at="2020-01-01T10:00")
    errors = browser.post(url(article), past).context["adminform"].form.errors
    assert "update_at" in errors


def test_two_editors_of_one_live_story_are_merged(sign_in, make_article, url, values):
    article = make_article(body=BODY, **GOOD)
    browser = sign_in()
    opened = browser.get(url(article))
    browser.post(url(article), values(opened, body=BODY.replace("noon", "one")))
    mine = BODY.replace("The captain spoke.", "The captain was silent.")
    answer = browser.post(url(article), values(opened, body=mine))
    assert answer.context["adminform"].form.merge
    browser.post(url(article), values(answer))
    assert PendingRevision.objects.get().values["body"] == mine.replace("noon", "one")
    assert Article.objects.get().body == BODY


def test_changes_that_an_import_overtook_are_shown_beside_it(sign_in, make_article, url, values):
    article = make_article("Old", body=BODY, **GOOD)
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="Mine"))
    change(article, title="Upstream's", body=BODY.replace("noon", "one"))
    page = browser.get(url(article))
    form = page.context["adminform"].form
    assert [overlap.theirs for overlap in form.merge.overlaps] == ["Upstream's"]
    assert (form["title"].value(), form["body"].value()) == ("Mine", BODY.replace("noon", "one"))
    browser.post(url(article), values(page, _step="update"))
    stored = Article.objects.get()
    assert (stored.title, stored.body) == ("Mine", BODY.replace("noon", "one"))


def test_changes_are_discarded_and_stay_in_the_history(sign_in, make_article, url, values):
    article = make_article("Old", **GOOD)
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="New"))
    browser.post(url(article), values(browser.get(url(article)), _step="discard"))
    assert not PendingRevision.objects.exists()
    assert Article.objects.get().title == "Old"
    assert Revision.objects.get().front_matter["title"] == "New"


def test_a_draft_takes_up_what_waited_when_it_was_live(sign_in, make_article, url, values):
    article = make_article("Old", **GOOD)
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="New"))
    browser.post(url(article), values(browser.get(url(article)), _step="unpublish"))
    browser.post(url(article), values(browser.get(url(article))))
    assert Article.objects.get().title == "New"
    assert not PendingRevision.objects.exists()


def test_what_waited_and_is_written_over_in_the_draft_stays_in_the_history(
    sign_in, make_article, url, values
):
    article = make_article("Old", **GOOD)
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="New"))
    browser.post(url(article), values(browser.get(url(article)), _step="unpublish"))
    browser.post(url(article), values(browser.get(url(article)), title="Newer"))
    assert Article.objects.get().title == "Newer"
    titles = [revision.front_matter["title"] for revision in Revision.objects.order_by("pk")]
    assert titles[-2:] == ["Old", "New"]


def test_a_correction_is_told_with_an_update_only(sign_in, make_article, url, values):
    article = make_article("Old", **GOOD)
    browser = sign_in()
    note = {
        "corrections-TOTAL_FORMS": "1", "corrections-0-kind": "correction",
        "corrections-0-date": "2026-11-01T10:00", "corrections-0-text": "It was nine.",
    }  # fmt: skip
    answer = browser.post(url(article), values(browser.get(url(article)), title="New", **note))
    assert "told of a correction at once" in answer.content.decode()
    assert "It was nine." in answer.content.decode()
    assert not article.corrections.exists()
    browser.post(url(article), values(browser.get(url(article)), _step="update", **note))
    assert article.corrections.get().text == "It was nine."


# --- the publish panel -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "columns", "primary", "others"),
    [
        ("Writers", {"status": "draft"}, "Submit for review", []),
        ("Editors", {"status": "draft"}, "Publish now", ["Submit for review"]),
        ("Editors", {"status": "draft", "hours": 30}, "Schedule for tomorrow", ["Submit for review"]),
        ("Writers", {"status": "in_review"}, "Save", []),
        ("Editors", {"status": "in_review"}, "Publish now", ["Send back to the writer"]),
        ("Editors", {"hours": 30}, "Save, and go live tomorrow", ["Publish now", "Unpublish"]),
        ("Editors", {}, "Update live story", ["Unpublish", "Retract…"]),
        ("Editors", {"status": "retracted"}, "Restore as a draft", []),
    ],
)  # fmt: skip
def test_one_button_is_named_for_what_it_does(
    sign_in, make_article, url, time_machine, role, columns, primary, others
):
    time_machine.move_to(timezone.now(), tick=False)
    if "hours" in columns:
        noon = timezone.localtime().replace(hour=12, minute=0)
        ahead = noon + dt.timedelta(days=1) - timezone.now()
        columns = columns | {"hours": ahead.total_seconds() / 3600}
    panel = sign_in(role).get(url(make_article(**columns))).context["panel"]
    assert panel.primary.label.startswith(primary)
    assert [action.label for action in panel.others] == others


def test_an_editor_publishes_a_draft_with_one_press(sign_in, make_article, url, values):
    article = make_article(status="draft", published_at=None, **GOOD)
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="New", _step="publish"))
    stored = Article.objects.get()
    assert (stored.is_live, stored.title) == (True, "New")
    acts = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(acts) == ["edit", "submit", "publish"]


def test_a_new_story_is_published_with_one_press(sign_in, url, values):
    browser = sign_in()
    browser.post(
        url(), values(browser.get(url()), title="New", body="Text.", _step="publish", **GOOD)
    )
    assert Article.objects.get().is_live


def test_an_error_keeps_a_story_from_readers_and_loses_nothing(sign_in, make_article, url, values):
    article = make_article(status="draft", **GOOD)
    browser = sign_in()
    bad = values(browser.get(url(article)), body="See [this](http://intranet/x).", _step="publish")
    answer = browser.post(url(article), bad, follow=True)
    panel = answer.context["panel"]
    assert panel.is_stopped
    assert panel.primary.label == "Publish now"
    assert 'href="#id_body"' in answer.content.decode()
    stored = Article.objects.get()
    assert (stored.status, stored.body) == ("draft", "See [this](http://intranet/x).")
    forced = values(answer, _step="publish") | {"_confirmed": "link"}
    browser.post(url(article), forced)
    assert Article.objects.get().status == "draft"


def test_a_warning_asks_once_without_any_program(sign_in, make_article, url, values):
    article = make_article(status="draft", published_at=None)
    browser = sign_in()
    form = values(browser.get(url(article)), _step="publish")
    answer = browser.post(url(article), form, follow=True)
    panel = answer.context["panel"]
    assert (panel.asks, panel.primary.label) == (True, "Publish now all the same")
    assert f'name="_confirmed" value="{panel.confirmed}"' in answer.content.decode()
    # What comes up only now is asked about, too.
    worse = values(answer, body="![](https://a.example/x.png)", _step="publish")
    browser.post(url(article), worse | {"_confirmed": panel.confirmed})
    assert Article.objects.get().status == "draft"
    answer = browser.get(f"{url(article)}?ask=publish")
    sure = values(answer, _step="publish") | {"_confirmed": answer.context["panel"].confirmed}
    browser.post(url(article), sure)
    assert Article.objects.get().is_live


def test_an_update_asks_only_about_what_it_brings(sign_in, make_article, url, values):
    article = make_article("Old")
    browser = sign_in()
    browser.post(url(article), values(browser.get(url(article)), title="New", _step="update"))
    assert Article.objects.get().title == "New"
    form = values(browser.get(url(article)), body="[x](/en/articles/nowhere/)", _step="update")
    browser.post(url(article), form)
    assert "nowhere" not in Article.objects.get().body
    assert "nowhere" in PendingRevision.objects.get().values["body"]


def test_links_to_own_stories_are_looked_up(sign_in, make_article, url):
    make_article("There")
    make_article("Hidden", status="draft")
    body = "[a](/en/articles/there/) [b](/en/articles/hidden/) [c](/uk/articles/there/)"
    panel = (
        sign_in().get(url(make_article("Mine", status="draft", body=body, **GOOD))).context["panel"]
    )
    assert [(f.code, f.detail) for f in panel.findings] == [
        ("link-missing", "/uk/articles/there/"),
        ("link-hidden", "/en/articles/hidden/"),
    ]


def test_a_link_to_an_old_address_is_as_good_as_one_to_the_present(sign_in, make_article, url):
    for title, columns in (("There", {}), ("Hidden", {"status": "draft"})):
        article = make_article(title, **columns)
        article.redirects.create(path=f"/en/articles/old-{title.lower()}/")
    body = (
        "[a](/en/articles/old-there/) [b](/en/articles/old-there.md) [c](/en/articles/%6fld-there)"
        " [d](/en/articles/there) [e](/en/articles/old-hidden/) [f](/en/articles/none)"
    )
    mine = make_article("Mine", status="draft", body=body, **GOOD)
    panel = sign_in().get(url(mine)).context["panel"]
    assert [(f.code, f.detail) for f in panel.findings] == [
        ("link-missing", "/en/articles/none"),
        ("link-hidden", "/en/articles/old-hidden/"),
    ]


@pytest.mark.parametrize(("hours", "weight", "place"), [(-9, 5, 1), (-3, 2, 2), (-9, 2, 3)])
def test_the_place_among_the_pins_is_that_of_the_front_page(
    sign_in, make_article, url, client, hours, weight, place
):
    make_article("Pinned", hours=-8, sticky_weight=2)
    make_article("Highly pinned", hours=-7, sticky_weight=4 if place > 1 else 3)
    mine = make_article("Mine", hours=hours, sticky_weight=weight)
    sentence = sign_in().get(url(mine)).context["panel"].sentence
    assert f"pin {place} of the front page" in sentence
    client.logout()
    shown = client.get("/en/").content.decode()
    order = sorted(["Pinned", "Highly pinned", "Mine"], key=lambda t: shown.index(f"{t}</a>"))
    assert order.index("Mine") + 1 == place


# --- saving without a reload --------------------------------------------------------------------


def test_a_save_answers_with_what_the_page_needs(sign_in, make_article, url, values):
    article = make_article(status="draft")
    browser = sign_in()
    sent = values(browser.get(url(article)), title="A  new title", body="Text.\r\n")
    answer = browser.post(url(article), sent, **JSON).json()
    assert (answer["saved"], answer["pk"], answer["url"]) == (True, article.pk, url(article))
    assert answer["values"]["title"] == "A new title"
    opened_on = json.loads(answer["values"]["opened_on"])
    assert opened_on["article"] == Article.objects.get().version
    assert "Draft" in answer["panel"]
    assert "Publish now" in answer["buttons"]
    # The form goes on from there.
    again = sent | answer["values"] | {"body": "More."}
    assert browser.post(url(article), again, **JSON).json()["saved"]


def test_a_new_story_gets_its_address(sign_in, url, values):
    browser = sign_in()
    answer = browser.post(url(), values(browser.get(url()), title="New", body="x"), **JSON).json()
    assert answer["url"] == url(Article.objects.get())


def test_errors_name_their_fields(sign_in, make_article, url, values):
    article = make_article(status="draft")
    browser = sign_in()
    answer = browser.post(url(article), values(browser.get(url(article)), title=""), **JSON)
    assert set(answer.json()["errors"]) == {"id_title"}


def test_a_merge_comes_as_a_piece_of_the_page(sign_in, make_article, url, values):
    article = make_article(body=BODY, status="draft")
    browser = sign_in()
    sent = values(browser.get(url(article)), title="Mine")
    change(article, body=BODY.replace("noon", "one"))
    response = browser.post(url(article), sent, **JSON)
    answer = response.json()
    assert answer["saved"] is False
    assert "<ins>one</ins>" in answer["merge"]
    assert answer["values"]["body"] == BODY.replace("noon", "one")
    assert browser.post(url(article), sent | answer["values"], **JSON).json()["saved"]


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "most"), [({}, 23), ({"status": "draft"}, 23)])
def test_the_form_costs_a_fixed_number_of_queries(
    sign_in, make_article, url, source, category, django_assert_max_num_queries, columns, most
):
    article = make_article(
        source=source, category=category, tags=list("abcdef"), body=BODY, **columns
    )
    for number in range(5):
        make_article(f"S{number}")
        article.keep_revision("edit")
    browser = sign_in()
    browser.get(url(article))
    with django_assert_max_num_queries(most):
        assert browser.get(url(article)).status_code == 200


def test_what_was_typed_is_forgotten_when_it_is_saved(sign_in, make_article, url, values):
    article = make_article(status="draft")
    browser = sign_in()
    page = browser.get(url(article))
    user = page.wsgi_request.user
    Autosave.keep(user, str(article.pk), {"title": "Typed"})
    answer = browser.post(url(article), values(page, title="T") | {"form_name": str(article.pk)})
    assert not Autosave.objects.exists()
    assert f"saved={article.pk}" in answer["Location"]


# --- the address --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Port-Deal_2026", "port-deal-2026"),
        ("_press_", "press"),
        ("  Press Day  ", "press-day"),
        ("Каштани", "kashtani"),
        ("port-deal", "port-deal"),
    ],
)
@pytest.mark.parametrize("status", ["draft", "published"])
def test_a_typed_address_is_written_in_the_one_grammar_and_that_is_said(
    sign_in, make_article, url, values, typed, address, status
):
    article = make_article(status=status)
    browser = sign_in()
    answer = browser.post(url(article), values(browser.get(url(article)), slug=typed), follow=True)
    stored = Article.objects.get()
    pending = PendingRevision.objects.filter(article=stored).first()
    assert (pending.values["slug"] if pending else stored.slug) == address
    said = [str(message) for message in answer.context["messages"]]
    assert any(address in text for text in said) == (address != typed)


def test_an_address_without_a_letter_is_refused(sign_in, make_article, url, values):
    article = make_article(status="draft")
    browser = sign_in()
    answer = browser.post(url(article), values(browser.get(url(article)), slug="—!—"))
    assert answer.status_code == 200
    assert "Latin letters" in answer.context["adminform"].form.errors["slug"][0]


def drafted(form: dict[str, str]) -> dict[str, str]:
    """What is posted for a story that is not live: its form has no time of an update."""
    return {name: value for name, value in form.items() if name != "update_at"}


def test_what_the_checks_ask_is_answered_to_a_script_in_place(sign_in, make_article, url, values):
    article = make_article(status="draft", published_at=None)
    browser = sign_in()
    form = drafted(values(browser.get(url(article)), _step="publish"))
    asked = browser.post(url(article), form, **JSON).json()
    assert (asked["saved"], asked["asks"], "follow" in asked) == (True, True, False)
    assert "Publish now all the same" in asked["buttons"]
    assert 'class="findings asked"' in asked["buttons"]
    assert "press again" in asked["messages"][0]
    codes = browser.get(f"{url(article)}?ask=publish").context["panel"].confirmed
    # The form of a live story has other fields.
    done = browser.post(url(article), form | {"_confirmed": codes}, **JSON).json()
    assert done["follow"].startswith(url(article))
    assert Article.objects.get().is_live
    assert "Published" in browser.get(done["follow"]).content.decode()


def test_scheduling_and_submitting_stay_on_the_page(sign_in, make_article, url, values):
    article = make_article(status="draft", published_at=None, **GOOD)
    browser = sign_in()
    form = values(browser.get(url(article)), published_at="2099-01-01T06:30:00", _step="publish")
    answer = browser.post(url(article), drafted(form), **JSON).json()
    assert "Scheduled for" in answer["messages"][0]
    assert "Save, and go live" in answer["buttons"]
    # What can be done with a story that is published stands above it.
    assert "Correct" in answer["tools"]
    other = make_article("Other", status="draft", published_at=None, **GOOD)
    writer = sign_in("Writers")
    form = values(writer.get(url(other)), _step="submit")
    assert "asks" in writer.post(url(other), drafted(form), **JSON).json()
    other.refresh_from_db()
    assert other.status == Status.IN_REVIEW
