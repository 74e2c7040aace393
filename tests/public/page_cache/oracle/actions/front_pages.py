"""The front page: drafts of editions are made by form, launched, scheduled, called back, taken back."""

import datetime as dt

from django.utils import timezone

from articles.models import Article, FrontEdition, Image, Tag
from articles.models.front_plan import FrontBlock, section_block
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import HOUR, Desk

_BASE = "/admin/articles/frontedition/"
# What starts soon enough for the clock of the oracle to come there.
_SOON = (0.5, 1, 3, 20)


def _local(moment: dt.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")[:19]


def _block(desk: Desk, article: Article) -> str:
    blocks = [str(block) for block in FrontBlock]
    if article.category_id:
        blocks += [section_block(article.category_id)] * 3
    return desk.one(blocks)


def _typed(desk: Desk, lang: str) -> dict[str, object]:
    """What an editor types into a draft, in place of what was there."""
    number = desk.number()
    articles = list(Article.objects.filter(lang=lang).order_by("-pk")[:25])
    chosen = desk.rng.sample(articles, min(len(articles), desk.one((0, 1, 3, 8))))
    pictures = [*Image.objects.order_by("pk").values_list("pk", flat=True)]
    tag = desk.row(Tag.objects.all())
    soon = desk.now + desk.one(_SOON) * HOUR
    return {
        "picks-article": [one.pk for one in chosen],
        "picks-block": [_block(desk, one) for one in chosen],
        "picks-headline": [desk.one(("", f"Card {number}")) for _one in chosen],
        "picks-kicker": [desk.one(("", f"Kicker {number}")) for _one in chosen],
        "picks-picture": [desk.one(("", *pictures)) for _one in chosen],
        "breaking_words": desk.one(("", "", f"Breaking {number}")),
        "breaking_until": _local(min(soon, desk.now + 11 * HOUR)),
        "focus_tag": tag.pk if tag and desk.chance(0.5) else "",
        "focus_title": f"Focus {number}",
        "focus_until": _local(desk.now + desk.one(_SOON) * HOUR),
        "briefing-words": desk.one(([], [f"Line {number} {place}" for place in range(3)])),
        "briefing-story": desk.one(([], [str(one.pk) for one in chosen][:1])),
        "shows_latest": desk.one((None, "on", "on")),
        "shows_in_brief": desk.one((None, "on", "on")),
    }


@action(4)
def the_front_page_is_changed(desk: Desk) -> str:
    lang, edition = desk.lang(), desk.row(FrontEdition.objects.filter(starts_at=None))
    if edition is None or desk.chance(0.5):
        desk.browser.post(f"{_BASE}add/", {"lang": lang})
        edition = FrontEdition.objects.drafts().first()
    act = desk.one(("save", "launch", "launch", "schedule"))
    typed = _typed(desk, edition.lang) | {
        "act": act,
        "starts_at": _local(desk.now + desk.one(_SOON) * HOUR),
    }
    done = desk.browser.submit(f"{_BASE}{edition.pk}/change/", "edition_form", **typed)
    desk.touched += [f"/{edition.lang}/"]
    return f"{act} {edition.pk}: {typed['picks-block']} {'done' if done else 'refused'}"


@action(2)
def an_edition_is_launched_again_or_called_back(desk: Desk) -> str:
    edition = desk.row(FrontEdition.objects.exclude(starts_at=None))
    if edition is None:
        return ""
    act = "call-back" if edition.is_scheduled(desk.now) else "launch"
    desk.browser.post(f"{_BASE}{edition.pk}/{act}/", {})
    desk.touched += [f"/{edition.lang}/"]
    return f"{act} {edition.pk}"


@action(0.5)
def the_front_page_fills_itself(desk: Desk) -> str:
    lang = desk.lang()
    desk.browser.post(f"{_BASE}itself/", {"lang": lang})
    desk.touched += [f"/{lang}/"]
    return lang
