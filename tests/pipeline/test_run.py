"""The chain: stages in their order, a run log, and nothing lost or doubled however it ends."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.import_export.exceptions import ImportBusy
from articles.import_export.lock import import_lock
from articles.ingest import drafts
from articles.models import (
    Article,
    Image,
    IngestRules,
    PipelineRun,
    Revision,
    Suggestion,
    UpstreamItem,
)
from articles.pipeline import run as pipeline
from articles.pipeline.run import run_pipeline
from articles.pipeline.tasks import run_chain
from articles.workflow import Status
from tests.unsplash_server import (
    photo,
    unsplash,  # noqa: F401 - a fixture
)

pytestmark = pytest.mark.django_db


def stages(run: PipelineRun) -> dict[str, tuple[str, dict[str, int]]]:
    return {result.stage: (result.state, result.counts) for result in run.results}


def test_new_items_become_drafts_in_review_and_the_log_says_so(rules_on, items):
    run = run_pipeline()
    assert run.state == "finished"
    assert run.finished_at
    told = stages(PipelineRun.objects.get())
    assert told["filter"] == ("done", {"chosen": 3, "dropped": 1})
    assert told["draft"] == ("done", {"made": 3})
    assert told["cover"][0] == "off"
    assert set(Article.objects.values_list("status", flat=True)) == {Status.IN_REVIEW}
    # Once more there is nothing to do.
    again = stages(run_pipeline())
    assert again["filter"] == again["draft"] == ("done", {})
    assert Article.objects.count() == 3


def test_without_rules_the_stages_say_what_to_do(items):
    run = run_pipeline()
    assert run.state == "finished"
    assert stages(run)["filter"][0] == stages(run)["draft"][0] == "off"
    assert "Rules for originals" in run.results[1].words[0]
    assert not Article.objects.exists()


def test_rules_that_cannot_be_read_fail_their_stages_alone(rules_on, items):
    IngestRules.objects.update(document={"unheard": 1})
    run = run_pipeline()
    assert run.state == "finished"
    assert stages(run)["filter"][0] == "failed"
    assert "unheard" in run.results[1].words[0]


def test_a_dry_run_writes_nothing(rules_on, items):
    run = run_pipeline(dry_run=True)
    assert stages(run)["filter"] == ("done", {"chosen": 3, "dropped": 1})
    assert not PipelineRun.objects.exists()
    assert not Article.objects.exists()
    assert not UpstreamItem.objects.exclude(verdict="").exists()


def test_the_limit_holds_for_each_stage(rules_on, items):
    assert stages(run_pipeline(2))["draft"] == ("done", {"made": 2})
    assert stages(run_pipeline(2))["draft"] == ("done", {"made": 1})


def test_why_a_draft_failed_is_told(rules_on, items, monkeypatch):
    record = drafts.story_record

    def refusing(item, values, terms):
        if item.external_id == "1":
            raise drafts.NoDraft("slug: no address")
        return record(item, values, terms)

    monkeypatch.setattr(drafts, "story_record", refusing)
    run = run_pipeline()
    result = next(result for result in run.results if result.stage == "draft")
    assert result.counts == {"made": 2, "failed": 1}
    assert result.words == ["A crane 1: slug: no address"]


def test_one_that_ends_early_says_so_and_the_next_takes_up_the_rest(rules_on, items, monkeypatch):
    made = []
    store = drafts.store

    def killed(batch, **options):
        made.append(store(batch, **options))
        if len(made) == 2:
            raise KeyboardInterrupt
        return made[-1]

    monkeypatch.setattr(drafts, "store", killed)
    with pytest.raises(KeyboardInterrupt):
        run_pipeline()
    run = PipelineRun.objects.get()
    assert (run.state, run.remark) == ("stopped", "Somebody stopped it.")
    assert stages(run) == {"poll": ("off", {}), "filter": ("done", {"chosen": 3, "dropped": 1})}
    assert stages(run_pipeline())["draft"] == ("done", {"made": 2})
    assert Article.objects.count() == 3


def test_a_run_that_was_killed_is_closed_by_the_next(rules_on):
    killed = PipelineRun.objects.create()
    run_pipeline()
    killed.refresh_from_db()
    assert killed.state == "stopped"
    assert "The next run takes up what is left." in killed.remark


def test_old_logs_are_forgotten(monkeypatch):
    monkeypatch.setattr(pipeline, "_KEPT", 2)
    for _ in range(5):
        run_pipeline()
    assert PipelineRun.objects.count() == 3


class TestCovers:
    @pytest.fixture(autouse=True)
    def _random(self, settings, unsplash):  # noqa: F811 - the fixture
        settings.PIPELINE_COVERS = "random"

    def test_chance_chooses_where_the_setting_says_so(self, rules_on, items):
        run = run_pipeline()
        assert stages(run)["cover"] == ("done", {"covers": 3, "without": 0})
        for article in Article.objects.all():
            assert article.cover.credit
            assert article.status == Status.IN_REVIEW
        revision = Revision.objects.first()
        assert revision.author is None
        assert stages(run_pipeline())["cover"] == ("done", {"covers": 0, "without": 0})

    def test_a_draft_for_which_nothing_is_found_stays_without(self, rules_on, make_original):
        make_original("1", title="Tide", lang="en", categories=["tide"])
        assert stages(run_pipeline())["cover"] == ("done", {"covers": 0, "without": 1})
        assert not Image.objects.exists()

    def test_a_limit_of_unsplash_ends_the_stage_and_is_told(self, rules_on, items, unsplash):  # noqa: F811
        unsplash.script = [(200, {"results": [photo(1)]}), (429, b"")]
        run = run_pipeline()
        assert stages(run)["cover"][0] == "failed"
        assert "Unsplash allows no more requests" in run.results[-1].words[0]
        assert run.state == "finished"

    def test_without_a_key_it_says_so(self, settings, rules_on, items):
        settings.UNSPLASH_ACCESS_KEY = ""
        assert stages(run_pipeline())["cover"][0] == "off"

    def test_the_library_is_asked_where_the_setting_says_so(
        self,
        settings,
        rules_on,
        items,
        unsplash,  # noqa: F811
    ):
        settings.PIPELINE_COVERS = "library"
        fits = Image.objects.create(alt="The crane of the harbour", credit="Ada")
        Image.objects.create(alt="A bridge")
        Image.objects.create(alt="An older crane", rights_until=dt.date(2020, 1, 1))
        assert stages(run_pipeline())["cover"] == ("done", {"covers": 3, "without": 0})
        assert {article.cover for article in Article.objects.all()} == {fits}
        assert not unsplash.asked()

    def test_other_drafts_get_none(self, make_article):
        make_article("A crane", status="in_review", tags=["crane"])
        assert stages(run_pipeline())["cover"] == ("done", {"covers": 0, "without": 0})


class TestRewrites:
    @pytest.fixture(autouse=True)
    def _model(self, settings):
        settings.REWRITE_URL = "https://model.example/v1/chat/completions"
        settings.REWRITE_MODEL = "m"
        settings.PIPELINE_REWRITE = True

    def test_each_new_draft_is_asked_for_once(self, rules_on, items):
        assert stages(run_pipeline(dry_run=True))["rewrite"] == ("done", {"waiting": 0})
        assert stages(run_pipeline())["rewrite"] == ("done", {"asked": 3})
        assert Suggestion.objects.filter(state="waiting").count() == 3
        assert stages(run_pipeline())["rewrite"] == ("done", {"asked": 0})
        # No word of a model is in a story before a person took it.
        assert not Article.objects.exclude(ai=None).exists()

    def test_no_more_are_asked_for_than_the_budget_pays(self, settings, rules_on, items):
        settings.REWRITE_PRICE_IN, settings.REWRITE_PRICE_OUT = Decimal(0), Decimal(10)
        settings.REWRITE_MAX_TOKENS = 4000
        settings.REWRITE_DAILY_BUDGET = Decimal("0.09")
        run = run_pipeline()
        assert stages(run)["rewrite"] == ("done", {"asked": 2})
        assert "budget" in next(one for one in run.results if one.stage == "rewrite").words[0]
        # They wait for the model, and are not paid for yet.
        assert stages(run_pipeline())["rewrite"] == ("done", {"asked": 0})
        settings.REWRITE_DAILY_BUDGET = Decimal("0.12")
        assert stages(run_pipeline())["rewrite"] == ("done", {"asked": 1})

    def test_what_was_published_meanwhile_is_not_asked_for(self, settings, rules_on, items):
        settings.REWRITE_URL = ""
        run_pipeline()
        Article.objects.filter(external_id="0").update(
            status=Status.PUBLISHED, published_at=timezone.now()
        )
        settings.REWRITE_URL = "https://model.example/v1/chat/completions"
        assert stages(run_pipeline())["rewrite"] == ("done", {"asked": 2})

    def test_it_is_off_until_a_setting_switches_it_on(self, settings, rules_on, items):
        settings.PIPELINE_REWRITE = False
        run = run_pipeline()
        assert stages(run)["rewrite"] == ("off", {})
        words = next(one for one in run.results if one.stage == "rewrite").words
        assert words == ["Rewriting is off; PIPELINE_REWRITE=true switches it on."]
        assert not Suggestion.objects.exists()

    def test_without_a_model_it_says_so(self, settings, rules_on, items):
        settings.REWRITE_URL = ""
        run = run_pipeline()
        assert stages(run)["rewrite"][0] == "off"
        assert not Suggestion.objects.exists()


def test_the_command_tells_each_stage(rules_on, items, capsys):
    call_command("run_pipeline", "--dry-run")
    assert "filter: 3 chosen, 1 dropped" in capsys.readouterr().out
    call_command("run_pipeline", "--limit", "10")
    told = capsys.readouterr().out
    assert "draft: 3 made" in told
    assert "cover: off" in told


def test_the_command_ends_with_what_became_of_it(rules_on, items):
    IngestRules.objects.update(document={"unheard": 1})
    with pytest.raises(SystemExit) as ended:
        call_command("run_pipeline")
    assert ended.value.code == 1
    with pytest.raises(CommandError):
        call_command("run_pipeline", "--limit", "0")


def test_two_at_once_are_one(rules_on, items, monkeypatch):
    def busy(kind):
        raise ImportBusy

    monkeypatch.setattr(pipeline, "import_lock", busy)
    assert run_chain.func() == 0
    with pytest.raises(CommandError, match="running already"):
        call_command("run_pipeline")
    assert not PipelineRun.objects.exists()


def test_the_lock_is_one_of_its_own():
    with import_lock("pipeline"), import_lock("ingest"), import_lock():
        pass


def test_the_task_names_who_started_it(rules_on, make_user):
    boss = make_user("Administrators")
    run_chain.func(boss.pk)
    assert PipelineRun.objects.get().by == boss
