"""The translation group of an article: its languages, and how each stands to its original."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from articles.models import Article, TranslationBase
from articles.models.translation_base import named_original


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A language of a translation group.

    `article` is None where there is none yet: then `asked_at` says since when a machine is at it,
    and `failure` why there is none. `outdated` counts blocks that are out of date; it is None for
    an article that is no machine's translation, and for one whose base nobody knows.
    """

    lang: str
    article: Article | None = None
    outdated: int | None = None
    is_translation: bool = False
    asked_at: dt.datetime | None = None
    failure: str = ""


def other_languages(article: Article) -> list[OtherLanguage]:
    """The other articles of the group by language, then the languages of the site that have none.

    Two queries.
    """
    rows = Article.objects.translations_of(article).select_related("translation_base")
    columns = ("lang", "title", "slug", "status", "ai", "published_at", "expires_at")
    others = list(rows.only(*columns, "translation_base").order_by("lang"))
    asked = {
        row.lang: row for row in TranslationBase.objects.filter(original=article, article=None)
    }
    found = [_of_article(one) for one in others]
    known = {article.lang, *(one.lang for one in others)}
    for lang in settings.SITE_LANGUAGES:
        if lang not in known:
            row = asked.get(lang)
            found.append(
                OtherLanguage(lang, asked_at=row.asked_at, failure=row.failure)
                if row
                else OtherLanguage(lang)
            )
    return found


def _of_article(article: Article) -> OtherLanguage:
    row: TranslationBase | None = getattr(article, "translation_base", None)
    is_translation = row is not None or bool(named_original(article.ai))
    is_known = is_translation and (row is None or row.is_known)
    count = (row.outdated if row else 0) if is_known else None
    return OtherLanguage(article.lang, article, count, is_translation)
