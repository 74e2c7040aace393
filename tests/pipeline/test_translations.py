"""The chain has stories translated whose text a person took, each into each language once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article, AuditEntry, PipelineRun, Suggestion, TranslationBase
from articles.pipeline.run import run_pipeline
from articles.rewriting import deciding
from articles.rewriting.translations.making import make_translation
from articles.workflow import Status
from tests.rewriting.answers import STORY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _model(settings):
    """A model that nobody asks: what is asked for waits for the worker."""
    settings.REWRITE_URL = "https://model.example/v1/chat/completions"
    settings.REWRITE_MODEL = "m"
    settings.PIPELINE_TRANSLATE = ["uk", "ar"]


@pytest.fixture
def drafts(rules_on, items):
    """Three drafts in review that the chain made."""
    run_pipeline()
    return list(Article.objects.order_by("external_id"))


def translated(run: PipelineRun) -> tuple[str, dict[str, int]]:
    result = next(result for result in run.results if result.stage == "translate")
    return result.state, result.counts


def publish(article: Article) -> None:
    rows = Article.objects.filter(pk=article.pk)
    rows.update(status=Status.PUBLISHED, published_at=timezone.now())


def shouted(blocks, lang_from, lang_to):
    return [f"{block} ({lang_to})" for block in blocks]


def test_a_story_that_a_person_published_is_asked_for_once_in_each_language(drafts):
    assert translated(PipelineRun.objects.get()) == ("done", {"translations": 0})
    publish(drafts[0])
    assert translated(run_pipeline(dry_run=True)) == ("done", {"waiting": 2})
    assert not TranslationBase.objects.exists()
    assert translated(run_pipeline()) == ("done", {"translations": 2})
    assert set(TranslationBase.objects.values_list("original", "lang")) == {
        (drafts[0].pk, "uk"),
        (drafts[0].pk, "ar"),
    }
    assert translated(run_pipeline()) == ("done", {"translations": 0})


def test_a_draft_is_translated_once_a_person_accepted_what_the_model_wrote(
    drafts, settings, make_user
):
    settings.PIPELINE_REWRITE = True
    run_pipeline()
    suggestion = Suggestion.objects.get(item__external_id="1")
    suggestion.keep(state="open", values=STORY)
    assert translated(run_pipeline()) == ("done", {"translations": 0})
    suggestion.refresh_from_db()
    article = deciding.accept(suggestion, make_user("Editors"))
    assert article.status == Status.IN_REVIEW
    assert translated(run_pipeline()) == ("done", {"translations": 2})


def test_a_translation_waits_in_review_and_names_its_original(drafts):
    publish(drafts[0])
    run_pipeline()
    made = Article.objects.get(pk=make_translation(drafts[0].pk, "uk", None, shouted))
    assert made.status == Status.IN_REVIEW
    assert made.machine_part == "translated"
    # Of the group only Arabic is missing, which was asked for.
    assert translated(run_pipeline()) == ("done", {"translations": 0})


def test_what_was_declined_failed_or_deleted_is_not_asked_for_again(drafts):
    publish(drafts[0])
    run_pipeline()
    TranslationBase.objects.filter(lang="ar").update(asked_at=None, failure="It cannot.")
    Article.objects.get(pk=make_translation(drafts[0].pk, "uk", None, shouted)).delete()
    assert translated(run_pipeline()) == ("done", {"translations": 0})
    assert AuditEntry.objects.filter(action="request_translation").count() == 2


def test_a_language_that_somebody_else_of_the_group_has_is_not_asked_for(drafts, make_article):
    publish(drafts[0])
    make_article("Кран", lang="uk", source=drafts[0].source, external_id=drafts[0].external_id)
    assert translated(run_pipeline()) == ("done", {"translations": 1})
    assert TranslationBase.objects.get().lang == "ar"


def test_stories_of_others_and_old_ones_are_left_to_people(drafts, make_article):
    publish(make_article("A person's", external_id="p-1"))
    publish(drafts[0])
    Article.objects.filter(pk=drafts[0].pk).update(created_at=timezone.now() - dt.timedelta(days=4))
    assert translated(run_pipeline()) == ("done", {"translations": 0})


def test_the_limit_holds_for_languages_together(drafts):
    publish(drafts[0])
    publish(drafts[1])
    assert translated(run_pipeline(3)) == ("done", {"translations": 3})
    assert translated(run_pipeline(3)) == ("done", {"translations": 1})


def test_no_more_are_asked_for_than_the_budget_pays(drafts, settings):
    settings.REWRITE_PRICE_IN, settings.REWRITE_PRICE_OUT = Decimal(0), Decimal(10)
    settings.REWRITE_MAX_TOKENS = 4000
    settings.REWRITE_DAILY_BUDGET = Decimal("0.09")
    publish(drafts[0])
    publish(drafts[1])
    run = run_pipeline()
    assert translated(run) == ("done", {"translations": 2})
    assert "budget" in next(one for one in run.results if one.stage == "translate").words[0]
    assert translated(run_pipeline()) == ("done", {"translations": 0})


def test_it_is_off_until_a_setting_names_languages(drafts, settings, capsys):
    publish(drafts[0])
    settings.PIPELINE_TRANSLATE = []
    assert translated(run_pipeline()) == ("off", {})
    call_command("run_pipeline")
    told = capsys.readouterr().out
    assert "translate: off" in told
    assert "Translating is off; PIPELINE_TRANSLATE switches it on" in told
    settings.PIPELINE_TRANSLATE, settings.REWRITE_URL = ["uk"], ""
    assert translated(run_pipeline()) == ("off", {})
    assert not TranslationBase.objects.exists()
