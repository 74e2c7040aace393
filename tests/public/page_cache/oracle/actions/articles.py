"""Articles: written, edited, moved from state to state, pinned, deleted."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.editorial.bulk.run import BULK, run, set_weights
from articles.editorial.bulk.undo import can_be_undone, undo
from articles.editorial.exceptions import DocumentRefused, TextChanged
from articles.editorial.history import restore
from articles.editorial.review.approval import approve
from articles.models import Article, AuditEntry, Category, Image, PendingRevision, Revision, Source
from articles.models.article_columns import Sentiment
from articles.models.editable_values import edited
from articles.models.exceptions import CannotDelete, CannotPublish, StaleArticle, WrongState
from articles.models.revise import Changes
from articles.workflow import TRANSITIONS, Status
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import HOUR, Desk

MOST_ARTICLES = 70
# The codes of `articles.editorial.publishing_checks` that a person may confirm.
WARNINGS = (
    "no-summary summary-cut-off summary-long summary-short cover-alt cover-credit picture-alt "
    "link-missing link-hidden not-reviewed opinion"
)


def new_values(desk: Desk) -> dict[str, Any]:
    """One or two new values, in the form of `articles.models.editable_values`."""
    category, source = desk.row(Category.objects.all()), desk.row(Source.objects.all())
    cover = desk.row(Image.objects.all())
    weight = desk.one((0, 0, 1, 2, 5, -3))
    choices: list[dict[str, Any]] = [
        {"title": desk.title()},
        {"description": desk.one(("", f"In a sentence: {desk.words()}."))},
        {"body": desk.body()},
        {"category": desk.one((None, category and category.pk))},
        {"tags": desk.tags()},
        {"author_names": desk.author_names()},
        {"cover": desk.one((None, cover and cover.pk))},
        {"source": source and source.pk},
        {"slug": f"moved-{desk.number()}"},
        {"sentiment": desk.one(("", *Sentiment.values))},
        {"score": desk.one((None, 0.5))},
        {"canonical_url": desk.one(("", "https://example.org/first"))},
        {"lang": desk.lang()},
        {"external_id": desk.one(("", f"{desk.one(range(1, 12))}"))},
        {"published_at": desk.time().isoformat()},
        {"expires_at": _later(desk, 0, 0.5, 2, 5)},
        {"expires_at": _later(desk, 1, 30)},
        {"sticky_weight": weight, "sticky_until": _later(desk, 2)},
    ]
    chosen = desk.rng.sample(choices, desk.one((1, 1, 2)))
    return {name: value for some in chosen for name, value in some.items()}


def _later(desk: Desk, *hours: float) -> str | None:
    """A time in so many hours, or none, as the values of bulk actions and of forms have it."""
    return desk.one((None, *((desk.now + some * HOUR).isoformat() for some in hours)))


def _pending_publish(desk: Desk, article: Article, values: dict[str, Any], clock: bool) -> None:
    before = PendingRevision.objects.filter(article=article).first()
    seen = before.version if before else 0
    due = desk.now + desk.one((0.2, 1, 4)) * HOUR if clock else None
    stored = Article.objects.get(pk=article.pk)
    pending = PendingRevision.hold(
        stored, edited(article) | values, desk.editor, seen=seen, due_at=due
    )
    if not clock:
        pending.publish(desk.editor)


@action(14, composed=True)
def an_article_is_edited(desk: Desk) -> str:
    article = desk.article()
    if article is None:
        return ""
    values = new_values(desk)
    way = "revised"
    try:
        if article.is_live and desk.chance(0.6):
            way = desk.one(("published", "published", "held", "by the clock"))
            if way == "held":
                hold = edited(article) | values
                known = PendingRevision.objects.filter(article=article).first()
                stored = Article.objects.get(pk=article.pk)
                PendingRevision.hold(stored, hold, desk.editor, seen=known.version if known else 0)
            else:
                _pending_publish(desk, article, values, clock=way == "by the clock")
        else:
            article.revise(Changes.from_values(values), desk.editor)
    except (CannotPublish, IntegrityError, ValidationError) as error:
        return f"{article.pk} {values}: refused, {error!r}"[:300]
    after = Article.objects.filter(pk=article.pk).first()
    if after:
        desk.touch(after)
    return f"{way}: {article.pk} {values}"


@action(2, composed=True)
def pending_changes_are_decided(desk: Desk) -> str:
    pending = desk.row(PendingRevision.objects.select_related("article"))
    if pending is None:
        return ""
    desk.touch(pending.article)
    try:
        if desk.chance(0.7):
            pending.publish(desk.editor)
        else:
            pending.discard(desk.editor)
    except (CannotPublish, StaleArticle, IntegrityError) as error:
        return f"{pending.article_id}: refused, {error!r}"
    return f"{pending.article_id}"


@action(3)
def an_article_is_typed_into_the_form(desk: Desk) -> str:
    article = desk.article()
    if article is None:
        return ""
    typed: dict[str, object] = desk.one(
        (
            {"title": desk.title()},
            {"body": desk.body()},
            {"tags": ", ".join(desk.tags())},
            {"slug": f"typed-{desk.number()}"},
            {"description": f"Typed: {desk.words()}."},
            {"sticky_weight": desk.one((0, 3))},
        )
    )
    step = desk.one(("save", "update", "update", "now", "publish"))
    path = f"/admin/articles/article/{article.pk}/change/"
    saved = desk.browser.submit(
        path, "article_form", **typed, _step=step, _confirmed=WARNINGS, reason="typed"
    )
    after = Article.objects.filter(pk=article.pk).first()
    if after:
        desk.touch(after)
    return f"{article.pk} {typed} {step}: {'saved' if saved else 'refused'}"


@action(2)
def a_new_article_is_typed(desk: Desk) -> str:
    title = desk.title()
    saved = desk.browser.submit(
        "/admin/articles/article/add/", "article_form",
        title=title, body=desk.body(), description="A summary.", lang=desk.lang(),
        tags=", ".join(desk.tags()), _step="save",
    )  # fmt: skip
    return f"{title}: {'saved' if saved else 'refused'}"


@action(6, composed=True)
def an_article_is_written(desk: Desk) -> str:
    if Article.objects.count() >= MOST_ARTICLES:
        return ""
    number = desk.number()
    article = Article(
        title=f"Own {number} {desk.words(2)}", slug=f"own-{number}", lang=desk.lang(),
        body=desk.body(), published_at=desk.one((None, desk.time(), desk.time())),
        category=desk.row(Category.objects.all()), source=desk.row(Source.objects.all()),
        cover=desk.row(Image.objects.all()) if desk.chance(0.4) else None,
    )  # fmt: skip
    article.save()
    article.tags.set(desk.tags())
    if desk.chance(0.8):
        article.submit(desk.editor)
        article.publish(desk.editor)
    desk.touch(article)
    return f"{article.pk} {article.shown_status()} at {article.published_at}"


@action(10, composed=True)
def an_article_takes_a_step(desk: Desk) -> str:
    article = desk.article()
    if article is None:
        return ""
    steps = [
        step
        for step in TRANSITIONS.values()
        if step.source == article.status and (article.is_live or not step.from_live)
    ]
    step = desk.one(steps)
    try:
        getattr(article, step.name)(desk.editor, f"Reason {desk.number()}.")
    except WrongState:
        return ""
    return f"{step.name} {article.pk}"


@action(1)
def an_article_is_retracted_or_restored_by_its_page(desk: Desk) -> str:
    name = desk.one(("retract", "restore"))
    status = Status.PUBLISHED if name == "retract" else Status.RETRACTED
    article = desk.article(status)
    if article is None:
        return ""
    path = f"/admin/articles/article/{article.pk}/{name}/"
    desk.browser.get(path)
    reply = desk.browser.post(path, {"act": "do", "reason": f"Because {desk.number()}."})
    return f"{name} {article.pk}: {reply.status}"


@action(4, composed=True)
def articles_are_changed_in_bulk(desk: Desk) -> str:
    name = desk.one([name for name in BULK_ACTIONS if name != "export"])
    articles = desk.articles(12)
    category = desk.row(Category.objects.all())
    value: object = {
        "category": category and category.pk,
        "add_tag": desk.tags() or ["ports"],
        "remove_tag": [tag.lower() for tag in desk.tags()] or ["ports"],
        "pin": (desk.one((1, 2, 7)), _later(desk, 1, 30)),
        "language": desk.lang(),
        "authors": desk.author_names(),
    }.get(name)
    seen = {article.pk: article.version for article in articles}
    outcome = run(BULK_ACTIONS[name], value, seen, desk.editor, accepted=list(seen))
    for article in articles[:2]:
        desk.touch(article)
    return f"{name} {value} {sorted(seen)}: {outcome.done} done"


@action(2, composed=True)
def a_bulk_action_is_undone(desk: Desk) -> str:
    entries = list(AuditEntry.objects.filter(action=BULK).order_by("-pk")[:3])
    entries = [entry for entry in entries if can_be_undone(entry)]
    if not entries:
        return ""
    entry = desk.one(entries)
    outcome = undo(entry, desk.editor)
    for story in entry.detail["stories"][:2]:
        article = Article.objects.filter(pk=story["story"]).first()
        if article:
            desk.touch(article)
    return f"{entry.detail['what']}: {outcome.done} done"


@action(4, composed=True)
def an_article_is_pinned(desk: Desk) -> str:
    article = desk.article(Status.PUBLISHED)
    if article is None:
        return ""
    value = (desk.one((1, 2, 5)), _later(desk, 2, 40))
    name = desk.one(("pin", "pin", "unpin"))
    run(BULK_ACTIONS[name], value, {article.pk: article.version}, desk.editor)
    return f"{name} {article.pk} {value}"


@action(1.5, composed=True)
def weights_are_set(desk: Desk) -> str:
    articles = [a for a in desk.articles(4) if a.status == Status.PUBLISHED]
    if not articles:
        return ""
    weights = {article.pk: desk.one((0, 1, 2, 9)) for article in articles}
    set_weights(weights, {a.pk: a.sticky_weight for a in articles}, desk.editor)
    return f"{weights}"


@action(2, composed=True)
def an_article_is_deleted(desk: Desk) -> str:
    article = desk.article(Status.DRAFT, Status.IN_REVIEW)
    if article is None:
        return ""
    try:
        if desk.by_form():
            path = f"/admin/articles/article/{article.pk}/delete/"
            desk.browser.get(path)
            desk.browser.post(path, {"post": "yes", "reason": "Not needed."})
        else:
            article.remove(desk.editor, "Not needed.")
    except CannotDelete as error:
        return f"{article.pk}: refused, {error}"
    return f"{article.pk}"


@action(3, composed=True)
def a_machine_text_is_approved(desk: Desk) -> str:
    rows = Article.objects.exclude(ai=None).exclude(ai={})
    article = desk.row(rows)
    if article is None:
        return ""
    desk.touch(article)
    try:
        approve(article.pk, article.text_hash, desk.editor)
    except TextChanged:
        return ""
    return f"{article.pk}"


@action(2, composed=True)
def an_earlier_text_is_restored(desk: Desk) -> str:
    revision = desk.row(Revision.objects.select_related("article"))
    if revision is None or revision.article is None:
        return ""
    article = revision.article
    desk.touch(article)
    try:
        restore(article, revision, article.version, desk.editor, "Back.")
    except (DocumentRefused, IntegrityError) as error:
        return f"{article.pk}: refused, {error!r}"
    return f"{article.pk} to revision {revision.pk}"


@action(0.5, composed=True)
def an_article_is_dated(desk: Desk) -> str:
    """To a neighbouring time of another one, or to the same: order by id decides then."""
    article, other = desk.article(Status.PUBLISHED), desk.article(Status.PUBLISHED)
    if article is None or other is None or other.published_at is None:
        return ""
    moment = other.published_at + dt.timedelta(microseconds=desk.one((-1, 0, 0, 1)))
    article.revise(Changes({"published_at": moment}), desk.editor)
    return f"{article.pk} beside {other.pk}"
