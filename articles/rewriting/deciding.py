"""A person's decision about a suggestion: it becomes a story in review, or it is declined."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from pydantic import ValidationError

from articles.front_matter.files import dump
from articles.front_matter.problems import Problem
from articles.front_matter.record import BODY, SLUG, ArticleRecord
from articles.front_matter.schema import validate_values, value_problems
from articles.front_matter.snapshot import timestamp
from articles.import_export.read_file import IncomingFile, sha256_of
from articles.import_export.store import StoreOutcome, store
from articles.lib.characters import plain_title
from articles.lib.text import MAX_SLUG, slugify
from articles.models import Article, AuditEntry, ModelJob, Suggestion, UpstreamItem
from articles.models.exceptions import StaleArticle
from articles.models.revise import Changes
from articles.models.upstream_item import articles_of
from articles.rewriting.exceptions import CannotAccept, SuggestionDecided
from articles.workflow import SEEN_BY_READERS, Status

# The import folder of files that were made here: no folder of a disk has this name.
ROOT = "rewriting"


@transaction.atomic
def accept(suggestion: Suggestion, by: User | None) -> Article:
    """Make a suggestion for an original a story in review, and return it.

    A new one goes through `store()`, as every file does. One that there is already, and that
    readers do not see, is revised. Nothing becomes live. Raises SuggestionDecided where somebody
    decided before, CannotAccept with the reason, and PermissionDenied.
    """
    values, item = suggestion.values or {}, suggestion.item
    if item is None or suggestion.job != ModelJob.REWRITE:
        raise CannotAccept(gettext("The original of this suggestion is gone."))
    article = articles_of(
        Article.objects.filter(lang=suggestion.lang), [item.identity]
    ).first()  # fmt: skip
    if article is None:
        article = _new_article(suggestion, item, by)
    else:
        _revise(article, suggestion, values, by)
    if article.status == Status.DRAFT:
        article.submit(by, gettext("Rewritten by a language model"))
    if not suggestion.decide(Suggestion.SuggestionState.ACCEPTED, by, article=article):
        raise SuggestionDecided
    AuditEntry.record("accept_suggestion", by, article, suggestion=suggestion.pk)
    return article


@transaction.atomic
def decline(suggestion: Suggestion, by: User | None, reason: str) -> None:
    """Decline a suggestion for a reason. Raises SuggestionDecided."""
    if not suggestion.decide(Suggestion.SuggestionState.DECLINED, by, reason=reason):
        raise SuggestionDecided
    AuditEntry.record(
        "decline_suggestion", by, suggestion.article, reason, suggestion=suggestion.pk
    )


def record_of(suggestion: Suggestion, item: UpstreamItem) -> ArticleRecord:
    """The record of the article that a suggestion becomes: a draft. Raises pydantic's
    ValidationError where a text of the model breaks a rule of stories."""
    values, source = suggestion.values or {}, item.source
    slug = slugify(values["title"], MAX_SLUG) or slugify(item.external_id, MAX_SLUG) or "story"
    source_values = {"name": source.name, "key": source.key, "type": source.kind}
    return validate_values(
        {
            "title": plain_title(values["title"]),
            "description": values["description"].strip(),
            "publishedAt": timestamp(item.published_at),
            "updatedAt": timestamp(timezone.now()),
            "lang": suggestion.lang,
            "externalId": item.external_id,
            "source": source_values | ({"url": source.url} if source.url else {}),
            "tags": _tags(item),
            "sentiment": item.sentiment or None,
            "score": item.score,
            "draft": True,
            "ai": _provenance(suggestion),
            SLUG: slug,
            BODY: values["body"].strip() + "\n",
        }
    )


def _provenance(suggestion: Suggestion) -> dict[str, object]:
    """The value of the key `ai` of the file contract for an accepted text."""
    written = suggestion.call.answered_at if suggestion.call else None
    return {
        "rewritten": True,
        "expandedAt": timestamp(written or suggestion.asked_at),
        "version": suggestion.prompt_version,
    }


def _tags(item: UpstreamItem) -> list[str]:
    """The sections that upstream gave, each once; an editor, or rules, choose among them."""
    return list(dict.fromkeys(name[:100].strip() for name in item.categories if name.strip()))[:20]


def _new_article(suggestion: Suggestion, item: UpstreamItem, by: User | None) -> Article:
    try:
        record = record_of(suggestion, item)
    except ValidationError as error:
        raise CannotAccept(_refusal(value_problems(error))) from error
    folder = slugify(item.source.key) or "source"
    path, document = f"{folder}/{record.slug}.{record.lang}.md", dump(record)
    incoming = IncomingFile(ROOT, path, document, sha256_of(document), record, None)
    try:
        with transaction.atomic():
            (stored,) = store([incoming], by=by)
    except (IntegrityError, DataError) as error:
        words = gettext("Somebody stored a story of this original at this moment. Try again.")
        raise CannotAccept(words) from error
    if stored.article is None or stored.outcome != StoreOutcome.CREATED:
        raise CannotAccept(_refusal(stored.problems))
    return stored.article


def _refusal(problems: Iterable[Problem]) -> str:
    words = " ".join(f"{problem.key}: {problem.message}." for problem in problems)
    return gettext("The text breaks a rule of stories: %(words)s") % {"words": words}


def _revise(
    article: Article, suggestion: Suggestion, values: dict[str, Any], by: User | None
) -> None:
    if article.status in SEEN_BY_READERS:
        raise CannotAccept(
            gettext(
                "Readers have a story of this original. Unpublish it first, or take over by hand "
                "what is better here."
            )
        )
    columns = {
        "title": plain_title(values["title"]),
        "description": values["description"].strip(),
        "body": values["body"].strip() + "\n",
        "ai": _provenance(suggestion),
    }
    try:
        article.revise(Changes(columns), by, gettext("Rewritten by a language model"))
    except StaleArticle as error:
        words = gettext("Somebody saved the story at this moment. Look at it, and try again.")
        raise CannotAccept(words) from error
