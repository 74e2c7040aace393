"""From a feed to a draft in review: polled by the chain or by the worker, under the terms of use."""

import json

import pytest
from django.utils import timezone

from articles.ingest.feeds.polling import poll_feed
from articles.models import Article, Category, Feed, FeedPoll, IngestRules, QueuedTask, Source
from articles.pipeline.run import run_pipeline
from articles.workflow import Status
from tests.feed_server import RSS, feeds
from tests.ingest.rules.test_document import EXAMPLE
from tests.pipeline.test_run import stages

__all__ = ["feeds"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(feeds):
    document = json.loads(EXAMPLE.read_text()) | {"freshDays": 0}
    IngestRules.objects.create(document=document).switch_on(None)
    return Feed.objects.create(
        name="Harbour",
        source=Source.objects.create(key="harbour", name="Harbour news", kind="RSS"),
        category=Category.objects.create(key="PORTS", name="Ports", slug="ports"),
        url=feeds.url(),
        lang="en",
        terms=Feed.Terms.FULL,
        next_poll_at=timezone.now(),
    )


def test_the_chain_polls_and_makes_drafts_in_review(feed):
    told = stages(run_pipeline())
    assert told["poll"] == ("done", {"polled": 1, "created": 2, "updated": 0})
    assert told["draft"] == ("done", {"made": 2})
    article = Article.objects.get(external_id="crane-1")
    assert (article.status, article.lang) == (Status.IN_REVIEW, "en")
    assert "It lifts 40 tonnes again." in article.body
    # The rules find none for it.
    assert article.category == feed.category
    again = stages(run_pipeline())
    assert again["poll"] == ("done", {"polled": 0, "created": 0, "updated": 0})
    assert Article.objects.count() == 2


def test_a_dry_run_asks_nobody(feed, feeds):
    assert stages(run_pipeline(dry_run=True))["poll"] == ("done", {"waiting": 1})
    assert not feeds.asked()
    assert not FeedPoll.objects.exists()


def test_a_feed_that_fails_is_told_in_the_run_log(feed, feeds):
    feeds.pages["/feed"] = (500, {}, b"")
    run = run_pipeline()
    assert run.results[0].words == ["Harbour: The server answered 500."]
    assert run.state == "finished"


@pytest.mark.parametrize(
    ("terms", "has_beginning", "has_all"),
    [("full", True, True), ("excerpt", True, False), ("link", False, False)],
)
def test_the_terms_of_use_are_obeyed(feed, feeds, terms, has_beginning, has_all):
    text = b"It lifts again. " + b"And so on and on. " * 100 + b"The very end."
    feeds.pages["/feed"] = (200, {}, RSS.replace(b"It opens in May.", text))
    Feed.objects.update(terms=terms)
    run_pipeline()
    body = Article.objects.get(external_id="pier-1").body
    assert ("It lifts again." in body, "The very end." in body) == (has_beginning, has_all)


def test_the_worker_decides_about_what_a_poll_brought(feed):
    poll_feed(feed.pk)
    [task] = QueuedTask.objects.all()
    assert task.task_path.endswith("filter_new_items")
    task.definition.func()
    assert Article.objects.filter(status=Status.IN_REVIEW).count() == 2
