"""The checks before publishing, given what the database knows of a story."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from articles.editorial.publishing_checks import CheckFacts, Finding, check, own_paths
from articles.models import Article, Image

_STORY = re.compile(r"/([\w-]+)/articles/([\w-]+)(?:/|\.md)")


def findings(article: Article, values: Mapping[str, Any]) -> list[Finding]:
    """What to look at in `values`, in the form of `articles.models.editable_values`, of `article`.

    A query for its cover, and one for the stories that it links to.
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
            missing_stories=missing,
            hidden_stories=hidden,
        )
    )


def new_findings(
    article: Article, values: Mapping[str, Any], stored: Mapping[str, Any]
) -> list[Finding]:
    """Those that `values` bring to a live story that says `stored`: the others were decided."""
    if values == stored:
        return []
    known = {(finding.code, finding.detail) for finding in findings(article, stored)}
    return [
        finding
        for finding in findings(article, values)
        if finding.is_error or (finding.code, finding.detail) not in known
    ]


def findings_of(articles: Iterable[Article]) -> dict[int, list[Finding]]:
    """What to look at in each of these stories, as stored and with its cover, by its id.

    Two queries at most, whatever the number of stories. An address in use is none of them: the
    database has no two stories at one address.
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
                missing_stories=missing,
                hidden_stories=hidden,
            )
        )
        for article in articles
    }


def _bad_paths(*bodies: str) -> tuple[set[str], set[str]]:
    """The paths of stories that are not there, and of those that readers cannot see."""
    wanted = {
        path: found.groups()
        for body in bodies
        for path in own_paths(body, settings.SITE_HOST)
        if (found := _STORY.fullmatch(path))
    }
    if not wanted:
        return set(), set()
    rows = Article.objects.filter(slug__in={slug for _lang, slug in wanted.values()})
    there = set(rows.values_list("lang", "slug"))
    live = set(rows.live().values_list("lang", "slug"))
    missing = {path for path, place in wanted.items() if place not in there}
    hidden = {path for path, place in wanted.items() if place in there - live}
    return missing, hidden
