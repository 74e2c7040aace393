"""The one way to change a stored article, and the steps that it is composed of.

`Article.revise()` takes every step for one article. The import takes the same steps for a batch
of files (`articles.import_export.batch`), with queries for many rows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.front_matter.snapshot import article_values
from articles.models.article_changes import record
from articles.models.article_columns import ArticleColumns
from articles.models.audit import AuditEntry
from articles.models.author import ArticleAuthor
from articles.models.authorship import sync_authors
from articles.models.derived_columns import DERIVED, DERIVED_FROM, DerivedColumnsMixin
from articles.models.editable_values import columns_of
from articles.models.exceptions import StaleArticle
from articles.models.image_use import ImageUse
from articles.models.public_changes import announce, public_lists
from articles.models.redirect import Redirect
from articles.models.redirect_aliases import redirect_aliases
from articles.models.revision import Revision
from articles.models.standing import Standing
from articles.models.taxonomy import Tag, TaggedArticle
from articles.models.translation_base import follow_text, texts_of
from articles.rendering.text_pictures import pictured_files
from articles.workflow import Status


@dataclass(frozen=True, slots=True)
class Changes:
    """New values of an article: `columns` by the name of the field or of its attribute.

    `tags` are names or tags in their order, or None where the tags stay as they are.
    """

    columns: Mapping[str, object] = field(default_factory=dict)
    tags: Sequence[Tag | str] | None = None

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Changes to JSON values in the form of `articles.models.editable_values`."""
        return cls(columns_of(values), values.get("tags"))

    @classmethod
    def between(
        cls, before: ArticleColumns, after: ArticleColumns, tags: Sequence[Tag | str] | None = None
    ) -> Self:
        """The columns that `after`, an unsaved copy of `before`, has with another value."""
        names = [column.attname for column in before._meta.concrete_fields]
        values = {name: getattr(after, name) for name in names}
        return cls(
            {name: new for name, new in values.items() if new != getattr(before, name)}, tags
        )


class ReviseMixin(DerivedColumnsMixin):
    """The writing half of `Article`: `revise()` for people, `save()` for new articles."""

    class Meta:
        abstract = True

    def revise(
        self,
        changes: Changes,
        by: User | None,
        reason: str = "",
        action: Revision.Action = Revision.Action.EDIT,
        *,
        author: User | None = None,
        audit_action: str = "",
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Change this stored article on behalf of `by`, None for a command or the clock.

        The article must be as it was read: the Revision keeps it as it stands. Raises
        StaleArticle when somebody else wrote it since, and IntegrityError when another article
        has its new address or identity; then nothing is written. All steps are one transaction.

        `author` is who wrote the changes, where that is not `by`. The audit log calls the change
        `audit_action` where that differs from the revision's `action`, and keeps `detail`, by
        default the names of what changed.
        """
        with transaction.atomic():
            lists_left, before = public_lists(self), Standing.of(self)
            old_path, old_texts = self.get_absolute_url(), texts_of(self)
            old_files = pictured_files(self.body_html)
            self.keep_revision(action, author or by, reason)
            columns = assign_changes(self, changes)
            claim_version(self, columns)
            sync_tags(self, columns, changes.tags)
            sync_authors(self, columns)
            leave_redirect(self, old_path)
            if "aliases" in columns:
                redirect_aliases([self])
            follow_text(self, old_texts)
            if (files := pictured_files(self.body_html)) != old_files:
                ImageUse.renew("article", {self.pk: files})
            AuditEntry.record(
                audit_action or action,
                by,
                self,
                reason,
                **({"changed": names_of(changes)} if detail is None else detail),
            )
            record(before, Standing.of(self))
            announce([*lists_left, *public_lists(self)])

    def locked(self) -> Self:
        """Return the stored article, locked until the transaction ends; three queries.

        Raises DoesNotExist when it was deleted.
        """
        rows: Any = type(self)._default_manager
        return rows.for_revision().select_for_update(of=("self",)).get(pk=self.pk)

    def revision(
        self, action: Revision.Action, by: User | None = None, reason: str = ""
    ) -> Revision:
        """Return a Revision of the article as it stands, which is not saved."""
        return Revision(
            article_id=self.pk,
            action=action,
            author=by,
            reason=reason,
            status=self.status,
            front_matter=article_values(self),
            body=self.body,
        )

    def keep_revision(
        self, action: Revision.Action, by: User | None = None, reason: str = ""
    ) -> Revision:
        """Save this article as it stands as a Revision, before a change; returns it."""
        revision = self.revision(action, by, reason)
        revision.save()
        return revision

    def touch_for_readers(self) -> None:
        """Move `reader_modified_at` to now: something that stands beside the text changed.

        Only for an article that is stored as published; the document and its version stay.
        """
        now = timezone.now()
        row = type(self)._default_manager.filter(pk=self.pk, status=Status.PUBLISHED)
        with transaction.atomic(savepoint=False):
            if row.update(reader_modified_at=now, modified_at=now):
                self.reader_modified_at = self.modified_at = now
                # The lists stay as they are, whatever its tags and authors.
                standing = Standing.of(self, tags=(), authors=())
                record(standing, standing)
                announce(public_lists(self))

    def sync_tag_links(self) -> None:
        """Copy the sort columns of the stored row to the links of its tags and authors; two
        queries, and one more where it names authors.

        The stored row's, since this object may have been loaded before somebody else's change.
        """
        row = type(self)._default_manager.filter(pk=self.pk)
        copies = row.values(*TaggedArticle.COPIES).get()
        links = TaggedArticle.objects.filter(content_object_id=self.pk)
        links.exclude(**copies).update(**copies)
        if self.author_names:
            authors = ArticleAuthor.objects.filter(content_object_id=self.pk)
            authors.exclude(**copies).update(**copies)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, its derived columns and the copies that its links carry.

        For new articles: `revise()` changes stored ones. A full save of a stored one claims its
        version, and raises StaleArticle when somebody else wrote it since it was read.
        """
        with transaction.atomic():
            is_new = self._state.adding
            before = None if is_new else self._stored_standing()
            if kwargs.get("update_fields") is None:
                self.prepare()
                if self._state.adding:
                    self.version += 1
                else:
                    claim_version(self, {})
            super().save(*args, **kwargs)
            self.sync_tag_links()
            names = kwargs.get("update_fields")
            files = pictured_files(self.body_html) if names is None else []
            if files if is_new else names is None:
                ImageUse.renew("article", {self.pk: files})
            if self.author_names if is_new else names is None or "author_names" in names:
                sync_authors(self, {"author_names"})
            record(before, Standing.of(self, tags=()) if is_new else self._stored_standing())

    def _stored_standing(self) -> Standing | None:
        """The standing as it is stored, with the tags of now; two queries for one with a standing.

        This object may have other values, or not all.
        """
        stored = type(self)._default_manager.filter(pk=self.pk).first()
        return Standing.of(stored) if stored else None


def assign_changes(article: DerivedColumnsMixin, changes: Changes) -> dict[str, object]:
    """Set the columns of `changes`, derive what depends on them; returns what must be written.

    The result has the new values by attribute name. Uses no database.
    """
    for name, value in changes.columns.items():
        setattr(article, name, value)
    names = {article._meta.get_field(name).attname for name in changes.columns}  # type: ignore[union-attr]
    if names & DERIVED_FROM:
        article.prepare()
        names |= DERIVED
    if "modified_at" not in names:
        article.modified_at = timezone.now()
    return {name: getattr(article, name) for name in (*names, "modified_at")}


def claim_version(article: ArticleColumns, columns: Mapping[str, object]) -> None:
    """Write `columns` if the stored article still has the version of this one; one query.

    Raises StaleArticle when it has not, and then writes nothing.
    """
    rows = type(article)._default_manager.filter(pk=article.pk, version=article.version)
    if rows.update(version=article.version + 1, **columns) != 1:
        raise StaleArticle
    article.version += 1


def sync_tags(
    article: ArticleColumns, written: Collection[str], tags: Sequence[Tag | str] | None
) -> None:
    """Make `tags` the article's tags, None for the present ones, and their copies of it true.

    `written` are the names of the columns that were written with it.
    """
    if tags is not None:
        article.tags.set(tags)
    copies = {name: getattr(article, name) for name in TaggedArticle.COPIES}
    if not copies.keys().isdisjoint(written):
        TaggedArticle.objects.filter(content_object_id=article.pk).update(**copies)


def leave_redirect(article: ArticleColumns, old_path: str) -> None:
    """Let `old_path` lead to the article, where its address is another one now."""
    if article.get_absolute_url() != old_path:
        Redirect.leave(article, old_path)


def names_of(changes: Changes) -> list[str]:
    """The sorted names of what `changes` touch, for the audit log."""
    tags = [] if changes.tags is None else ["tags"]
    return sorted([*(name.removesuffix("_id") for name in changes.columns), *tags])
