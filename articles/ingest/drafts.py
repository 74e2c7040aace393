"""Drafts in review, made of stored items: what a source wrote, as far as its terms allow it.

Nothing here brings anything to readers, by no setting: a person reviews and publishes.
"""

from collections import Counter
from dataclasses import replace

from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext
from pydantic import ValidationError

from articles.front_matter.files import dump, export_path
from articles.front_matter.schema import value_problems
from articles.import_export.read_file import IncomingFile, sha256_of
from articles.import_export.store import store
from articles.ingest.deciding import write_verdict
from articles.ingest.exceptions import NoDraft
from articles.ingest.item_rows import record_of
from articles.ingest.rules.apply import story_record
from articles.ingest.rules_in_use import RulesInUse, rules_for_one
from articles.models import Article, AuditEntry, Notice, UpstreamItem
from articles.models.upstream_item import ItemVerdict, UpstreamItemQuerySet, articles_of
from articles.rendering.usable_text import UsableText

# The beginning of the import root of documents that the program itself made of items.
ORIGIN = "originals:"


def make_drafts(rules: RulesInUse, limit: int) -> Counter[str]:
    """Make drafts of `limit` chosen items at most; the number of each verdict.

    Each is a transaction, with its part of the notice. An item of which there is a story by now
    gets none.
    """
    counts: Counter[str] = Counter()
    told: Notice | None = None
    for pk in list(chosen_items().values_list("pk", flat=True)[:limit]):
        verdict, told = _take(pk, rules, told)
        counts[verdict] += 1
    return +counts


def make_draft(item: UpstreamItem, by: User) -> Article:
    """Make a draft of an item for a person, whatever the rules decided about it.

    Raises NoDraft where there is a story already, or none can be made.
    """
    try:
        with transaction.atomic():
            return _make_draft(item.pk, by)
    except UpstreamItem.DoesNotExist as error:
        raise NoDraft(gettext("The original was deleted meanwhile.")) from error
    except (IntegrityError, DataError) as error:
        text = gettext("Somebody stored a story of this original at this moment. Try again.")
        raise NoDraft(text) from error


def _make_draft(pk: int, by: User) -> Article:
    locked = UpstreamItem.objects.select_for_update(of=("self",)).select_related(
        "source", "feed__category"
    )
    item = locked.get(pk=pk)
    if _has_story(item):
        raise NoDraft(gettext("There is a story of it already."))
    article = _store(item, rules_for_one(), by)
    write_verdict([pk], ItemVerdict.MADE)
    AuditEntry.record("make_draft", by, article, original=pk)
    return article


def chosen_items() -> UpstreamItemQuerySet:
    """The items of which drafts are to be made, in the order in which they came."""
    return UpstreamItem.objects.filter(verdict=ItemVerdict.CHOSEN).order_by("id")


def _take(pk: int, rules: RulesInUse, told: Notice | None) -> tuple[str, Notice | None]:
    """The verdict about a chosen item, and the notice of the drafts until now, `told` before.
    Empty where another process was quicker."""
    try:
        with transaction.atomic():
            locked = UpstreamItem.objects.select_for_update(of=("self",))
            chosen = locked.filter(pk=pk, verdict=ItemVerdict.CHOSEN).select_related(
                "source", "feed__category"
            )
            item = chosen.first()
            if item is None:
                return "", told
            if _has_story(item):
                write_verdict([pk], ItemVerdict.COVERED, rules)
                return ItemVerdict.COVERED, told
            article = _store(item, rules)
            write_verdict([pk], ItemVerdict.MADE, rules)
            return ItemVerdict.MADE, _tell(article, told)
    except NoDraft as error:
        reason = str(error)
    except (IntegrityError, DataError) as error:
        reason = " ".join(str(error).split())
    write_verdict([pk], ItemVerdict.FAILED, rules, "refused", reason)
    return ItemVerdict.FAILED, told


def _tell(article: Article, told: Notice | None) -> Notice:
    """Write a notice of a draft, or count it in that of the drafts before it, unless somebody was
    told of those by now."""
    if told:
        title = gettext("Drafts from originals")
        waiting = Notice.objects.filter(pk=told.pk, sent_at=None, mailed_at=None)
        if waiting.update(count=F("count") + 1, article=None, title=title):
            return told
    return Notice.tell(Notice.Event.REVIEW_WAITING, article=article)


def _has_story(item: UpstreamItem) -> bool:
    return articles_of(Article.objects.all(), [item.identity]).exists()


def _store(item: UpstreamItem, rules: RulesInUse, by: User | None = None) -> Article:
    """Store the draft of an item. Raises NoDraft where the values break a rule of the files."""
    item_record = record_of(item)
    values = rules.book.values_of(item_record)
    if not values.category and item.feed and item.feed.category:
        values = replace(values, category=item.feed.category.key)
    try:
        record = story_record(item_record, values, terms_of(item))
    except ValidationError as error:
        first = value_problems(error)[0]
        raise NoDraft(f"{first.key}: {first.message}") from error
    document = dump(record)
    incoming = IncomingFile(
        root=f"{ORIGIN}{item.pk}",
        path=export_path(record),
        document=document,
        sha256=sha256_of(document),
        record=record,
        derived=None,
        for_review=True,
    )
    (stored,) = store([incoming], by=by)
    if stored.article is None or stored.problems:
        raise NoDraft("; ".join(problem.message for problem in stored.problems))
    return stored.article


def terms_of(item: UpstreamItem) -> UsableText:
    """The terms of use of an item's text, as its feed says: of one that came without a feed,
    its beginning."""
    return UsableText(item.feed.terms) if item.feed else UsableText.EXCERPT
