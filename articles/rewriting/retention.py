"""Deletion of old answers of the model. What they cost stays, by day, original and story."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from articles.models import AuditEntry, ModelCall

_BATCH = 500


def forget_answers() -> int:
    """Delete the texts of answers that came more than settings.MODEL_ANSWER_DAYS ago, and record
    it in the audit log; return the number of calls, 0 for 0 days.

    The rows stay with cost, tokens and hash, so that budgets count on. Suggestions and translations
    keep their own words. Each batch is a transaction of its own.
    """
    days = settings.MODEL_ANSWER_DAYS
    if not days:
        return 0
    old = ModelCall.objects.with_answers_before(timezone.now() - dt.timedelta(days=days))
    count = 0
    while ids := list(old.values_list("pk", flat=True)[:_BATCH]):
        rows = old.filter(pk__in=ids)
        count += rows.update(answer="", first_answer="", problems=[], values=None)
    if count:
        AuditEntry.record("prune_answers", None, count=count, days=days)
    return count
