"""Unsaved typing kept on the server, and who else has an article open."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.lib.characters import REPLACEMENT

# A browser repeats every few seconds that it has an article open.
OPEN_FOR = dt.timedelta(seconds=15)
# After this time nobody is expected to come back for a copy.
FORGOTTEN = dt.timedelta(days=30)
# The name of the form of a new article begins so.
NEW = "new-"
# Copies of new articles that one user may have; the oldest go. Each form makes up a name.
NEW_FORMS = 20


_ARTICLE: Any = QuerySlot("article", models.BigIntegerField())
_USER: Any = QuerySlot("user", models.BigIntegerField())
_SINCE: Any = QuerySlot("since", models.DateTimeField())


class Autosave(models.Model):
    """A form as it was typed, valid or not, until it is saved: one per user and article.

    `form` is the article's id, or for a new article a name that its form made up. `values` are
    the form's fields as a browser sends them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    values = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "form"], name="autosave_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.saved_at:%Y-%m-%d %H:%M}"

    @classmethod
    def keep(cls, user: Any, form: str, values: Mapping[str, object]) -> dt.datetime:
        """Replace the copy of this form, and return the time of it; one query, two for a new
        article."""
        now = timezone.now()
        # PostgreSQL stores no NUL, and the form will refuse it. The rest is kept as it was typed.
        values = {
            name: value.replace("\0", REPLACEMENT) if isinstance(value, str) else value
            for name, value in values.items()
        }
        Autosave.objects.bulk_create(
            [Autosave(user=user, form=form, values=values, saved_at=now)],
            update_conflicts=True,
            unique_fields=["user", "form"],
            update_fields=["values", "saved_at"],
        )
        if form.startswith(NEW):
            own = cls.objects.filter(user=user, form__startswith=NEW).order_by("-saved_at", "-pk")
            kept = own.values("pk")[:NEW_FORMS]
            cls.objects.filter(user=user, form__startswith=NEW).exclude(pk__in=kept).delete()
        return now

    @classmethod
    def forget(cls, user: Any, form: str) -> None:
        """Delete the copy of this form, and the user's old copies of any form; one query."""
        old = models.Q(saved_at__lt=timezone.now() - FORGOTTEN)
        cls.objects.filter(models.Q(form=form) | old, user=user).delete()


class Presence(models.Model):
    """A user who has the change form of an article open, or had it a moment ago."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.article_id}"

    @classmethod
    def here(cls, article_id: int, user: Any) -> None:
        """Record that `user` has the article open now; one query."""
        Presence.objects.bulk_create(
            [Presence(article_id=article_id, user=user, seen_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["article", "user"],
            update_fields=["seen_at"],
        )

    @classmethod
    def gone(cls, article_id: int, user: Any) -> None:
        """Record that `user` closed the article, and delete stale rows of others; one query."""
        old = models.Q(seen_at__lt=timezone.now() - FORGOTTEN)
        cls.objects.filter(models.Q(user=user) | old, article_id=article_id).delete()

    @classmethod
    def others(cls, article_id: int, user: Any) -> list[str]:
        """The names of the other users who have the article open; one query."""
        since = timezone.now() - OPEN_FOR
        rows = _OTHERS.run(article=article_id, user=user.pk, since=since)
        return [f"{first} {last}".strip() or username for username, first, last in rows]


# Every open form asks it every few seconds.
_OTHERS = CompiledQuery(
    lambda: (
        Presence.objects.filter(article=_ARTICLE, seen_at__gt=_SINCE)
        .exclude(user=_USER)
        .order_by("user__username")
        .values_list("user__username", "user__first_name", "user__last_name")
    )
)
