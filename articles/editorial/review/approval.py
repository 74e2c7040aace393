"""A person answers for a machine's text: for exactly this one, and no other."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.editorial.exceptions import TextChanged
from articles.models import Article, Review, Revision
from articles.models.revise import Changes
from articles.workflow import REVIEW


@transaction.atomic
def approve(
    article_id: int,
    text_hash: str,
    by: User,
    note: str = "",
    accepted: Sequence[str] = (),
    *,
    version: int | None = None,
) -> Article:
    """Approve the text with this hash, and return its article as it is then.

    `accepted` are the claims that the reviewer let stand; they are kept in a Review. `version` is
    that of the article which was seen, where all of it must be as it was. Raises PermissionDenied,
    and TextChanged when the article has another text by now or is approved already; then nothing
    is approved.
    """
    if not by.has_perm(f"articles.{REVIEW}"):
        raise PermissionDenied(f"{by} lacks articles.{REVIEW}")
    rows = Article.objects.for_export().select_for_update(of=("self",))
    article = rows.filter(pk=article_id, text_hash=text_hash).first()
    if article is None or article.reviewed_hash == text_hash:
        raise TextChanged
    if version not in (None, article.version):
        raise TextChanged
    detail = {"text": text_hash, "accepted": list(accepted)}
    changes = Changes({"reviewed_hash": text_hash, "risk": 0})
    article.revise(changes, by, note, Revision.Action.APPROVE, detail=detail)
    review = Review(
        article=article,
        text_hash=text_hash,
        by_name=by.get_username(),
        note=note,
        accepted=list(accepted),
    )
    review.sign(by)
    review.save()
    return article
