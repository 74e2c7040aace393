"""What stands around the form of an article: what is out of date, undecided, or told elsewhere.

Queries that every opening of a form asks, compiled once.
"""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import BigIntegerField, CharField, DateTimeField, Model
from django.http import HttpRequest

from articles.admin.imports.conflicts import field_label
from articles.db.compiled_queries import CompiledQuery, QuerySlot
from articles.models import (
    Article,
    Autosave,
    Category,
    FrontEdition,
    Image,
    ImportConflict,
    PendingRevision,
    Source,
    TranslationBase,
    UpstreamItem,
)

# Other originals about the event of an article that a page names.
_ALSO_REPORTING = 20
# So many of the newest pictures can be chosen without a script.
_NEWEST_PICTURES = 48

# `Any`, because a lookup is declared with values, and takes placeholders of them as well.
_ARTICLE: Any = QuerySlot("article", BigIntegerField())
_SOURCE: Any = QuerySlot("source", BigIntegerField())
_EXTERNAL_ID: Any = QuerySlot("external_id", CharField())

_LANG: Any = QuerySlot("lang", CharField())
_USER: Any = QuerySlot("user", BigIntegerField())
_FORM: Any = QuerySlot("form", CharField())
_NOW: Any = QuerySlot("now", DateTimeField())

_PENDING = CompiledQuery(lambda: PendingRevision.objects.filter(article=_ARTICLE))
_AUTOSAVE = CompiledQuery(lambda: Autosave.objects.filter(user=_USER, form=_FORM))
_EDITION = CompiledQuery(lambda: FrontEdition.objects.filter(lang=_LANG).started(_NOW)[:1])
_OUTDATED = CompiledQuery(
    lambda: TranslationBase.objects.filter(
        article=_ARTICLE, original__isnull=False
    ).values_list("outdated")
)  # fmt: skip
_CONFLICTS = CompiledQuery(
    lambda: (
        ImportConflict.objects.filter(article=_ARTICLE, choice="")
        .order_by("pk")
        .values_list("pk", "field")
    )
)
_TAKEN_BACK = CompiledQuery(
    lambda: UpstreamItem.objects.filter(
        source=_SOURCE, external_id=_EXTERNAL_ID, taken_back_at__isnull=False, kept_at=None
    )
)
_ALSO = CompiledQuery(
    lambda: (
        UpstreamItem.objects.also_reporting_with(_SOURCE, _EXTERNAL_ID)
        .select_related("source", "membership")
        .defer("body", "keywords", "categories")[:_ALSO_REPORTING]
    )
)

_NAMES: dict[type[Model], CompiledQuery[tuple[int, str]]] = {
    Category: CompiledQuery(lambda: Category.objects.values_list("pk", "name")),
    Source: CompiledQuery(lambda: Source.objects.values_list("pk", "name")),
}
_PICTURES = CompiledQuery(
    lambda: Image.objects.only("pk", "alt").order_by("-pk")[:_NEWEST_PICTURES]
)


def names_of_all(model: type[Model]) -> list[tuple[int, str]]:
    """Return (id, name) of all categories, or of all sources, in their order; one query."""
    return _NAMES[model].run()


def newest_pictures() -> list[Image]:
    """Return the newest pictures, with what their names are made of; one query."""
    return _PICTURES.run()


def pending_revision(article: Article | None) -> PendingRevision | None:
    """Return the pending revision of an article, if it has one; one query."""
    rows = _PENDING.run(article=article.pk) if article else []
    return rows[0] if rows else None


def kept_typing(user: User | AnonymousUser, article: int) -> Autosave | None:
    """Return the unsaved typing of a person for an article, if there is some; one query."""
    rows = _AUTOSAVE.run(user=user.pk, form=str(article))
    return rows[0] if rows else None


def live_edition(lang: str, now: dt.datetime) -> FrontEdition | None:
    """Return the edition of the front page that readers have at `now`; one query."""
    rows = _EDITION.run(lang=lang, now=now)
    return rows[0] if rows else None


def outdated_blocks(article: Article | None) -> int:
    """Return the number of blocks of a translation that are out of date; one query."""
    rows = _OUTDATED.run(article=article.pk) if article else []
    return rows[0][0] if rows else 0


def open_conflicts(request: HttpRequest, article: Article | None) -> list[tuple[int, str]]:
    """Return (id, label of the field) of the undecided conflicts of an article; one query.

    Empty for those who may not see conflicts.
    """
    if article is None or not request.user.has_perm("articles.view_importconflict"):
        return []
    return [(pk, field_label(field)) for pk, field in _CONFLICTS.run(article=article.pk)]


def taken_back_original(article: Article | None) -> UpstreamItem | None:
    """Return the original of an article if its source took it back, and nobody decided yet that the
    article stays. One query, none for an article without an original."""
    rows = _of_original(_TAKEN_BACK, article)
    return rows[0] if rows else None


def also_reporting(article: Article | None) -> list[UpstreamItem]:
    """Return the first other originals about the event of an article, with their sources and
    memberships, in the order in which they came; one query at most."""
    return _of_original(_ALSO, article)


def _of_original(query: CompiledQuery[UpstreamItem], article: Article | None) -> list[UpstreamItem]:
    if article is None or not (article.source_id and article.external_id):
        return []
    return query.run(source=article.source_id, external_id=article.external_id)
