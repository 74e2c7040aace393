"""The checks before publishing, with the facts from the database."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from articles.editorial.publishing_checks import CheckFacts, Finding, check, own_paths
from articles.models import Article, Image

_ARTICLE_PATH = re.compile(r"/([\w-]+)/articles/([\w-]+)(?:/|\.md)")


def findings(article: Article, values: Mapping[str, Any]) -> list[Finding]:
    """The findings for `article` with `values`, in the form of `articles.models.editable_values`.

    At most four queries: the cover, the slug, and two for the articles that the text links to.
    """
    cover = Image.objects.filter(pk=values["cover"]).first() if values["cover"] else None
    others = Article.objects.filter(lang=values["lang"], slug=values["slug"])
    missing, hidden = _bad_paths(values["body"])
    return check(
        CheckFacts(
            title=values["title"],
            description=values["description"],
            body=values["body"],
            site_host=settings.SITE_HOST,
            has_cover=cover is not None,
            cover_alt=cover.alt if cover else "",
            cover_credit=cover.credit if cover else "",
            slug_in_use=others.exclude(pk=article.pk).exists(),
            made_by_machine=bool(article.ai_label),
            missing_articles=missing,
            hidden_articles=hidden,
        )
    )


def new_findings(
    article: Article, values: Mapping[str, object], stored: Mapping[str, object]
) -> list[Finding]:
    """The findings that `values` add to those of a live article with the values `stored`.

    Errors are always among them; warnings of `stored` were accepted when it was published.
    """
    if values == stored:
        return []
    known = {(finding.code, finding.detail) for finding in findings(article, stored)}
    return [
        finding
        for finding in findings(article, values)
        if finding.is_error or (finding.code, finding.detail) not in known
    ]


def findings_of(articles: Iterable[Article]) -> dict[int, list[Finding]]:
    """The findings for each of these articles as stored, by its id; two queries at most.

    The covers must be loaded. A slug in use is not checked: the database has no two articles at
    one address.
    """
    articles = list(articles)
    missing, hidden = _bad_paths(*(article.body for article in articles))
    return {
        article.pk: check(
            CheckFacts(
                title=article.title,
                description=article.description,
                body=article.body,
                site_host=settings.SITE_HOST,
                has_cover=article.cover is not None,
                cover_alt=article.cover.alt if article.cover else "",
                cover_credit=article.cover.credit if article.cover else "",
                made_by_machine=bool(article.ai_label),
                missing_articles=missing,
                hidden_articles=hidden,
            )
        )
        for article in articles
    }


def _bad_paths(*bodies: str) -> tuple[set[str], set[str]]:
    """The paths in `bodies` of articles that do not exist, and of those that are not live."""
    addresses = {
        path: match.groups()
        for body in bodies
        for path in own_paths(body, settings.SITE_HOST)
        if (match := _ARTICLE_PATH.fullmatch(path))
    }
    if not addresses:
        return set(), set()
    rows = Article.objects.filter(slug__in={slug for _lang, slug in addresses.values()})
    stored = set(rows.values_list("lang", "slug"))
    live = set(rows.live().values_list("lang", "slug"))
    missing = {path for path, address in addresses.items() if address not in stored}
    hidden = {path for path, address in addresses.items() if address in stored - live}
    return missing, hidden
