"""The stand-in of the sample content shows the whole chain without network, and says what it is."""

import importlib.util
import json
import re
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Feed, Image, PipelineRun, Suggestion, UpstreamItem
from articles.pipeline.run import run_pipeline
from articles.rewriting.deciding import accept
from articles.workflow import Status

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "fixtures" / "stand_in"
PRIVATE = "OUTBOUND_PRIVATE_HOSTS"


@pytest.fixture(scope="module")
def stand_in():
    """The address of the running stand-in."""
    spec = importlib.util.spec_from_file_location("stand_in", FOLDER / "server.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server = module.serving(0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    host, port = server.server_address
    yield f"http://{host}:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(stand_in, settings, db):
    """A site as `make run STAND_IN=1` makes it."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.REWRITE_URL, settings.REWRITE_MODEL = f"{stand_in}/v1/chat/completions", "stand-in"
    settings.PIPELINE_REWRITE, settings.PIPELINE_TRANSLATE = True, ["uk", "ar"]
    settings.PIPELINE_COVERS = "library"
    call_command("load_rules", str(FOLDER / "rules.json"), "--on", "--unless-on")
    call_command("demo_feed", "--url", f"{stand_in}/feed.json")


def counts(run: PipelineRun) -> dict[str, dict[str, int]]:
    assert all(result.state == "done" and not result.words for result in run.results)
    return {result.stage: result.counts for result in run.results}


def test_the_chain_goes_from_the_feed_to_translations_in_review(site, run_tasks, make_user):
    crane = Image.objects.create(alt="Two cranes of a port", credit="Ada")
    told = counts(run_pipeline())
    assert told["poll"] == {"polled": 1, "created": 7, "updated": 0}
    assert told["filter"] == {"chosen": 5, "dropped": 1, "repeat": 1}
    assert told["draft"] == {"made": 5}
    assert told["rewrite"] == {"asked": 5}
    assert told["translate"] == {"translations": 0}
    assert told["cover"]["covers"] >= 1
    assert crane in {article.cover for article in Article.objects.all()}
    run_tasks()
    assert set(Suggestion.objects.values_list("state", "model_name")) == {("open", "stand-in")}
    editor = make_user("Editors")
    for suggestion in Suggestion.objects.all():
        assert "stand-in" in suggestion.values["body"]
        accept(suggestion, editor)
    # Four stories in English miss Ukrainian and Arabic, and one in Ukrainian misses Arabic.
    assert counts(run_pipeline())["translate"] == {"translations": 9}
    run_tasks()
    assert set(Article.objects.values_list("status", flat=True)) == {Status.IN_REVIEW}
    assert Article.objects.filter(title__startswith="[stand-in] ").count() == 9
    again = counts(run_pipeline())
    assert again["poll"] == {"polled": 0, "created": 0, "updated": 0}
    assert again["translate"] == {"translations": 0}
    assert again["rewrite"] == {"asked": 0}


def test_what_comes_of_it_says_that_it_is_a_stand_in(site):
    run_pipeline()
    assert "Stand-in" in Feed.objects.get().name
    assert all("Stand-in" in item.source.name for item in UpstreamItem.objects.all())
    stories = json.loads((FOLDER / "stories.json").read_text("utf-8"))
    assert all("stand-in" in one["rewrite"]["body"] for one in stories if "rewrite" in one)


def test_a_question_that_it_does_not_know_gets_an_answer_all_the_same(site, run_tasks):
    UpstreamItem.objects.create(
        source=Feed.objects.get().source, external_id="mine", title="A crane of mine",
        body="It is new.", lang="en", first_seen_at="2026-11-01T00:00Z",
        changed_at="2026-11-01T00:00Z",
    )  # fmt: skip
    run_pipeline()
    run_tasks()
    suggestion = Suggestion.objects.get(item__external_id="mine")
    assert suggestion.values["title"] == "Stand-in: A crane of mine"


def test_without_the_flag_the_feed_is_paused_and_with_it_on_again(site, stand_in, capsys):
    call_command("demo_feed", "--off")
    assert Feed.objects.get().state == Feed.FeedState.PAUSED
    call_command("demo_feed", "--off")
    assert capsys.readouterr().out.count("is paused") == 1
    call_command("demo_feed", "--url", f"{stand_in}/feed.json")
    assert Feed.objects.get().state == Feed.FeedState.ON


def test_it_is_refused_where_no_setting_names_this_machine(settings, db):
    settings.OUTBOUND_PRIVATE_HOSTS = []
    with pytest.raises(CommandError, match=PRIVATE):
        call_command("demo_feed", "--url", "http://127.0.0.1:8001/feed.json")
    assert not Feed.objects.exists()


def test_only_the_flag_lets_newsroom_call_this_machine():
    makefile = (ROOT / "Makefile").read_text()
    flag = re.search(r"^ifdef STAND_IN\n(.*?)^endif$", makefile, re.DOTALL | re.MULTILINE)[1]
    assert "OUTBOUND_PRIVATE_HOSTS := 127.0.0.1" in flag
    assert makefile.count(PRIVATE) == 1
    server = (FOLDER / "server.py").read_text()
    assert server.count("ThreadingHTTPServer((") == server.count('ThreadingHTTPServer(("127.0.0.1"')
