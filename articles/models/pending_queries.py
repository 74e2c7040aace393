"""Queries of the changes that wait."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils import timezone

from articles.workflow import Status


class PendingRevisionQuerySet(models.QuerySet[Any]):
    """Chainable queries of pending revisions."""

    def newest(self, most: int) -> Self:
        """The newest changes, `most` of them; other conditions may follow.

        A database begins with these few, and not with all published articles.
        """
        return self.filter(pk__in=self.order_by("-pk").values("pk")[:most])

    def of_published(self) -> Self:
        """Changes of articles that are published: of live, scheduled and ended ones."""
        return self.filter(article__status=Status.PUBLISHED)

    def due(self, now: dt.datetime | None = None) -> Self:
        """Changes that are to be published at `now`, the present by default, or before."""
        return self.filter(due_at__lte=now or timezone.now())
