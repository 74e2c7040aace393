"""The list: found by state, words and filters; weights in place; acts on many, and their undo."""

import io
import zipfile

import pytest
from django.utils import timezone

from articles.admin.articles.change_list import page as change_list
from articles.editorial.review.approval import approve
from articles.models import Article, AuditEntry, Category, Tag
from articles.workflow import Status

pytestmark = pytest.mark.django_db
# What nobody needs to look at before readers get it.
GOOD = {"description": "The harbour opened at noon, and closed again in the evening."}
LIST = "/admin/articles/article/"


def titles(response) -> list[str]:
    return [row.article.title for row in response.context["rows"]]


def text(response) -> str:
    return response.content.decode()


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- what it shows ------------------------------------------------------------------------------


def test_the_list_shows_what_an_editor_looks_for(sign_in, make_article, source, category):
    make_article("Live one", source=source, category=category, sticky_weight=4)
    make_article("Later one", hours=3.5, ai={"translatedFrom": "en"}, lang="uk")
    make_article("Draft one", status="draft")
    page = text(sign_in().get(LIST))
    for expected in (
        "Live one", "state-live", "state-draft", "Pinned", "Energy · live-one · The Wire",
        '<span class="state state-scheduled">Scheduled</span>', "in 3 h", "60 min ago",
        'title="Translated by a language model"', 'href="/en/articles/live-one/"',
    ):  # fmt: skip
        assert expected in page
    assert "/en/articles/draft-one/" not in page


def test_the_list_and_the_publish_panel_name_the_same_distance(sign_in, make_article, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    browser = sign_in()
    minutes = (0.5, 5, 59, 70, 89, 91, 119, 150, 240, 36 * 60, 50 * 60, 10 * 1440, 100 * 1440)
    ids = {make_article(f"In {m}", slug=f"a{n}", hours=m / 60).pk: m for n, m in enumerate(minutes)}
    rows = {row.article.pk: row.when.words for row in browser.get(LIST).context["rows"]}
    assert rows.keys() == ids.keys()
    for pk, words in rows.items():
        sentence = browser.get(f"{LIST}{pk}/change/").context["panel"].sentence
        assert sentence.endswith(f", {words}"), ids[pk]


def test_who_changed_a_story_last_is_told(sign_in, make_article, make_user):
    one, two = make_article("One", status="draft"), make_article("Two", status="draft")
    one.submit(make_user("Writers", "wendy"))
    two.keep_revision("edit", make_user("Editors", "edith"))
    page = text(sign_in().get(LIST))
    # Also where the column is too narrow for it.
    assert ' · wendy"' in page
    assert ' · edith"' in page


def test_an_empty_list_says_what_to_do(sign_in, make_article):
    browser = sign_in()
    assert "No stories yet." in text(browser.get(LIST))
    make_article("One")
    page = text(browser.get(LIST + "?q=nowhere"))
    assert "No story fits all of this." in page
    assert "Show all stories" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Live", "Later", "Draft", "Waiting", "Gone"}),
        ("state=live", {"Live"}),
        ("state=scheduled", {"Later"}),
        ("state=draft", {"Draft"}),
        ("state=in_review", {"Waiting"}),
        ("state=retracted", {"Gone"}),
        ("state=nonsense", {"Live", "Later", "Draft", "Waiting", "Gone"}),
        ("pinned=yes", {"Draft"}),
        ("pinned=yes&state=live", set()),
        ("lang=uk", {"Later"}),
        ("lang=xx", {"Live", "Later", "Draft", "Waiting", "Gone"}),
        ("lang=uk&state=live", set()),
        ("q=harbour", {"Live", "Later", "Draft", "Waiting", "Gone"}),
        ("q=draft", {"Draft"}),
        ("q=harbour&state=draft", {"Draft"}),
        ("q=harbour -draft", {"Live", "Later", "Waiting", "Gone"}),
        ("q=-draft", {"Live", "Later", "Waiting", "Gone"}),
        ("q=lang:uk", {"Later"}),
        ("q=tag:sea", {"Draft", "Live"}),
        ("q=tag:sea&state=live", {"Live"}),
        ("q=tag:море", {"Draft", "Live"}),
        ("q=tag:unknown", set()),
        ("q=before:2020", {"Gone"}),
        # A publisher, by name or key; with its filter; and an id that only the file knew.
        ("q=the wire", {"Live", "Waiting"}),
        ("q=wire&state=in_review", {"Waiting"}),
        ("q=source:wire", {"Live", "Waiting"}),
        ("q=UP-0012", {"Waiting"}),
        ("q=UP-0012&state=live", set()),
        ("q=https://testserver/en/articles/draft/", {"Draft"}),
        ("source={source}", {"Live", "Waiting"}),
        ("source={source}&q=harbour&state=live", {"Live"}),
        ("category={category}", {"Draft"}),
        ("category={category}&source={source}", set()),
        ("category=999", set()),
        ("before=1", set()),
        ("before=-5&category=x&source=9999999999999999999999", {"Live", "Later", "Draft", "Waiting", "Gone"}),
    ],
)  # fmt: skip
def test_filters_and_search_go_together(sign_in, make_article, source, category, query, found):
    make_article("Live", source=source, tags=["Sea"])
    make_article("Later", hours=3, lang="uk")
    make_article("Draft", status="draft", sticky_weight=1, category=category, tags=["Sea"])
    make_article(
        "Waiting", status="in_review", source=source, external_id="UP-0012", published_at=None
    )
    make_article("Gone", status="retracted", hours=-24 * 365 * 10)
    tag = Tag.objects.get()
    tag.names = {"uk": "Море"}
    tag.save()
    query = query.format(source=source.pk, category=category.pk)
    assert set(titles(sign_in().get(f"{LIST}?{query}"))) == found


def test_no_search_of_readers_finds_what_the_desk_finds(sign_in, make_article, client):
    for status in ("draft", "in_review", "retracted"):
        make_article(f"Quokka {status}", status=status)
    make_article("Quokka later", hours=4)
    assert len(titles(sign_in().get(LIST + "?q=quokka"))) == 4
    client.logout()
    for sort in ("", "&sort=date"):
        page = client.get(f"/en/search/?q=quokka{sort}").content.decode()
        assert "quokka-" not in page
    # Nor is a word of theirs ever offered for a misspelt one.
    assert "quokka" not in client.get("/en/search/?q=qoukka").content.decode().lower()


def test_a_story_moves_between_the_indexes_with_its_state(sign_in, make_article, make_user):
    editor = make_user("Administrators")
    article = make_article("Quokka", status="in_review", published_at=None)
    browser = sign_in()

    def seen() -> list[str]:
        states = ("in_review", "draft", "live", "retracted")
        return [s for s in states if titles(browser.get(f"{LIST}?q=quokka&state={s}"))]

    assert seen() == ["in_review"]
    article.publish(editor)
    assert seen() == ["live"]
    article.retract(editor, "why")
    assert seen() == ["retracted"]
    article.restore(editor)
    assert seen() == ["draft"]
    article.delete()
    assert seen() == []


def test_pages_follow_each_other_without_gap_or_repetition(sign_in, make_article, monkeypatch):
    monkeypatch.setattr(change_list, "PAGE_SIZE", 3)
    made = {f"S{n}" for n in range(8)}
    for n, title in enumerate(sorted(made)):
        make_article(title, hours=-n // 2, status=("draft", "published")[n % 2])
    browser, query, pages = sign_in(), "", []
    for _page in range(3):
        page = browser.get(LIST + query)
        pages.append(titles(page))
        query = page.context["next_query"]
    assert query == ""
    assert [len(page) for page in pages] == [3, 3, 2]
    assert {title for page in pages for title in page} == made
    assert page.context["is_later"]


def test_chips_count_and_lead_on(sign_in, make_article, category):
    make_article("One", category=category)
    make_article("Two", status="draft", category=category, lang="uk")
    make_article("Three", status="draft")
    page = sign_in().get(f"{LIST}?category={category.pk}&lang=uk")
    states = {chip.label: chip for chip in page.context["states"]}
    assert {label: chip.count for label, chip in states.items()} == {
        "All": "", "Needs review": "0", "Draft": "1", "Scheduled": "0", "Live": "0",
        "Ended": "0", "Retracted": "0", "Pinned": "0", "Changes waiting": "0", "AI, unreviewed": "0",
    }  # fmt: skip
    assert states["Draft"].query == f"?state=draft&lang=uk&category={category.pk}"
    languages = {chip.label: chip for chip in page.context["languages"]}
    assert languages["English"].count == "1"
    # The chip that is on leads back.
    assert languages["Українська"].query == f"?category={category.pk}"
    assert [chip.query for chip in page.context["in_force"]] == ["?lang=uk"]


def test_the_chip_of_machine_text_finds_what_the_label_says(sign_in, make_article, make_user):
    for n, ai in enumerate(
        [{"rewritten": True}, {"translatedFrom": "uk"}, {"rewritten": False}, None]
    ):
        make_article(f"S{n}", ai=ai, status=("draft", "published")[n % 2])
    read = make_article("Read", ai={"rewritten": True})
    approve(read.pk, read.text_hash, make_user("Administrators"))
    browser = sign_in()
    rows = browser.get(LIST).context["rows"]
    labelled = {row.article.title for row in rows if row.machine}
    assert labelled == {"S0", "S1"}
    page = browser.get(f"{LIST}?ai=unreviewed")
    assert set(titles(page)) == labelled
    chip = next(chip for chip in page.context["states"] if chip.label == "AI, unreviewed")
    assert (chip.count, chip.selected, chip.query) == ("2", True, "")
    changed = Article.objects.get(pk=read.pk)
    changed.body = "Another text."
    changed.save()
    assert "Read" in titles(browser.get(f"{LIST}?ai=unreviewed"))


def test_counts_end_where_nobody_reads_on(sign_in, make_article, monkeypatch):
    monkeypatch.setattr("articles.admin.articles.change_list.filters.COUNT_LIMIT", 3)
    for n in range(5):
        make_article(f"S{n}", status="draft")
    states = {chip.label: chip.count for chip in sign_in().get(LIST).context["states"]}
    assert states["Draft"] == "2+"


@pytest.mark.parametrize(
    "query",
    ["", "?state=draft", "?pinned=yes", "?changes=yes", "?ai=unreviewed", "?q=harbour", "?lang=uk"],
)
def test_the_list_costs_ten_queries_at_most(
    sign_in, make_article, source, category, django_assert_max_num_queries, query
):
    for number in range(12):
        status = ("draft", "published")[number % 2]
        make_article(
            f"S{number}", source=source, category=category, tags=["A"], status=status, ai={"a": 1}
        )
    browser = sign_in()
    # The names of sections and sources are remembered by each process.
    browser.get(LIST)
    with django_assert_max_num_queries(10):
        assert browser.get(LIST + query).status_code == 200


def test_no_query_counts_or_reads_the_whole_table(
    sign_in, make_article, django_assert_max_num_queries
):
    make_article("One")
    browser = sign_in()
    with django_assert_max_num_queries(10) as asked:
        browser.get(LIST)
    for query in asked.captured_queries:
        sql = query["sql"].upper()
        assert "OFFSET" not in sql
        assert "COUNT(" not in sql or "LIMIT" in sql or "_NEWEST(" in sql, sql


def test_a_page_of_stories_is_light(sign_in, make_article, source, category):
    for n in range(change_list.PAGE_SIZE + 1):
        title = f"Дуже довгий заголовок про гавань і нічний потяг, номер {n}"
        make_article(
            title, slug=f"a-long-address-of-the-night-train-{n}", source=source, category=category
        )
    assert len(sign_in().get(LIST).content) <= 60_000


def test_boxes_that_complete_what_is_typed_ask_the_index(sign_in, make_article):
    make_article("Quokka draft", status="draft")
    make_article("Harbour")
    found = sign_in("Administrators").get(
        "/admin/autocomplete/",
        {"app_label": "articles", "model_name": "redirect", "field_name": "article", "term": "quokka"},
    )  # fmt: skip
    assert [result["text"] for result in found.json()["results"]] == ["Quokka draft"]


# --- weights in place -----------------------------------------------------------------------------


def test_weights_are_saved_from_the_list(sign_in, make_article):
    one, two = make_article("One"), make_article("Two", sticky_weight=3)
    browser = sign_in()
    assert f'name="w-{two.pk}-3"' in text(browser.get(LIST))
    page = browser.post(
        LIST + "weights/", {f"w-{one.pk}-0": "9", f"w-{two.pk}-3": "3"}, follow=True
    )
    assert Article.objects.get(pk=one.pk).sticky_weight == 9
    assert Article.objects.get(pk=two.pk).version == two.version
    assert page.context["undo_count"] == 1
    browser.post(f"{LIST}undo/{page.context['undo_entry'].pk}/")
    assert Article.objects.get(pk=one.pk).sticky_weight == 0


def test_a_weight_that_somebody_else_changed_is_not_overwritten(sign_in, make_article):
    one, two = make_article("One"), make_article("Two")
    Article.objects.filter(pk=two.pk).update(sticky_weight=5)
    answer = sign_in().post(
        LIST + "weights/",
        {f"w-{one.pk}-0": "9", f"w-{two.pk}-0": "1"},
        headers={"accept": "application/json"},
    )
    assert answer.json()["saved"] is False
    assert "Somebody else" in answer.json()["message"]
    assert [a.sticky_weight for a in Article.objects.order_by("pk")] == [0, 5]


@pytest.mark.parametrize("field", ["w-1-x", "w-1-" + "9" * 30, f"w-{'9' * 30}-0", "w-٣-0"])
def test_a_field_of_no_article_is_told(sign_in, make_article, field):
    make_article()
    page = sign_in().post(LIST + "weights/", {field: "3"}, follow=True)
    assert "weight" in messages(page)[0]


@pytest.mark.parametrize("weight", ["x", "1.5", "40000", "-40000", "9" * 5_000])
def test_a_weight_that_is_none_is_told(sign_in, make_article, weight):
    article = make_article()
    browser = sign_in()
    page = browser.post(LIST + "weights/", {f"w-{article.pk}-0": weight}, follow=True)
    assert "weight" in messages(page)[0]
    assert Article.objects.get().sticky_weight == 0


def test_a_weight_pins_again_what_had_run_out(sign_in, make_article):
    article = make_article(sticky_until=timezone.now())
    sign_in().post(LIST + "weights/", {f"w-{article.pk}-0": "2"})
    assert Article.objects.get().is_pinned


# --- acts on many ---------------------------------------------------------------------------------


def test_an_act_is_planned_done_and_undone(sign_in, make_article):
    ready, live = make_article("Ready", status="in_review", **GOOD), make_article("Live")
    browser = sign_in()
    chosen = {"act": "publish", "story": [ready.pk, live.pk]}
    shown = browser.post(LIST + "plan/?lang=en", chosen)
    assert "In review → Published" in text(shown)
    assert "Published, not In review" in text(shown)
    assert Article.objects.live().count() == 1
    seen = " ".join(line.seen for line in shown.context["plan"].touched)
    after = browser.post(LIST + "do/?lang=en", {"act": "publish", "seen": seen}, follow=True)
    assert Article.objects.live().count() == 2
    entry = after.context["undo_entry"]
    assert "Publish: 1 story." in text(after)
    assert after.request["QUERY_STRING"] == f"lang=en&done={entry.pk}"
    back = browser.post(f"{LIST}undo/{entry.pk}/", follow=True)
    assert messages(back) == ["Undone for 1 story."]
    assert Article.objects.get(pk=ready.pk).status == Status.IN_REVIEW


def test_warnings_are_named_and_need_a_yes(sign_in, make_article):
    make_article("Ready", status="in_review", **GOOD)
    bare = make_article("Bare", status="in_review")
    browser = sign_in()
    shown = browser.post(LIST + "plan/?lang=en", {"act": "publish", "all": "yes"})
    assert "1 story has something to look at first" in text(shown)
    assert "No summary" in text(shown)
    (ready,), (asked,) = shown.context["plan"].touched, shown.context["plan"].asked
    # Left out unless the box is ticked.
    sent = {"act": "publish", "seen": ready.seen}
    after = browser.post(LIST + "do/?lang=en", sent, follow=True)
    assert "Publish: 1 story." in text(after)
    assert Article.objects.get(pk=bare.pk).status == "in_review"
    after = browser.post(LIST + "do/", {"act": "publish", "accepted": asked.seen}, follow=True)
    assert "Publish: 1 story." in text(after)
    assert Article.objects.get(pk=bare.pk).is_live


def test_warnings_that_nobody_saw_are_shown_before_anything_is_done_to_them(sign_in, make_article):
    articles = [
        make_article("Bare", status="in_review"),
        make_article("Ready", status="in_review", **GOOD),
    ]
    seen = " ".join(f"{article.pk}.{article.version}" for article in articles)
    answer = sign_in().post(LIST + "do/?next=desk", {"act": "publish", "seen": seen})
    assert [line.article.title for line in answer.context["plan"].asked] == ["Bare"]
    assert messages(answer) == ["Publish: 1 story."]
    assert 'action="/admin/articles/article/do/?next=desk"' in text(answer)
    assert [a.title for a in Article.objects.live()] == ["Ready"]


def test_an_act_that_needs_a_value_asks_for_it_first(sign_in, make_article, category):
    article = make_article(tags=["Old"])
    browser = sign_in()
    asked = browser.post(LIST + "plan/", {"act": "category", "story": article.pk})
    assert asked.context["plan"] is None
    assert "1 story chosen. Nothing is changed yet." in text(asked)
    chosen = {"act": "category", "ids": article.pk, "planned": "yes", "category": category.pk}
    shown = browser.post(LIST + "plan/", chosen)
    assert "– → Energy" in text(shown)
    done = {**chosen, "seen": shown.context["plan"].touched[0].seen, "reason": "It is about power."}
    browser.post(LIST + "do/", done)
    assert Article.objects.get().category == category
    assert AuditEntry.objects.filter(reason="It is about power.").count() == 2


def test_a_value_that_is_none_is_told(sign_in, make_article):
    article = make_article()
    for act, value in (("category", {"category": 99}), ("pin", {"weight": 0}), ("add_tag", {"tags": " , "}), ("language", {"lang": "xx"})):  # fmt: skip
        page = plan_page(sign_in, article, act, value)
        assert page.context["plan"] is None
        assert page.context["form"].errors


def plan_page(sign_in, article, act, value):
    if not hasattr(sign_in, "browser"):
        sign_in.browser = sign_in()
    return sign_in.browser.post(
        LIST + "plan/", {"act": act, "ids": article.pk, "planned": "yes", **value}
    )


def test_all_of_a_filter_are_taken_up_to_the_limit(sign_in, make_article, monkeypatch):
    monkeypatch.setattr("articles.admin.articles.bulk.views.MOST", 3)
    for n in range(4):
        make_article(f"S{n}", status="draft")
    make_article("Live")
    browser = sign_in()
    shown = browser.post(LIST + "plan/?state=draft", {"act": "submit", "all": "yes"})
    assert len(shown.context["plan"].touched) == 3
    assert "the newest 3 of the list" in text(shown)
    none = browser.post(
        LIST + "plan/?state=retracted", {"act": "submit", "all": "yes"}, follow=True
    )
    assert messages(none) == ["Choose stories, and what to do with them, first."]


def test_what_is_skipped_when_it_comes_to_it_is_told(sign_in, make_article):
    stories = [make_article(f"S{n}", status="in_review", **GOOD) for n in range(7)]
    browser = sign_in()
    shown = browser.post(
        LIST + "plan/", {"act": "publish", "story": [article.pk for article in stories]}
    )
    for article in stories[:6]:
        article.save()
    seen = " ".join(line.seen for line in shown.context["plan"].touched)
    after = browser.post(LIST + "do/", {"act": "publish", "seen": seen}, follow=True)
    assert len(messages(after)) == 6
    assert "somebody changed it meanwhile" in messages(after)[0]
    assert messages(after)[-1] == "And 1 more."


def test_an_export_holds_the_files(sign_in, import_document, example):
    article = import_document(example, "in/harbour-crane.en.md").article
    browser = sign_in("Writers")
    shown = browser.post(LIST + "plan/", {"act": "export", "story": article.pk})
    seen = shown.context["plan"].touched[0].seen
    answer = browser.post(LIST + "do/", {"act": "export", "seen": seen})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        (name,) = archive.namelist()
        assert (name, archive.read(name)) == ("in/harbour-crane.en.md", example)
    assert AuditEntry.objects.get().action == "export"


# --- who may ------------------------------------------------------------------------------------


def test_a_writer_is_offered_what_a_writer_may(sign_in, make_article):
    ready = make_article("Ready", status="in_review")
    browser = sign_in("Writers")
    page = browser.get(LIST)
    assert [action.name for action in page.context["bulk_actions"]] == [
        "submit", "category", "add_tag", "remove_tag", "authors", "language", "export",
    ]  # fmt: skip
    assert "Save weights" not in text(page)
    for path in ("plan/", "do/"):
        posted = {"act": "publish", "story": ready.pk, "seen": f"{ready.pk}.1"}
        assert browser.post(LIST + path, posted).status_code == 403
    assert browser.post(LIST + "weights/", {f"w-{ready.pk}-0": "3"}).status_code == 403
    assert Article.objects.get().status == "in_review"


def test_a_writer_cannot_undo_what_an_editor_did(client, make_user, make_article):
    client.force_login(make_user("Editors"))
    article = make_article()
    client.post(LIST + "weights/", {f"w-{article.pk}-0": "3"})
    entry = AuditEntry.objects.get(action="bulk")
    client.force_login(make_user("Writers"))
    assert client.get(f"{LIST}undo/{entry.pk}/").status_code == 403
    assert client.post(f"{LIST}undo/{entry.pk}/").status_code == 403
    assert Article.objects.get().sticky_weight == 3


def test_an_undo_is_found_in_the_audit_log_for_a_while(sign_in, make_article, monkeypatch):
    article = make_article("Harbour")
    browser = sign_in()
    browser.post(LIST + "weights/", {f"w-{article.pk}-0": "3"})
    entry = AuditEntry.objects.get(action="bulk")
    kept = text(browser.get(f"/admin/articles/auditentry/{entry.pk}/change/"))
    assert f"{LIST}undo/{entry.pk}/" in kept
    assert "will be undone" in text(browser.get(f"{LIST}undo/{entry.pk}/"))
    monkeypatch.setattr("articles.editorial.bulk.undo.UNDO_DAYS", -1)
    late = browser.post(f"{LIST}undo/{entry.pk}/", follow=True)
    assert messages(late) == ["It is too late to undo this."]
    assert Article.objects.get().sticky_weight == 3


@pytest.mark.parametrize("path", ["", "plan/", "do/", "weights/", "undo/1/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    assert client.get(LIST + path).status_code == 302
    assert client.post(LIST + path).status_code == 302


def test_an_unknown_act_changes_nothing(sign_in, make_article):
    article, browser = make_article(), sign_in()
    for path in ("plan/", "do/"):
        posted = {"act": "delete", "story": article.pk, "seen": f"{article.pk}.1"}
        page = browser.post(LIST + path, posted, follow=True)
        assert messages(page) == ["Choose stories, and what to do with them, first."]


def test_sections_beyond_the_menu_are_left_to_the_search(sign_in, make_article, monkeypatch):
    monkeypatch.setattr(change_list, "_MENU_LIMIT", 2)
    sections = [Category.from_key(f"S{n}") for n in range(4)]
    make_article()
    menus = sign_in().get(f"{LIST}?category={sections[3].pk}").context["menus"]
    assert [choice.name for choice in menus[0][2]] == ["S0", "S1", "S3"]
