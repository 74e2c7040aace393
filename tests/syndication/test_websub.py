"""The hub is pinged for what readers see, after the commit, and never blocks anybody."""

import logging

import pytest
from django.db import transaction

from articles.models import Correction
from articles.models.public_changes import announce, lists_changed, public_lists
from articles.syndication import websub
from tests.servers import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(settings):
    """A real server; settings name it as the hub."""
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


def pinged(hub) -> list[str]:
    path, _headers, form = hub.told.get(timeout=5)
    assert path == "/hub"
    assert form[0] == ("hub.mode", "publish")
    assert {name for name, _ in form[1:]} == {"hub.url"}
    return [url for _, url in form[1:]]


def settled() -> None:
    """All that was said has been sent."""
    websub._executor().submit(lambda: None).result(timeout=20)


def test_a_publication_pings_for_every_feed_that_it_is_in(
    hub, commits, make_article, make_user, source, category
):
    article = make_article(
        status="in_review", source=source, category=category, tags=["Ports", "Art"]
    )
    editor = make_user("Editors")
    with commits():
        article.publish(editor)
    assert pinged(hub) == sorted(
        f"http://testserver/en/{place}feed.{ending}"
        for place in ("", "category/energy/", "source/wire/", "tag/ports/", "tag/art/")
        for ending in ("rss", "atom", "json")
    )


def test_nothing_is_pinged_for_what_is_not_committed(hub, make_article, make_user):
    article, editor = make_article(status="in_review"), make_user("Editors")
    with transaction.atomic():
        article.publish(editor)
        transaction.set_rollback(True)
    settled()
    assert hub.told.empty()


@pytest.mark.parametrize("step", ["unpublish", "retract"])
def test_a_retraction_is_pinged_too(hub, commits, make_article, make_user, step):
    article, editor = make_article(), make_user("Editors")
    with commits():
        getattr(article, step)(editor, "Wrong.")
    assert "http://testserver/en/feed.atom" in pinged(hub)


def test_a_correction_is_pinged(hub, commits, make_article):
    article = make_article()
    with commits():
        Correction.objects.create(article=article, text="It was nineteen.")
    assert "http://testserver/en/feed.rss" in pinged(hub)


def test_what_readers_do_not_see_is_nobodys_business(hub, commits, make_article, make_user):
    editor = make_user("Editors")
    with commits():
        make_article("Draft", status="draft").submit(editor)
        make_article("Later", status="in_review", hours=5).publish(editor)
        Correction.objects.create(article=make_article("Other", status="draft"), text="Better.")
    settled()
    assert hub.told.empty()


def test_an_import_tells_the_hub_once(hub, commits, tmp_path, import_files, example):
    for name in ("one", "two"):
        text = example.replace(b"00417", name.encode())
        (tmp_path / f"{name}.en.md").write_bytes(text)
    with commits():
        import_files(tmp_path)
    urls = pinged(hub)
    assert "http://testserver/en/feed.rss" in urls
    assert len(urls) == len(set(urls))
    settled()
    assert hub.told.empty()
    with commits():
        import_files(tmp_path)
    settled()
    assert hub.told.empty()


def test_many_feeds_go_in_several_requests(hub):
    websub.ping(f"https://news.example.org/{number}" for number in range(120)).result(timeout=20)
    assert sorted(len(pinged(hub)) for _ in range(3)) == [20, 50, 50]


@pytest.mark.parametrize("way", ["down", "slow", "nothing", "elsewhere"])
def test_a_failing_hub_never_hinders_publishing(
    hub, commits, make_article, make_user, settings, monkeypatch, caplog, way
):
    settings.WEBSUB_HUB = settings.WEBSUB_HUB.replace("/hub", f"/{way}")
    monkeypatch.setattr(websub, "TIMEOUT", 0.3)
    article, editor = make_article(status="in_review"), make_user("Editors")
    # The project's logger does not hand lines on to pytest's.
    monkeypatch.setattr(logging.getLogger("articles"), "propagate", True)
    with commits():
        article.publish(editor)
    assert article.is_live
    settled()
    assert hub.told.qsize() == 1
    assert [record.levelname for record in caplog.records if "hub" in record.message] == ["WARNING"]


def test_a_hub_that_may_not_be_called_is_a_line_in_the_log(settings, caplog):
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    websub.ping(["https://news.example.org/en/feed.rss"]).result(timeout=20)
    assert "is not https" in caplog.text


def test_without_a_hub_nothing_is_even_asked(
    make_article, make_user, settings, django_assert_num_queries, commits
):
    settings.WEBSUB_HUB = ""
    article = make_article(tags=["Ports"])
    with django_assert_num_queries(0):
        announce(public_lists(article))
