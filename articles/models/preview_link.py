"""Links by which people without a login read an article before it is published."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.urls import cached_reverse
from articles.models.text_fields import LineField

_SALT = "articles.previews"


class PreviewLink(models.Model):
    """A link to the present text of one article, until a time, unless it is revoked.

    The token in its address is the row's id, signed with a salt of its own, so that no link can
    be guessed. The row says until when the link is valid, and whether it was revoked.
    """

    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="preview_links",
        verbose_name=_("story"),
    )
    reader = LineField(
        _("for whom"), max_length=200, blank=True, help_text=_("So that you know it again.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        indexes = [models.Index(fields=["article", "-id"], name="previews_of_article")]

    def __str__(self) -> str:
        return self.reader or f"{self.made_by_name} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The path of the preview on this site."""
        return cached_reverse("preview", self.token)

    @property
    def holds(self) -> bool:
        """Whether the link is valid: neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def token(self) -> str:
        """The signed id that is part of the address."""
        return signing.Signer(salt=_SALT).sign(str(self.pk))

    @classmethod
    def of_token(cls, token: str) -> Self | None:
        """The link of a token, valid or not; None for a token that this site did not sign."""
        try:
            pk = signing.Signer(salt=_SALT).unsign(token)
        except signing.BadSignature:
            return None
        return cls.objects.select_related("article").filter(pk=int(pk)).first()

    def revoke(self, by: User | AnonymousUser) -> bool:
        """Revoke the link now; False when it was revoked or expired already."""
        now = timezone.now()
        rows = type(self).objects.filter(pk=self.pk, revoked_at=None, expires_at__gt=now)
        return rows.update(revoked_at=now, revoked_by_name=by.get_username()) == 1

    @classmethod
    def revoke_all(cls, article_id: int, by: User | None, now: dt.datetime) -> list[int]:
        """Revoke the valid links of an article; return their ids. Two queries at most."""
        links = cls.objects.filter(article_id=article_id, revoked_at=None, expires_at__gt=now)
        ids = list(links.values_list("pk", flat=True))
        if ids:
            name = by.get_username() if by else ""
            cls.objects.filter(pk__in=ids).update(revoked_at=now, revoked_by_name=name)
        return ids
