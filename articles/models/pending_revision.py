"""Changes of a published article that readers do not see yet, published as a whole."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any, Self, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.graphemes import clip
from articles.lib.threeway import MergedValues, merge_values
from articles.models.article import Article
from articles.models.audit import AuditEntry
from articles.models.author import Author
from articles.models.editable_values import FILED, TEXTS, assign_edited, edited, filed
from articles.models.exceptions import CannotPublish, StaleArticle
from articles.models.image import Image
from articles.models.image_use import ImageUse
from articles.models.moment_column import MomentColumn
from articles.models.notice import Notice
from articles.models.pending_queries import PendingRevisionQuerySet
from articles.models.revise import Changes
from articles.models.revision import Revision
from articles.models.site_hosts import site_hosts
from articles.models.taxonomy import Tag
from articles.models.translation_base import drop_waiting, take_waiting
from articles.rendering.text_pictures import shown_files
from articles.workflow import PUBLISH


class PendingRevision(models.Model):
    """The pending changes of a published article; an article has one row at most.

    `values` are in the form of `articles.models.editable_values`; `base` are those of the article
    in its version `base_version`, when the changes were begun. Where a file brought the changes,
    which nobody may publish unseen, both have the values that only files write, too. `version`
    counts saves of the row, and every method here claims it: of two people or processes one is
    first, and the other gets StaleArticle.
    """

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="pending"
    )
    values = models.JSONField()
    base = models.JSONField()
    base_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    # Whether an import saved the row last. Later imports change such a row, and no other.
    by_import = models.BooleanField(default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    reason = models.CharField(_("why"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)
    due_at = MomentColumn(_("update at"), null=True, blank=True, db_index=True)
    # Why they were not published at `due_at`; empty when that was never tried.
    stopped = models.CharField(max_length=500, blank=True)

    objects = PendingRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending revision")
        verbose_name_plural = _("pending revisions")

    def __str__(self) -> str:
        return str(self.values.get("title", ""))

    @property
    def of_file(self) -> bool:
        """Whether a file brought the changes, also where a person went on with them."""
        return not self.values.keys().isdisjoint(FILED)

    @classmethod
    @transaction.atomic
    def hold(
        cls,
        article: Article,
        values: dict[str, object],
        by: Any,
        *,
        seen: int = 0,
        due_at: dt.datetime | None = None,
        reason: str = "",
    ) -> Self:
        """Save `values` as the pending changes of the live `article`, which is not written.

        `seen` is the version of the pending changes that `by` edited, 0 for none. Raises
        StaleArticle when somebody else saved others meanwhile. Replaced ones stay in the history.
        """
        columns = {
            "values": values,
            "base": edited(article),
            "base_version": article.version,
            "author": by,
            "reason": reason,
            "due_at": due_at,
            "stopped": "",
            "by_import": False,
        }
        if not seen:
            try:
                with transaction.atomic():
                    pending = cls.objects.create(article=article, **columns)
            except IntegrityError as error:
                raise StaleArticle from error
        else:
            if (before := cls.objects.filter(article=article, version=seen).first()) is None:
                raise StaleArticle
            if before.of_file:
                columns["values"] = values | before.filed_values(article)
                columns["base"] = edited(article) | filed(article)
            before._claim(**columns, modified_at=timezone.now())
            if before.edited_values != values:
                before._keep(article, by)
            pending = cls.objects.get(pk=before.pk)
        ImageUse.renew("pending", {pending.pk: pending.shown_files(article)})
        if due_at:
            AuditEntry.record("schedule_update", by, article, reason, due_at=due_at.isoformat())
        return pending

    def merged_with(self, article: Article) -> MergedValues:
        """Return the changes merged with `article` as it is now, which an import may have changed.

        Where both changed the same words these changes win, and are among the overlaps.
        """
        if article.version == self.base_version:
            return MergedValues(self.values)
        merged = merge_values(self.base, self.edited_values, edited(article), TEXTS)
        return replace(merged, values=merged.values | self.filed_values(article))

    def shown_files(self, article: Article) -> list[str]:
        """The names in the storage of the pictures that the text shows with these changes."""
        column = self.values.get("text_pictures", article.text_pictures) or "{}"
        return shown_files(self.values["body"], site_hosts()._replace(files=json.loads(column)))

    @property
    def edited_values(self) -> dict[str, object]:
        """The values that people edit."""
        return {name: value for name, value in self.values.items() if name not in FILED}

    def filed_values(self, article: Article) -> dict[str, object]:
        """The values that only files write; what changed in `article` since is newer."""
        present = filed(article) if self.of_file else {}
        return {
            name: self.values.get(name, value) if value == self.base.get(name, value) else value
            for name, value in present.items()
        }

    @transaction.atomic
    def publish(self, by: User | None, reason: str = "") -> Article:
        """Revise the article to these changes, delete them, and return the article.

        `by` is a user, or None for the clock. Raises PermissionDenied, StaleArticle and
        CannotPublish, and then changes nothing.
        """
        if by is not None and not by.has_perm(f"articles.{PUBLISH}"):
            raise PermissionDenied(f"{by} lacks articles.{PUBLISH}")
        # The article first, as in every other place that locks both.
        try:
            article = self.article.locked()
        except Article.DoesNotExist as error:
            raise StaleArticle from error
        self._claim(due_at=None)
        merged = self.merged_with(article)
        self._require_publishable(article, merged)
        document = self.document(article, merged.values)
        if any(getattr(document, field.attname) != merged.values[field.name] for field in RELATED):
            raise CannotPublish(
                gettext("Its section, source or picture is gone. Open the story, and choose.")
            )
        try:
            document.full_clean()
        except ValidationError as error:
            raise CannotPublish(" ".join(error.messages)) from error
        detail = {} if by else {"written_by": self.author.get_username() if self.author else ""}
        changes = Changes.from_values(merged.values)
        reason, author = reason or self.reason, by or self.author
        article.revise(changes, by, reason, author=author, audit_action="update", detail=detail)
        take_waiting(article.pk)
        Notice.tell(Notice.Event.UPDATE_PUBLISHED, article=article, by=by, person=self.author)
        self.delete()
        return article

    @transaction.atomic
    def discard(self, by: User, reason: str = "") -> None:
        """Delete the changes; the history keeps their document. Raises StaleArticle."""
        self._claim(due_at=None)
        self._keep(self.article, by)
        AuditEntry.record("discard_update", by, self.article, reason)
        drop_waiting(self.article_id)
        self.delete()

    def absorb(self, values: Mapping[str, object], by: User) -> None:
        """Delete the changes after the article itself was written with the edited `values`.

        The history keeps their document where it differs. Raises StaleArticle.
        """
        self._claim()
        if self.edited_values != values:
            self._keep(self.article, by)
        take_waiting(self.article_id)
        self.delete()

    @transaction.atomic
    def stop(self, why: str) -> None:
        """Cancel `due_at`, and keep the reason `why`; the changes wait for a person."""
        self._claim(due_at=None, stopped=clip(why, 500))
        AuditEntry.record("stop_update", None, self.article, clip(why, 500))
        event = Notice.Event.UPDATE_STOPPED
        Notice.tell(event, article=self.article, reason=why, person=self.author)

    def document(self, article: Article, values: Mapping[str, Any]) -> Article:
        """The article with `values`, not saved: that of `documents_of()` for one article."""
        return documents_of([(article, values)])[0]

    def _require_publishable(self, article: Article, merged: MergedValues) -> None:
        if not article.is_published:
            raise CannotPublish(gettext("The story is not published any more."))
        if merged.overlaps:
            raise CannotPublish(
                gettext(
                    "The live story was changed meanwhile, in the same places. Open it, and choose."
                )
            )

    def _claim(self, **columns: object) -> None:
        row = type(self).objects.filter(pk=self.pk, version=self.version)
        if row.update(version=self.version + 1, **columns) != 1:
            raise StaleArticle

    def _keep(self, article: Article, by: User) -> None:
        """Keep the document that these changes made in the history."""
        self.document(article, self.values).keep_revision(
            Revision.Action.EDIT, by, gettext("Changes that were not published")
        )


RELATED = [
    cast("models.ForeignKey[Any, Any]", Article._meta.get_field(name))
    for name in ("source", "category", "cover")
]


def documents_of(pairs: Iterable[tuple[Article, Mapping[str, Any]]]) -> list[Article]:
    """Copies of articles with other values, not to be saved; `tag_list` has unsaved tags, and
    `author_list` where it changes unsaved authors.

    A related row that is gone by now is None. At most four queries, however many they are.
    """
    documents = []
    for article, values in pairs:
        document = copy(article)
        document.known_tags = [Tag(name=name) for name in values["tags"]]
        if values.get("author_names", article.author_names) != article.author_names:
            document.known_authors = [Author(name=name) for name in values["author_names"]]
        assign_edited(document, values)
        documents.append(document)
    for field in RELATED:
        other = [document for document in documents if not field.is_cached(document)]
        rows: Any = field.related_model._default_manager.all()
        if field.related_model is Image:
            rows = rows.prefetch_related("variants")
        found = rows.in_bulk({getattr(document, field.attname) for document in other})
        for document in other:
            setattr(document, field.name, found.get(getattr(document, field.attname)))
    return documents


def publish_due(now: dt.datetime | None = None) -> tuple[int, int]:
    """Publish the changes that are due; returns how many were published, and how many stopped.

    One query when there are none. Any number of processes may do this at the same time.
    """
    done = stopped = 0
    due = PendingRevision.objects.due(now)
    for pending in due.select_related("article", "author").order_by("due_at", "id"):
        try:
            try:
                pending.publish(None)
                done += 1
            except CannotPublish as error:
                pending.stop(str(error))
                stopped += 1
        except StaleArticle:
            continue  # Another process or person was quicker.
    return done, stopped
