"""Merging and renaming of tags, categories and authors, each in one transaction.

Old words and addresses stay valid: an import that finds the old word uses the merged tag, category
or author, and the old address redirects to the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import (
    Article,
    ArticleAuthor,
    AuditEntry,
    Author,
    AuthorAlias,
    Category,
    CategoryAlias,
    Feed,
    FrontEdition,
    PendingRevision,
    SiteSettings,
    Tag,
    TagAlias,
    TaggedArticle,
    Topic,
)
from articles.models.merge_changes import append_keys_of_merge
from articles.models.site_in_use import site_in_use
from articles.models.topic import topic_of

Label = Tag | Category | Author
_ALIASES: dict[type, Any] = {Tag: TagAlias, Category: CategoryAlias, Author: AuthorAlias}


@dataclass(frozen=True, slots=True)
class MergePart:
    """The part of a merge for one tag, category or author: its articles, those with `both`, and
    whether it has words of editors that go to the other."""

    label: Label
    stories: int
    both: int
    has_words: bool = False


def plan(keep: Label, others: Sequence[Any]) -> list[MergePart]:
    """The parts of `merge(keep, others)`, without merging; at most three queries for each."""
    if isinstance(keep, Category):
        return [
            MergePart(other, Article.objects.filter(category=other).count(), 0, bool(other.words))
            for other in others
        ]
    parts = []
    for other in others:
        links = _links(other)
        is_topic = isinstance(other, Tag) and topic_of(other) is not None
        parts.append(MergePart(other, links.count(), _twice(links, keep).count(), is_topic))
    return parts


@transaction.atomic
def merge(keep: Label, others: Sequence[Any], by: User | AnonymousUser, reason: str = "") -> int:
    """Move articles, words and addresses of `others` to `keep`; returns how many articles moved."""
    moved = 0
    for other in others:
        if other.pk == keep.pk:
            continue
        append_keys_of_merge(keep, other)
        slug = _address_to_keep(other, other.slug)
        _move_words(keep, other)
        if isinstance(keep, Category):
            moved += Article.objects.filter(category=other).update(category=keep)
            Feed.objects.filter(category=other).update(category=keep)
            FrontEdition.move_category(other.pk, keep.pk)
            _move_pending(other, keep)
        else:
            links = _links(other)
            _twice(links, keep).delete()
            moved += links.update(**{_kind(keep): keep})
        if isinstance(keep, Tag):
            FrontEdition.move_tag(other.pk, keep.pk)
        if site_in_use().names(_kind(keep), other.pk):
            SiteSettings.move_entries(_kind(keep), other.pk, keep.pk)
        other.aliases.update(target=keep)
        word = other.key if isinstance(other, Category) else other.name
        folded = other.folded
        account = other.account_id if isinstance(other, Author) else None
        other.delete()
        if isinstance(keep, Author) and account and not keep.account_id:
            # Else the approvals of the person lead to no page any more.
            _link_account(keep, account)
        _remember(keep, word, folded, slug)
    AuditEntry.record(
        f"merge_{_kind(keep)}",
        by,
        None,
        reason,
        kept=str(keep),
        merged=[str(other) for other in others],
        stories=moved,
    )
    return moved


@transaction.atomic
def renamed(label: Label, before: Label, by: User | AnonymousUser) -> None:
    """Keep the name and the slug of `before`, where `label` was saved with other ones."""
    kind = _ALIASES[type(label)]
    # Its present name and slug are no aliases any more.
    own = kind._default_manager.filter(target=label)
    own.filter(folded=label.folded, slug__in=("", label.slug)).delete()
    own.filter(folded=label.folded).update(folded="", word="")
    own.filter(slug=label.slug, folded="").delete()
    own.filter(slug=label.slug).update(slug="")
    new_word = label.folded != before.folded
    new_place = label.slug != before.slug
    if new_word or new_place:
        word = before.key if isinstance(before, Category) else before.name
        _remember(
            label,
            word if new_word else "",
            before.folded if new_word else "",
            _address_to_keep(label, before.slug) if new_place else "",
        )
    if str(label) != str(before) or new_place:
        AuditEntry.record(
            f"rename_{_kind(label)}",
            by,
            None,
            before=[str(before), before.slug],
            after=[str(label), label.slug],
        )


def _move_words(keep: Label, other: Label) -> None:
    """Give what editors wrote about `other` to `keep`, below what they wrote about that."""
    if isinstance(keep, Category) and isinstance(other, Category) and other.words:
        keep.add_words(other)
        columns = ["words", "shown_words"]
        keep.save(update_fields=columns)
    if not (isinstance(keep, Tag) and isinstance(other, Tag)):
        return
    topics = {topic.tag_id: topic for topic in Topic.objects.filter(tag__in=(keep, other))}
    topic, kept = topics.get(other.pk), topics.get(keep.pk)
    if topic and kept:
        kept.take_in(topic)
    elif topic:
        topic.tag = keep
        topic.save()


def _move_pending(category: Category, keep: Category) -> None:
    """Let changes that wait beside articles name `keep` in place of `category`."""
    either = Q(values__category=category.pk) | Q(base__category=category.pk)
    for pending in PendingRevision.objects.select_for_update().filter(either):
        for values in (pending.values, pending.base):
            if values.get("category") == category.pk:
                values["category"] = keep.pk
        pending.save(update_fields=["values", "base"])


def _kind(label: Label) -> str:
    return str(label._meta.model_name)


def _links(label: Tag | Author) -> Any:
    """The links of a tag or an author."""
    if isinstance(label, Tag):
        return TaggedArticle.objects.filter(tag=label)
    return ArticleAuthor.objects.filter(author=label)


def _twice(links: QuerySet[Any], keep: Tag | Author) -> QuerySet[Any]:
    same = _links(keep).filter(content_object=OuterRef("content_object"))
    return links.filter(Exists(same))


def _address_to_keep(label: Label, slug: str) -> str:
    """The address that readers know `label` by; empty where it leads them to another one.

    An old address of a label that readers see is taken from it by another one that they see, too,
    and not by one that they never saw there. At most three queries.
    """
    aliases = _ALIASES[type(label)]
    others = aliases.objects.filter(slug=slug).exclude(target=label.pk).select_related("target")
    leads_elsewhere = any(alias.target.is_seen_by_readers() for alias in others)
    return "" if leads_elsewhere and not label.is_seen_by_readers() else slug


def _link_account(author: Author, account: int) -> None:
    author.account_id = account
    author.save(update_fields=["account"])


def _remember(label: Label, word: str, folded: str, slug: str) -> None:
    kind = _ALIASES[type(label)]
    if slug:
        # Where two had the same slug one after the other, the last one has the alias.
        kind.objects.filter(slug=slug, folded="").delete()
        kind.objects.filter(slug=slug).update(slug="")
    if folded and kind.objects.filter(folded=folded).update(target=label):
        folded = word = ""
    if folded or slug:
        kind.objects.create(target=label, word=word, folded=folded, slug=slug)
