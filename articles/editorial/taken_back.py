"""Originals that their sources took back: a retraction of their stories is proposed, and a person
decides. Nothing is unpublished by itself."""

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from articles.models import AuditEntry, UpstreamItem


@transaction.atomic
def keep_stories(item: UpstreamItem, by: User | AnonymousUser, reason: str = "") -> bool:
    """Write that the stories of an original stay although it was taken back, until it is taken back
    again; whether there was something to decide."""
    rows = UpstreamItem.objects.filter(pk=item.pk, taken_back_at__isnull=False, kept_at=None)
    if not rows.update(kept_at=timezone.now()):
        return False
    AuditEntry.record("keep_taken_back", by, None, reason, id=item.pk, name=str(item))
    return True
