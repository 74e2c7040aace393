"""The words and pictures that editors give to cards of the front page, and to nothing else."""

import copy
from collections.abc import Mapping
from dataclasses import replace

from articles.models import Article, Image
from articles.models.front_plan import Pick
from articles.public.front_blocks import FrontPage


def with_own_cards(page: FrontPage, pictures: Mapping[int, Image]) -> FrontPage:
    """Return the page with the headlines, kickers and `pictures` (by ids of articles) of its picks
    on their cards. "Latest" goes on showing the articles as they are. No query."""

    def card(article: Article) -> Article:
        pick = page.placed.get(article.pk)
        return _own_card(article, pick, pictures.get(article.pk)) if pick else article

    def cards(articles: list[Article]) -> list[Article]:
        return [card(article) for article in articles]

    return replace(
        page,
        lead=page.lead and card(page.lead),
        seconds=cards(page.seconds),
        more=cards(page.more),
        focus=page.focus and replace(page.focus, articles=cards(page.focus.articles)),
        sections=[replace(block, articles=cards(block.articles)) for block in page.sections],
    )


def _own_card(article: Article, pick: Pick, picture: Image | None) -> Article:
    """A copy of the article for one card, which nobody may save."""
    if not (pick.headline or pick.kicker or picture):
        return article
    shown: Article = copy.copy(article)
    shown.title = pick.headline or article.title
    shown.kicker = pick.kicker
    if picture:
        shown.cover = picture
    return shown
