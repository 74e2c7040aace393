"""The translations of an article: how it stands to its original, and its other languages."""

from decimal import Decimal

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language_info, gettext, ngettext

from articles.admin.articles.access import article_view, page_context
from articles.admin.articles.translation_choices import block_choices, posted_decisions
from articles.admin.reasons import posted_reason
from articles.admin.request_user import user_of
from articles.models import Article
from articles.models.exceptions import StaleArticle
from articles.models.translation_base import texts_of
from articles.rewriting.budget import has_prices, money, usual_cost
from articles.rewriting.translations.accepting import accept, seen_version, start_from_now
from articles.rewriting.translations.asking import begin_asking
from articles.rewriting.translations.exceptions import CannotTranslate, DecisionsRefused
from articles.rewriting.translations.group import OtherLanguage, other_languages
from articles.rewriting.translations.making import begin_making
from articles.rewriting.translations.outdated import Decision
from articles.rewriting.translations.site_model import (
    JOB,
    TranslationEstimate,
    estimate_of,
    why_no_model,
)
from articles.rewriting.translations.state import TranslationState, state_of
from articles.rewriting.translations.tasks import translate_outdated, translate_story


@article_view()
def translations(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The page of an article's translation; a POST asks the machine for what is out of date, stores
    decisions, or begins a new translation."""
    if request.method != "POST":
        return _page(request, article, model_admin)
    step = request.POST.get("step", "")
    if step.startswith("into-"):
        return _begin(request, article, model_admin, step.removeprefix("into-"))
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    try:
        if step == "ask":
            _ask(request, article)
        elif step == "start":
            start_from_now(article.pk, user_of(request))
            messages.success(request, gettext("From now on it follows the original."))
        else:
            return _decide(request, article, model_admin, is_all_fine=step == "fine")
    except DecisionsRefused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(request.path)


def _page(
    request: HttpRequest,
    article: Article,
    model_admin: admin.ModelAdmin,
    *,
    is_typed: bool = False,
    reason: str = "",
    refusal: str = "",
) -> HttpResponse:
    state = state_of(article)
    title = gettext("Translations: %s") % article.title
    missing = len(state.unanswered)
    others = other_languages(article)
    no_model = why_no_model()
    usual = None if no_model else usual_cost(JOB)
    context = page_context(request, model_admin, title, article) | {
        "state": state,
        "seen": seen_version(state),
        "choices": block_choices(state, request.POST if is_typed else None),
        "missing": missing,
        "ask_label": _ask_label(missing),
        "ask_cost": "" if no_model else _cost_of_missing(state, usual),
        "no_model": no_model,
        "languages": [
            (
                _name(one.lang),
                one,
                _words(one),
                "" if no_model or one.article else _cost_of_all(article, one.lang, usual),
            )
            for one in others
        ],
        "may_change": model_admin.has_change_permission(request, article),
        "may_add": model_admin.has_add_permission(request),
        "original_name": _name(state.original.lang) if state.original else "",
        "reason": reason,
        "refusal": refusal,
    }
    return TemplateResponse(request, "admin/articles/article/translations.html", context)


def _ask(request: HttpRequest, article: Article) -> None:
    if why := why_no_model():
        raise DecisionsRefused(why)
    with transaction.atomic():
        count = begin_asking(article.pk)
        if count:
            translate_outdated.enqueue(article.pk)
    if count:
        text = gettext("Asked for. The translation comes here: look again in a minute.")
        messages.success(request, text)
    else:
        messages.info(request, gettext("There is nothing to translate."))


def _decide(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin, *, is_all_fine: bool
) -> HttpResponse:
    state = state_of(article)
    reason, refusal = posted_reason(request)
    if refusal:
        return _page(request, article, model_admin, is_typed=True, reason=reason, refusal=refusal)
    decisions, refused = posted_decisions(state, request.POST)
    if is_all_fine:
        posted = set(request.POST.getlist("block"))
        decisions = {one.key: Decision() for one in state.blocks if one.key in posted}
        refused = 0
    if not decisions:
        messages.warning(request, gettext("Nothing was changed: choose what to do with a block."))
        return _page(request, article, model_admin, is_typed=True, reason=reason)
    try:
        seen = request.POST.get("seen", "")
        accept(article.pk, decisions, user_of(request), reason, seen=seen)
    except StaleArticle:
        text = gettext("Nothing was stored: the text changed while you were reading. Look again.")
        messages.warning(request, text)
        return _page(request, article, model_admin, is_typed=True, reason=reason)
    text = ngettext("%(count)d block is done.", "%(count)d blocks are done.", len(decisions))
    messages.success(request, text % {"count": len(decisions)})
    if article.is_published:
        messages.info(request, gettext("What changed waits beside the story until you publish it."))
    if refused:
        text = gettext("Some were left: their translation is another one by now, or empty.")
        messages.warning(request, text)
    return HttpResponseRedirect(request.path)


def _begin(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin, lang: str
) -> HttpResponse:
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if why := why_no_model():
        messages.error(request, why)
    elif lang in settings.SITE_LANGUAGES:
        try:
            with transaction.atomic():
                by = user_of(request)
                begin_making(article, lang, by)
                translate_story.enqueue(article.pk, lang, by.pk)
        except CannotTranslate as error:
            messages.error(request, str(error))
        else:
            text = gettext("Asked for. The translation will wait for review, and stand here, too.")
            messages.success(request, text)
    return HttpResponseRedirect(request.path)


def _cost_of_missing(state: TranslationState, usual: Decimal | None) -> str:
    """The cost of having the blocks translated that are out of date, in words; empty for none."""
    texts = [one.new for one in state.unanswered]
    if state.original is None or not texts:
        return ""
    return _in_words(estimate_of(texts, state.original.lang, state.article.lang, usual))


def _cost_of_all(article: Article, lang: str, usual: Decimal | None) -> str:
    """What it costs to have an article translated into `lang`, in words."""
    return _in_words(estimate_of(texts_of(article).blocks, article.lang, lang, usual))


def _in_words(estimate: TranslationEstimate) -> str:
    if not has_prices():
        return ""
    highest = money(estimate.highest)
    if estimate.usual is None:
        return gettext("At most %(highest)s.") % {"highest": highest}
    text = gettext("About %(usual)s, %(highest)s at most.")
    return text % {"usual": money(estimate.usual), "highest": highest}


def _ask_label(missing: int) -> str:
    text = ngettext("Translate this block", "Translate these %(count)d blocks", missing)
    return text % {"count": missing}


def _name(lang: str) -> str:
    try:
        return str(get_language_info(lang)["name_translated"])
    except KeyError:
        return lang


def _words(one: OtherLanguage) -> str:
    """The state of a language of the group in words."""
    if one.article is None:
        return gettext("A translation was asked for.") if one.asked_at else gettext("Missing")
    if not one.is_translation:
        return gettext("Not translated by a machine")
    if one.outdated is None:
        return gettext("Nobody knows what it was translated from")
    text = ngettext("%(count)d block out of date", "%(count)d blocks out of date", one.outdated)
    return text % {"count": one.outdated} if one.outdated else gettext("Up to date")
