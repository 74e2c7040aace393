"""Runs of the chain at the desk: who sees them, what they say, and the button."""

import pytest

from articles.models import PipelineRun, QueuedTask, StageResult

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/pipelinerun/"


@pytest.fixture
def run():
    run = PipelineRun.objects.create(state="finished", limit=20)
    run.add(StageResult("filter", counts={"chosen": 2, "dropped": 1}))
    run.add(StageResult("draft", "failed", {"made": 1, "failed": 1}, ["<b>A</b>: no address"]))
    return run.add(StageResult("cover", "off", words=["People choose covers."]))


def test_an_empty_list_says_how_the_chain_runs(sign_in):
    text = sign_in("Editors").get(LIST).content.decode()
    assert "It did not run yet" in text
    assert "Run it now" not in text


def test_the_list_says_which_stages_that_cost_money_are_off(sign_in, settings):
    client = sign_in("Editors")
    text = client.get(LIST).content.decode()
    assert "Rewriting is off; PIPELINE_REWRITE=true switches it on." in text
    assert "Translating is off; PIPELINE_TRANSLATE" in text
    settings.PIPELINE_REWRITE, settings.PIPELINE_TRANSLATE = True, ["uk"]
    settings.REWRITE_URL, settings.REWRITE_MODEL = "https://model.example/v1/chat/completions", "m"
    assert "is off" not in client.get(LIST).content.decode()


def test_a_run_tells_each_stage_in_words(sign_in, run):
    client = sign_in("Editors")
    assert "2 become drafts, 1 dropped, 1 draft made, 1 failed" in client.get(LIST).content.decode()
    text = client.get(f"{LIST}{run.pk}/change/").content.decode()
    for words in (
        "A stage failed", "Decide about new originals", "2 become drafts, 1 dropped",
        "&lt;b&gt;A&lt;/b&gt;: no address", "Off", "20 originals in each stage",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("state", "words"), [("running", "It is running"), ("stopped", "Stopped before its end")]
)
def test_a_run_says_when_it_is_not_whole(sign_in, state, words):
    run = PipelineRun.objects.create(state=state)
    text = sign_in("Editors").get(f"{LIST}{run.pk}/change/").content.decode()
    assert words in text
    assert "No stage ended yet" in text


def test_administrators_start_one_by_the_worker(sign_in, run_tasks):
    client = sign_in("Administrators")
    assert "Run it now" in client.get(LIST).content.decode()
    client.post(f"{LIST}start/")
    assert QueuedTask.objects.count() == 1
    run_tasks()
    assert PipelineRun.objects.get().by.username == "administrators"


def test_others_start_none_and_a_link_starts_none(sign_in):
    assert sign_in("Editors").post(f"{LIST}start/").status_code == 403
    assert sign_in("Administrators").get(f"{LIST}start/").status_code == 405
    assert not QueuedTask.objects.exists()


def test_nobody_changes_or_deletes_one(sign_in, run):
    client = sign_in("Administrators")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{run.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}{run.pk}/change/", {"remark": "Mine"})
    run.refresh_from_db()
    assert run.remark == ""
