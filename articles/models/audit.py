"""Who did what at the desk: one line for every transition and every act on many stories."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act, never changed and never deleted by the program.

    `act` is a short name: that of a transition, or of another act of the desk. `detail` is what
    the act needs to be understood, or undone, in JSON. Names are copied, so that an entry still
    says who and what when the person or the story is gone.
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
    act = models.CharField(_("what"), max_length=40)
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="audit",
        verbose_name=_("article"),
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
            models.Index(fields=["act", "-id"], name="audit_by_act"),
            models.Index(fields=["actor_name", "-id"], name="audit_by_actor"),
            models.Index(fields=["created_at", "id"], name="audit_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(act=""), name="audit_act_given"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.title}".strip()

    @classmethod
    def note(cls, act: str, by: Any, article: Any = None, reason: str = "", **detail: Any) -> Self:
        """Write one line; `by` is a user or None, `detail` anything that JSON can hold."""
        return cls.objects.create(
            act=act,
            actor=by,
            actor_name=by.get_username() if by else "",
            article=article,
            title=article.title if article else "",
            reason=reason,
            detail=detail,
        )
