"""The blocks of a front page as the desk shows them: what stands where, and why."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from articles.lib.keyset import read_id
from articles.lib.relative_time import day_and_time
from articles.models import Article, Category, FrontEdition
from articles.models.front_plan import (
    BLOCK_LABELS,
    FrontBlock,
    Pick,
    category_of,
    room_of,
    section_block,
)
from articles.public.front_blocks import FrontPage
from articles.workflow import SHOWN_STATUS_LABELS, ShownStatus, is_pinned

# What is typed for one pick, by the names of its inputs.
TypedPick = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An article in a block, or one that was put there and does not stand there.

    `pk` is 0 for one that was deleted; `why` says who put it there, or why it is gone; `typed` are
    the inputs of a pick, None for what the page filled in itself. `state` is the name of the
    state's colour.
    """

    pk: int
    title: str
    why: str
    typed: TypedPick | None = None
    state: str = "live"


@dataclass(frozen=True, slots=True)
class DeskBlock:
    """A block with its rows. `note` says what an empty one needs; `found` are the stories that
    were searched for it by `words`."""

    name: str
    label: str
    room: int
    rows: list[DeskRow]
    note: str = ""
    found: list[DeskRow] = field(default_factory=list)
    words: str = ""


def typed_picks(edition: FrontEdition) -> list[TypedPick]:
    """The inputs of the picks of an edition."""
    return [
        {name: str(value or "") for name, value in pick.as_json().items()}
        for pick in edition.all_picks
    ]


def desk_blocks(
    page: FrontPage, edition: FrontEdition, typed: Iterable[TypedPick], now: dt.datetime
) -> list[DeskBlock]:
    """The blocks of `page` in its order, with the inputs of what was put there. No query."""
    inputs = {row["article"]: row for row in typed}
    picked = {pick.article for pick in edition.all_picks}
    breaking = [page.breaking.article] if page.breaking and page.breaking.article else []
    top: list[tuple[FrontBlock, Sequence[Article], str]] = [
        (FrontBlock.BREAKING, breaking, _breaking_note(page)),
        (FrontBlock.LEAD, [page.lead] if page.lead else [], ""),
        (FrontBlock.SECONDS, page.seconds, ""),
        (FrontBlock.MORE, page.more, ""),
        (
            FrontBlock.FOCUS,
            page.focus.articles if page.focus else [],
            page.focus_problem or gettext("Shown with three stories, and a time until when."),
        ),
    ]
    filled = [
        *((str(block), str(BLOCK_LABELS[block]), rows, note) for block, rows, note in top),
        *(
            (section_block(one.category.pk), one.category.name_in(edition.lang), one.articles, "")
            for one in page.sections
        ),
    ]
    return [
        DeskBlock(
            name,
            label,
            room_of(name),
            [
                DeskRow(
                    article.pk,
                    article.title,
                    _reason(name, article, page, picked, now),
                    inputs.get(str(article.pk)) if article.pk in page.placed else None,
                )
                for article in articles
            ],
            note,
        )
        for name, label, articles, note in filled
    ]


def _breaking_note(page: FrontPage) -> str:
    if page.breaking and not page.breaking.article:
        return page.breaking.words
    return gettext("Only by hand, until a time that you choose.")


def _reason(
    block: str, article: Article, page: FrontPage, picked: set[int], now: dt.datetime
) -> str:
    if article.pk in page.placed:
        return gettext("put here")
    if article.pk in picked:
        return gettext("put elsewhere, but no other story can lead")
    if is_pinned(article.sticky_weight, article.sticky_until, now) and block != FrontBlock.MORE:
        return gettext("by itself: weight %(weight)d") % {"weight": article.sticky_weight}
    if block == FrontBlock.LEAD and article.cover and article.cover.picture:
        return gettext("by itself: the newest with a picture")
    reasons: dict[str, str] = {
        FrontBlock.LEAD: gettext("by itself: the newest"),
        FrontBlock.SECONDS: gettext("by itself: the newest of another section or source"),
        FrontBlock.MORE: gettext("by itself: it shares two tags with the lead"),
        FrontBlock.FOCUS: gettext("by itself: the newest with the tag"),
    }
    return reasons.get(block, gettext("by itself: the newest of the section"))


def not_on_page(
    page: FrontPage, edition: FrontEdition, typed: Iterable[TypedPick], now: dt.datetime
) -> list[DeskRow]:
    """What was put on the page and does not stand where it was put, with the reason. One query,
    none where everything stands."""
    away = [row for row in typed if read_id(row["article"]) not in page.placed]
    ids = [pk for row in away if (pk := read_id(row["article"]))]
    columns = ("title", "lang", "status", "published_at", "expires_at")
    stored = Article.objects.only(*columns).in_bulk(ids) if ids else {}
    rows = []
    for row in away:
        article = stored.get(read_id(row["article"]) or 0)
        if article is None:
            words = row["headline"] or gettext("A story that was deleted")
            why = gettext("It was deleted.")
            rows.append(DeskRow(0, words, why, row, "retracted"))
            continue
        state = article.shown_status(now)
        why = _why_away(article, row["block"], page, edition, state)
        rows.append(DeskRow(article.pk, article.title, why, row, state))
    return rows


def _why_away(
    article: Article, block: str, page: FrontPage, edition: FrontEdition, state: ShownStatus
) -> str:
    """Why a pick does not stand where it was put."""
    if article.lang != edition.lang:
        return gettext("It is in another language now.")
    if state == ShownStatus.SCHEDULED and article.published_at:
        when = {"when": day_and_time(article.published_at)}
        return gettext("It goes live %(when)s, and stands there then.") % when
    if state != ShownStatus.LIVE:
        return gettext("Readers do not have it: %(state)s.") % {
            "state": str(SHOWN_STATUS_LABELS[state]).lower()
        }
    if page.lead and page.lead.pk == article.pk:
        return gettext("It leads.")
    if block == FrontBlock.BREAKING and not page.breaking:
        return gettext("Nothing is breaking now: say until when.")
    if block == FrontBlock.FOCUS and not page.focus:
        return page.focus_problem or gettext("Nothing is in focus now: say until when.")
    shown = {section.category.pk for section in page.sections}
    if (category := category_of(block)) and category not in shown:
        return gettext("Its section is not shown: it needs three stories.")
    return gettext("The block is full: it rises when a story before it goes.")


def places(lang: str) -> list[tuple[str, str]]:
    """The blocks that take stories, as pairs of a name and a label. One query."""
    sections = Category.objects.order_by("position", "name")
    return [
        *((str(block), str(label)) for block, label in BLOCK_LABELS.items()),
        *((section_block(one.pk), one.name_in(lang)) for one in sections),
    ]


def place_name(pick: Pick, lang: str) -> str:
    """The name of the block of a pick; one query for the block of a section."""
    if category := category_of(pick.block):
        section = Category.objects.filter(pk=category).first()
        return section.name_in(lang) if section else ""
    return str(BLOCK_LABELS[FrontBlock(pick.block)])
