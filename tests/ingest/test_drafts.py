"""Items become drafts in review by the rules that are on: each once, and nothing goes live."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from articles.ingest import drafts
from articles.ingest.deciding import decide_new_items
from articles.ingest.drafts import make_draft, make_drafts
from articles.ingest.exceptions import NoDraft, RulesUnreadable
from articles.ingest.rules_in_use import rules_on
from articles.ingest.tasks import filter_new_items
from articles.models import Article, AuditEntry, IngestRules, Notice, Source, UpstreamItem
from articles.workflow import Status
from tests.ingest.rules.test_document import EXAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def each_is_an_event(settings):
    """The items here are alike, and none repeats another (tests/ingest/clusters/test_repeats.py)."""
    settings.CLUSTER_DAYS = 0


@pytest.fixture
def rules():
    """`rules(…)` are the example rules, with changes, switched on."""

    def go(**changes) -> IngestRules:
        version = IngestRules.objects.create(document=json.loads(EXAMPLE.read_text()) | changes)
        version.switch_on(None)
        return version

    return go


@pytest.fixture
def make_item(make_original):
    def go(external_id: str = "7", **columns) -> UpstreamItem:
        now = dt.datetime.now(dt.UTC)
        columns = {
            "title": f"Port opens {external_id}", "body": "The port opened at noon.", "lang": "en",
            "categories": ["FIAT", "BTC"], "keywords": ["Bitcoin"], "published_at": now,
            "url": "https://wire.example/a", "score": 2, "sentiment": "NEUTRAL",
        } | columns  # fmt: skip
        return make_original(external_id, **columns)

    return go


def verdict(item: UpstreamItem) -> tuple[str, str, str]:
    item.refresh_from_db()
    return item.verdict, item.verdict_reason, item.verdict_word


def test_an_item_becomes_a_draft_in_review_with_the_values_of_the_rules(rules, make_item):
    version, item = rules(), make_item()
    assert filter_new_items.func() == {"chosen": 1, "made": 1}
    article = Article.objects.get()
    assert (article.status, article.ai, article.held) == (Status.IN_REVIEW, None, False)
    assert (article.source, article.external_id, article.lang) == (item.source, "7", "en")
    assert (article.category.key, article.tag_list[0].name) == ("BTC", "FIAT")
    assert (article.slug, article.score, article.sentiment) == ("port-opens-7", 2, "NEUTRAL")
    assert article.published_at == item.published_at
    assert article.body.endswith("[The Wire](<https://wire.example/a>)")
    assert UpstreamItem.objects.of(article).get() == item
    assert verdict(item) == ("made", "", "")
    assert item.decided_by_rules == version
    assert item.decided_at


def test_none_is_ever_live(rules, make_item):
    rules()
    Source.objects.update(trust="publish")
    make_item()
    filter_new_items.func()
    assert not Article.objects.live().exists()
    assert not Article.objects.filter(status=Status.PUBLISHED).exists()


def test_the_same_again_changes_nothing(rules, make_item):
    rules()
    make_item()
    filter_new_items.func()
    before = Article.objects.values().get()
    UpstreamItem.objects.update(verdict="")
    assert filter_new_items.func() == {"covered": 1}
    UpstreamItem.objects.update(verdict="chosen")
    assert filter_new_items.func() == {"covered": 1}
    assert Article.objects.values().get() == before


def test_an_item_with_a_story_in_any_language_gets_none(rules, make_item, make_article, source):
    rules()
    item = make_item()
    make_article(lang="uk", source=source, external_id="7", status="draft")
    filter_new_items.func()
    assert verdict(item)[0] == "covered"
    assert Article.objects.count() == 1


def test_what_the_rules_drop_is_kept_with_the_reason_and_decided_once(rules, make_item):
    rules()
    dropped = make_item("1", categories=["SPONSORED"])
    old = make_item("2", published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    filter_new_items.func()
    assert verdict(dropped) == ("dropped", "section", "SPONSORED")
    assert verdict(old) == ("old", "old", "3")
    rules(drop={}, freshDays=0)
    assert filter_new_items.func() == {}
    assert not Article.objects.exists()


def test_rules_make_no_drafts_of_what_came_long_before_they_were_switched_on(rules, make_item):
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    items = [
        make_item("1", published_at=then, first_seen_at=then),
        make_item("2", published_at=None, first_seen_at=then),
    ]
    rules()
    assert filter_new_items.func() == {"old": 2}
    assert [verdict(item) for item in items] == [("old", "waited", "3")] * 2


def test_without_rules_nothing_is_decided(make_item):
    item = make_item()
    assert filter_new_items.func() == {}
    assert verdict(item) == ("", "", "")


def test_rules_that_a_newer_program_refuses_stop_with_their_number(rules, make_item):
    rules()
    make_item()
    IngestRules.objects.update(document={"unheard": 1})
    with pytest.raises(RulesUnreadable, match=r"Version \d+: unheard"):
        filter_new_items.func()


def test_limits_hold_and_the_rest_is_done_later(rules, make_item, django_assert_max_num_queries):
    rules()
    for number in range(7):
        make_item(str(number))
    in_use = rules_on()
    with django_assert_max_num_queries(10):
        assert decide_new_items(in_use, 5) == {"chosen": 5}
    assert make_drafts(in_use, 3) == {"made": 3}
    assert decide_new_items(in_use, 5) == {"chosen": 2}
    assert make_drafts(in_use, 30) == {"made": 4}


def test_one_that_is_killed_goes_on_where_it_was(rules, make_item, monkeypatch):
    rules()
    items = [make_item(str(number)) for number in range(3)]
    in_use = rules_on()
    decide_new_items(in_use, 10)
    store, calls = drafts.store, []

    def killed(batch, **options):
        calls.append(batch)
        stored = store(batch, **options)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return stored

    monkeypatch.setattr(drafts, "store", killed)
    with pytest.raises(KeyboardInterrupt):
        make_drafts(in_use, 10)
    assert [verdict(item)[0] for item in items] == ["made", "chosen", "chosen"]
    assert make_drafts(in_use, 10) == {"made": 2}
    assert Article.objects.count() == 3
    assert list(Notice.objects.order_by("pk").values_list("count", flat=True)) == [1, 2]


def test_reviewers_are_told_once_of_many(rules, make_item):
    rules()
    for number in range(3):
        make_item(str(number))
    filter_new_items.func()
    notice = Notice.objects.get()
    assert (notice.event, notice.count, notice.article) == ("review.waiting", 3, None)
    make_item("9")
    filter_new_items.func()
    assert Notice.objects.last().article.external_id == "9"


def test_what_comes_after_people_were_told_is_told_anew(rules, make_item, monkeypatch):
    """The worker hands notices out while drafts are being made."""
    rules()
    for number in range(3):
        make_item(str(number))
    in_use = rules_on()
    decide_new_items(in_use, 10)
    store, calls = drafts.store, []

    def hands_out(batch, **options):
        calls.append(batch)
        if len(calls) == 3:
            Notice.objects.update(sent_at=timezone.now())
        return store(batch, **options)

    monkeypatch.setattr(drafts, "store", hands_out)
    make_drafts(in_use, 10)
    assert list(Notice.objects.order_by("pk").values_list("count", flat=True)) == [2, 1]


def test_slugs_are_unique(rules, make_item):
    rules()
    for number in range(3):
        make_item(str(number), title="Port opens")
    filter_new_items.func()
    assert set(Article.objects.values_list("slug", flat=True)) == {
        "port-opens", "port-opens-2", "port-opens-3",
    }  # fmt: skip


def test_a_file_of_the_story_takes_the_place_of_the_draft(rules, make_item, import_document):
    """The rewritten file that comes later: the draft is its earlier version."""
    rules()
    make_item("70010001")
    filter_new_items.func()
    file = (
        b"---\ntitle: Rewritten\nlang: en\nexternalId: '70010001'\ndraft: true\n"
        b"source: {name: The Wire, key: wire, type: RSS}\n---\nNew text.\n"
    )
    stored = import_document(file, "rewritten.en.md")
    article = Article.objects.get()
    assert not stored.conflicts
    assert (article.title, article.body, article.status) == ("Rewritten", "New text.", "in_review")


def test_a_person_gets_a_draft_of_what_the_rules_dropped(rules, make_item, make_user):
    rules()
    item, editor = make_item(categories=["SPONSORED"]), make_user("Editors")
    filter_new_items.func()
    article = make_draft(item, editor)
    assert article.status == Status.IN_REVIEW
    assert verdict(item)[0] == "made"
    assert item.decided_by_rules is None
    entry = AuditEntry.objects.get(action="make_draft")
    assert (entry.actor, entry.article, entry.detail) == (editor, article, {"original": item.pk})
    with pytest.raises(NoDraft):
        make_draft(item, editor)
    assert Article.objects.count() == 1


def test_a_person_gets_a_draft_without_any_rules(make_item, make_user):
    assert make_draft(make_item(lang="ja"), make_user("Editors")).lang == "en"


def test_hostile_texts_are_text(rules, make_item):
    rules()
    make_item(title="<script>alert(1)</script> # {{ x }}", body="[a](javascript:alert(1)) <b>")
    filter_new_items.func()
    article = Article.objects.get()
    assert "javascript:alert(1)) &lt;b&gt;" in article.body_html
    assert "<script" not in article.body_html


def test_what_breaks_a_rule_of_the_files_fails_alone_and_says_why(rules, make_item, monkeypatch):
    rules()
    bad, good = make_item("1"), make_item("2")
    record = drafts.story_record

    def refusing(item, values, terms):
        if item.external_id == "1":
            return record(
                item,
                values.__class__(
                    **{
                        **{name: getattr(values, name) for name in values.__slots__},
                        "slug": "Not one",
                    }
                ),
                terms,
            )
        return record(item, values, terms)

    monkeypatch.setattr(drafts, "story_record", refusing)
    assert filter_new_items.func() == {"chosen": 2, "failed": 1, "made": 1}
    assert verdict(bad)[:2] == ("failed", "refused")
    assert "address" in verdict(bad)[2]
    assert verdict(good)[0] == "made"
