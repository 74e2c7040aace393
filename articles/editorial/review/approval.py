"""A person answers for a machine's text: exactly this one, and no other."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from articles.editorial.exceptions import TextChanged
from articles.models import Article, AuditEntry, Review
from articles.workflow import REVIEW


@transaction.atomic
def approve(
    article_id: int, text_hash: str, by: Any, note: str = "", accepted: Sequence[str] = ()
) -> Article:
    """Approve the text with this hash, and no other; `accepted` are the claims let stand.

    Writes a Review, a Revision and a line into the audit log. Raises PermissionDenied, or
    Changed, and then nothing is approved.
    """
    if not by.has_perm(f"articles.{REVIEW}"):
        raise PermissionDenied(f"{by} lacks articles.{REVIEW}")
    unread = Article.objects.filter(pk=article_id, text_hash=text_hash)
    claimed = unread.exclude(reviewed_hash=text_hash).update(
        reviewed_hash=text_hash, risk=0, modified_at=timezone.now()
    )
    if claimed != 1:
        raise TextChanged
    article = Article.objects.for_export().get(pk=article_id)
    article.keep_revision("approve", by, note)
    Review.objects.create(
        article=article,
        text_hash=text_hash,
        by=by,
        by_name=by.get_username(),
        note=note,
        accepted=list(accepted),
    )
    AuditEntry.note("approve", by, article, note, text=text_hash, accepted=list(accepted))
    if article.is_live:
        # The label of the story is in the feeds, too.
        article.announce()
    return article
