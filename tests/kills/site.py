"""What the killed site holds before the run, and the comparison afterwards; run in its environment.

`python -m tests.kills.site fill` prints the primary keys of drafts and scheduled changes as JSON;
`waiting` counts what is still to do;
`compare` reads what was saved as JSON, and prints what is wrong.
"""

import datetime as dt
import json
import random
import sys
from collections import Counter

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from articles.models import Article, AuditEntry, PendingRevision  # noqa: E402
from articles.models.editable_values import edited  # noqa: E402
from tests.kills.people import PASSWORD  # noqa: E402

DRAFTS, SCHEDULED = 12, 120


def fill(seconds: int) -> dict[str, list[int]]:
    """Two editors, drafts for them, and changes of live articles that fall due within `seconds`."""
    editors = Group.objects.get(name="Editors")
    for name in ("anna", "borys"):
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(editors)
    rng = random.Random(1)
    anna = User.objects.get(username="anna")
    articles = list(Article.objects.order_by("pk"))
    drafts = articles[:DRAFTS]
    for article in drafts:
        article.unpublish(anna, "for the test")
    scheduled = articles[DRAFTS : DRAFTS + SCHEDULED]
    for article in scheduled:
        values = edited(article) | {"title": f"Scheduled {article.pk}"}
        due = timezone.now() + dt.timedelta(seconds=rng.uniform(5, seconds))
        PendingRevision.hold(article, values, anna, due_at=due)
    return {"drafts": [one.pk for one in drafts], "scheduled": [one.pk for one in scheduled]}


def compare(told: dict[str, object]) -> dict[str, object]:
    bodies = dict(Article.objects.filter(pk__in=told["drafts"]).values_list("pk", "body"))
    lost = [line for pk, line in told["saved"] if bodies[pk].count(line) != 1]
    updates = AuditEntry.objects.filter(action="update", article__in=told["scheduled"])
    published = Counter(updates.values_list("article", flat=True))
    titles = set(Article.objects.filter(pk__in=told["scheduled"]).values_list("pk", "title"))
    imported = Article.objects.filter(slug__startswith="story-number-")
    return {
        "saved lines": len(told["saved"]),
        "lost or doubled lines": lost,
        "scheduled changes not published once": [
            pk for pk in told["scheduled"]
            if published[pk] != 1 or (pk, f"Scheduled {pk}") not in titles
        ],
        "articles": imported.count(),
        "articles missing or doubled": told["files"] - imported.values("slug").distinct().count()
        + imported.count() - told["files"],
        "tasks not done": Counter(
            DBTaskResult.objects.exclude(status="SUCCESSFUL").values_list("status", flat=True)
        ),
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    elif sys.argv[1] == "waiting":
        tasks = DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).count()
        print(tasks + PendingRevision.objects.filter(due_at__isnull=False).count())
    else:
        print(json.dumps(compare(json.load(sys.stdin))))
