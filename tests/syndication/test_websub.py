"""The hub is pinged for what readers see, after the commit, and never blocks anybody."""

import pytest
import time_machine
from django.db import transaction

from articles.models import Correction
from articles.models.public_changes import PublicList, announce, lists_changed, public_lists
from articles.models.queued_task import QueuedTask
from articles.syndication import websub
from tests.servers import PATIENCE, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(settings, monkeypatch):
    """A real server; settings name it as the hub."""
    monkeypatch.setattr(websub, "TIMEOUT", PATIENCE)
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with running() as server:
        settings.WEBSUB_HUB = f"http://127.0.0.1:{server.port}/hub"
        # As `articles.apps` does where a hub is set.
        lists_changed.connect(websub.ping_feeds_of)
        yield server
        lists_changed.disconnect(websub.ping_feeds_of)


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """`with commits():` what is inside is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def pinged(hub, run_tasks):
    """`pinged()` is what the hub was told of since the last time, one list for each request."""

    def go() -> list[list[str]]:
        run_tasks()
        return [urls_of(hub.told.get_nowait()) for _ in range(hub.told.qsize())]

    return go


def urls_of(request) -> list[str]:
    path, _headers, form = request
    assert path == "/hub"
    assert form[0] == ("hub.mode", "publish")
    assert {name for name, _ in form[1:]} == {"hub.url"}
    return [url for _, url in form[1:]]


def settled() -> None:
    """All that was said has been sent."""
    websub._executor().submit(lambda: None).result(timeout=PATIENCE)


def test_a_publication_pings_for_every_feed_that_it_is_in(
    pinged, commits, make_article, make_user, source, category
):
    article = make_article(
        status="in_review", source=source, category=category, tags=["Ports", "Art"]
    )
    editor = make_user("Editors")
    with commits():
        article.publish(editor)
    assert pinged() == [
        sorted(
            f"http://testserver/en/{place}feed.{ending}"
            for place in ("", "category/energy/", "source/wire/", "tag/ports/", "tag/art/")
            for ending in ("rss", "atom", "json")
        )
    ]


def test_nothing_is_pinged_for_what_is_not_committed(pinged, make_article, make_user):
    article, editor = make_article(status="in_review"), make_user("Editors")
    with transaction.atomic():
        article.publish(editor)
        transaction.set_rollback(True)
    assert pinged() == []


@pytest.mark.parametrize("step", ["unpublish", "retract"])
def test_a_retraction_is_pinged_too(pinged, commits, make_article, make_user, step):
    article, editor = make_article(), make_user("Editors")
    with commits():
        getattr(article, step)(editor, "Wrong.")
    assert "http://testserver/en/feed.atom" in pinged()[0]


def test_a_correction_is_pinged(pinged, commits, make_article):
    article = make_article()
    with commits():
        Correction.objects.create(article=article, text="It was nineteen.")
    assert "http://testserver/en/feed.rss" in pinged()[0]


def test_what_readers_do_not_see_is_nobodys_business(pinged, commits, make_article, make_user):
    editor = make_user("Editors")
    with commits():
        make_article("Draft", status="draft").submit(editor)
        make_article("Later", status="in_review", hours=5).publish(editor)
        Correction.objects.create(article=make_article("Other", status="draft"), text="Better.")
    assert pinged() == []


def test_an_import_tells_the_hub_once(pinged, commits, tmp_path, import_files, example):
    for name in ("one", "two"):
        text = example.replace(b"00417", name.encode())
        (tmp_path / f"{name}.en.md").write_bytes(text)
    with commits():
        import_files(tmp_path)
    (urls,) = pinged()
    assert "http://testserver/en/feed.rss" in urls
    assert len(urls) == len(set(urls))
    assert pinged() == []
    with commits():
        import_files(tmp_path)
    assert pinged() == []


def test_many_feeds_go_in_several_requests(pinged):
    tags = [PublicList("tag", ("en", f"tag-{number}")) for number in range(40)]
    websub.ping_feeds_of(tags)
    assert sorted(len(urls) for urls in pinged()) == [20, 50, 50]


@pytest.mark.parametrize("way", ["down", "slow", "nothing", "elsewhere"])
def test_a_failing_hub_never_hinders_publishing_and_is_told_later(
    hub, commits, make_article, make_user, settings, monkeypatch, run_tasks, pinged, way
):
    url = settings.WEBSUB_HUB
    settings.WEBSUB_HUB = url.replace("/hub", f"/{way}")
    if way == "slow":
        monkeypatch.setattr(websub, "TIMEOUT", 0.3)
    article, editor = make_article(status="in_review"), make_user("Editors")
    with commits():
        article.publish(editor)
    assert article.is_live
    assert run_tasks() == 1
    task = QueuedTask.objects.get()
    assert task.reason.startswith("the hub ")
    assert task.next_try_at
    hub.told.get(timeout=PATIENCE)
    assert hub.told.empty()
    monkeypatch.setattr(websub, "TIMEOUT", PATIENCE)
    settings.WEBSUB_HUB = url
    with time_machine.travel(task.next_try_at):
        assert len(pinged()) == 1
    assert QueuedTask.objects.get().status == "SUCCESSFUL"


def test_a_hub_that_refuses_is_not_asked_again(hub, settings, run_tasks):
    settings.WEBSUB_HUB = settings.WEBSUB_HUB.replace("/hub", "/missing")
    websub.ping_feeds_of([PublicList("home", ("en",))])
    assert run_tasks() == 1
    task = QueuedTask.objects.get()
    assert (task.status, task.reason) == (
        "FAILED", "the hub answered 404: it takes no pings from this site",
    )  # fmt: skip


def test_a_hub_that_may_not_be_called_is_the_reason_of_its_task(settings, run_tasks):
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    websub.ping_feeds_of([PublicList("home", ("en",))])
    run_tasks()
    assert "is not https" in QueuedTask.objects.get().reason


def test_without_a_hub_nothing_is_even_asked(
    make_article, make_user, settings, django_assert_num_queries, commits
):
    settings.WEBSUB_HUB = ""
    article = make_article(tags=["Ports"])
    with django_assert_num_queries(0):
        announce(public_lists(article))
