"""The audit log: one entry for each action of an editor, an administrator or a command."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article_columns import ArticleColumns


class AuditEntry(models.Model):
    """One action, never changed and never deleted by the program.

    `action` is a short name: that of a transition, or of another action. `detail` is what one
    needs to understand or to undo it, in JSON. Names are copied, so that an entry still says who
    and what when the person or the article is gone.
    """

    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Nobody: a command did it."),
    )
    actor_name = models.CharField(max_length=150, blank=True)
    action = models.CharField(_("what"), max_length=40)
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="audit",
        verbose_name=_("story"),
    )
    title = models.CharField(_("story"), max_length=300, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["article", "-id"], name="audit_of_article"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["actor_name", "-id"], name="audit_by_actor"),
            models.Index(fields=["created_at", "id"], name="audit_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_action_given"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.title}".strip()

    @classmethod
    def record(
        cls,
        action: str,
        by: User | AnonymousUser | None,
        article: ArticleColumns | None = None,
        reason: str = "",
        **detail: object,
    ) -> Self:
        """Write one entry and return it; `detail` is anything that JSON can hold.

        `by` is None for a command. One query.
        """
        entry = cls._made(action, by, article, reason, detail)
        entry.save()
        return entry

    @classmethod
    def record_each(
        cls,
        action: str,
        by: User | AnonymousUser | None,
        details: Iterable[Mapping[str, object]],
    ) -> None:
        """Write an entry for each of `details`, of one action on many rows; one query per 500."""
        rows: Any = cls._default_manager
        entries = [cls._made(action, by, None, "", detail) for detail in details]
        rows.bulk_create(entries, batch_size=500)

    @classmethod
    def _made(
        cls,
        action: str,
        by: User | AnonymousUser | None,
        article: ArticleColumns | None,
        reason: str,
        detail: Mapping[str, object],
    ) -> Self:
        return cls(
            action=action,
            actor=by if isinstance(by, User) else None,
            actor_name=by.get_username() if by else "",
            article_id=article.pk if article else None,
            title=article.title if article else "",
            reason=reason,
            detail=dict(detail),
        )
