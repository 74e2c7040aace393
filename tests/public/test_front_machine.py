"""Whatever editors do with the front page and with its stories, readers have a right one.

A machine makes and launches editions at random while stories come and go. After each step no story
stands twice, none is there that readers may not see, the lead is never empty while a story may
lead, and a kept page that its keys hold to be right is the page that is rendered now.

A long walk: `FRONT_EXAMPLES=500 make thorough ARGS=tests/public/test_front_machine.py`.
"""

import datetime as dt
import os

import pytest
import time_machine
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.lib.public_keys import META_KEY
from articles.models import Article, Category, FrontEdition, Tag
from articles.models.article_changes import record, recorded_together
from articles.models.exceptions import CannotLaunch, StaleEdition
from articles.models.front_plan import FrontBlock, Pick, section_block
from articles.models.standing import Standing
from articles.public.front_pool import load_front_page
from articles.workflow import Status
from tests.public.page_cache.oracle.processes import Reply, Request
from tests.public.page_cache.oracle.reference import Reference

# Of the everyday run, and of the slow proof.
FEW, MANY = 6, int(os.environ.get("FRONT_EXAMPLES", "60"))
STEPS = 20
START = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CATEGORIES = ("ENERGY", "SPORT", "PORTS")

numbers = st.integers(0, 40)
blocks = st.sampled_from([*map(str, FrontBlock), *CATEGORIES])


@pytest.mark.parametrize(
    "examples", [FEW, pytest.param(MANY, marks=pytest.mark.thorough)], ids=["few", "many"]
)
def test_readers_have_a_right_front_page(db, examples):
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Desk(RuleBasedStateMachine):
    """What editors do. Everything of one example is rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.travel = time_machine.travel(START, tick=False)
        self.clock = self.travel.start()
        self.reference = Reference()
        self.reference.read(self.now)
        self.client = Client()
        self.count = 0

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    @initialize(number=st.sampled_from([0, 2, 9, 24]))
    def some_stories(self, number) -> None:
        for place in range(number):
            self.a_story_comes(-place, CATEGORIES[place % 3], 0, None)

    @rule(
        hours=st.sampled_from([-500, -30, -1, 0, 1, 20]),
        category=st.sampled_from([None, *CATEGORIES]),
        weight=st.sampled_from([0, 0, 0, -1, 4]),
        lasts=st.sampled_from([None, None, 2, 30]),
    )
    def a_story_comes(self, hours, category, weight, lasts) -> None:
        self.count += 1
        time = self.now + hours * HOUR
        with transaction.atomic(), recorded_together():
            article = Article.objects.create(
                title=f"Story {self.count}", slug=f"story-{self.count}", lang="en", body="Text.",
                status=Status.PUBLISHED, published_at=time, sticky_weight=weight,
                category=Category.from_key(category) if category else None,
                expires_at=time + lasts * HOUR if lasts else None,
            )  # fmt: skip
            article.tags.set(["Ports", "Sea"] if self.count % 2 else ["Sea"])
            record(None, Standing.of(article))

    # --- stories come and go ------------------------------------------------------------------

    def _article(self, number: int) -> Article | None:
        rows = Article.objects.order_by("pk")
        return rows[number % len(rows)] if rows else None

    @rule(number=numbers, step=st.sampled_from(["unpublish", "retract", "restore", "publish"]))
    def a_story_changes_its_state(self, number, step) -> None:
        article = self._article(number)
        if not article:
            return
        if step == "publish" and article.status == Status.DRAFT:
            article.submit(None)
            article.publish(None)
        elif step == "unpublish" and article.status == Status.PUBLISHED:
            article.unpublish(None)
        elif step == "retract" and article.is_live:
            article.retract(None, "Wrong.")
        elif step == "restore" and article.status == Status.RETRACTED:
            article.restore(None)

    @rule(number=numbers)
    def a_story_is_deleted(self, number) -> None:
        if article := self._article(number):
            article.delete()

    @rule(hours=st.sampled_from([0.5, 1, 3, 12, 25]))
    def time_passes(self, hours) -> None:
        self.clock.shift(hours * HOUR)

    # --- editions -----------------------------------------------------------------------------

    @rule(
        picks=st.lists(st.tuples(numbers, blocks), max_size=10),
        sections=st.lists(st.sampled_from(CATEGORIES), max_size=3, unique=True),
        words=st.sampled_from(["", "Fire"]),
        hours=st.sampled_from([None, 1, 3]),
        latest=st.booleans(),
        again=st.booleans(),
    )
    def a_draft_is_saved(self, picks, sections, words, hours, latest, again) -> None:
        chosen = {}
        for number, block in picks:
            if article := self._article(number):
                pk = Category.from_key(block).pk if block in CATEGORIES else None
                name = section_block(pk) if pk else block
                chosen[article.pk] = Pick(name, article.pk, f"Card {article.pk}" if pk else "")
        draft = FrontEdition.objects.drafts().first()
        if draft is None or again:
            draft = FrontEdition(lang="en").copy(None)
        end = self.now + hours * HOUR if hours else None
        draft.picks = [pick.as_json() for pick in chosen.values()]
        draft.sections = [Category.from_key(key).pk for key in sections]
        draft.breaking_words, draft.breaking_until = words, end
        draft.focus_tag = Tag.objects.filter(name="Sea").first() if end else None
        draft.focus_until = end
        draft.shows_latest = latest
        draft.save_draft(None)

    @precondition(lambda self: FrontEdition.objects.filter(starts_at=None).exists())
    @rule(ahead=st.sampled_from([0, 0, 0, 1, 5]))
    def a_draft_is_launched_or_scheduled(self, ahead) -> None:
        draft = FrontEdition.objects.drafts().first()
        try:
            draft.launch(None, self.now + ahead * HOUR if ahead else None)
        except CannotLaunch:
            return
        if not ahead:
            self.clock.shift(1)
            assert FrontEdition.objects.live("en", self.now) == draft

    @rule(number=numbers)
    def an_edition_is_launched_again_or_called_back(self, number) -> None:
        rows = FrontEdition.objects.exclude(starts_at=None).order_by("pk")
        if not rows:
            return
        edition = rows[number % len(rows)]
        try:
            if edition.is_scheduled(self.now):
                edition.call_back(None)
            else:
                edition.relaunch(None)
                self.clock.shift(1)
        except (StaleEdition, CannotLaunch):
            return

    # --- what readers have then ---------------------------------------------------------------

    @invariant()
    def the_page_is_right(self) -> None:
        page = load_front_page(HttpRequest(), "en").page
        standing = [article.pk for article in page.standing]
        assert len(standing) == len(set(standing))
        rows = Article.objects.filter(lang="en").live(self.now)
        live = set(rows.values_list("pk", flat=True))
        assert {*standing, *(article.pk for article in page.latest)} <= live
        assert page.lead or not rows.filter(sticky_weight__gte=0).exists()
        edition = FrontEdition.objects.live("en", self.now)
        assert page.lead or not edition or not live & edition.plan(self.now).articles

    @invariant()
    def a_kept_page_is_the_page_of_now(self) -> None:
        self.reference.read(self.now)
        response = self.client.get("/en/")
        fresh = Reply(response.status_code, tuple(response.items()), response.content)
        request = Request("/en/")
        assert not self.reference.fault(request, fresh, self.now)
        dependencies = response.wsgi_request.META[META_KEY]
        self.reference.keep(request, fresh, dependencies, self.now, 0)
