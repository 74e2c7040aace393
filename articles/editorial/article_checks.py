"""The checks before publishing, with the facts from the database."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.editorial.house_style import house_rules, original_texts
from articles.editorial.house_words import HouseRules
from articles.editorial.pictures.repeats import CoverUse, repeated_covers
from articles.editorial.publishing_checks import CheckFacts, Finding, check, own_paths
from articles.lib.path_keys import path_key
from articles.lib.provenance import MachinePart, machine_part
from articles.lib.site_calendar import site_day
from articles.models import Article, Image, Redirect
from articles.models.ai_provenance import text_hash_of

# Codes of findings that are told of any text, not of articles alone.
_OF_ANY_TEXT = ("link", "picture-alt", "body-")
_TIMES = ("published_at", "expires_at")
_ARTICLE_KEY = re.compile(r"/([\w-]+)/articles/([\w-]+)(?:\.md)?")


def findings(article: Article, values: Mapping[str, Any]) -> list[Finding]:
    """The findings for `article` with `values`, in the form of `articles.models.editable_values`.

    An approval counts for exactly the text that it was given for.
    At most eight queries: the cover and others that have it, the slug, the original, the house
    words, and three for the articles that the text links to.
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
            image_hosts=settings.IMAGE_HOSTS,
            text_files=article.files_of_text,
            **_cover_facts(cover, repeated_covers(_use_of(article.pk, cover, values)), article.pk),
            **_times(values),
            slug_in_use=others.exclude(pk=article.pk).exists(),
            machine_part=_unreviewed_part(article, values),
            missing_articles=missing,
            hidden_articles=hidden,
            original=original_texts([article]).get(article.pk, ""),
            house_rules=house_rules([values["lang"]]).get(values["lang"], HouseRules()),
        )
    )


def text_findings(body: str) -> list[Finding]:
    """The findings about the links and pictures of a text that is no article's; three queries at
    most, none for a text that links to no article."""
    missing, hidden = _bad_paths(body)
    facts = CheckFacts(
        title="",
        description="",
        body=body,
        site_host=settings.SITE_HOST,
        image_hosts=settings.IMAGE_HOSTS,
        missing_articles=missing,
        hidden_articles=hidden,
    )
    return [finding for finding in check(facts) if finding.code.startswith(_OF_ANY_TEXT)]


def _use_of(pk: int | None, cover: Image | None, values: Mapping[str, Any]) -> Iterator[CoverUse]:
    """The use of the cover by an article with these values; none without one."""
    if cover is None or cover.sizes == Image._meta.get_field("sizes").default:
        return
    moment = _times(values)["published_at"] or timezone.now()
    yield CoverUse(pk, values["lang"], moment, cover.sizes)


def _times(values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the times in `values`, which may be ISO 8601."""
    times = {name: values.get(name) for name in _TIMES}
    return {"now": timezone.now()} | {
        name: dt.datetime.fromisoformat(time) if isinstance(time, str) else time
        for name, time in times.items()
    }


def _cover_facts(
    cover: Image | None, repeats: Mapping[int | None, str], pk: int | None
) -> dict[str, Any]:
    """The facts of a cover, by the names of `CheckFacts`."""
    if cover is None:
        return {}
    return {
        "has_cover": True,
        "cover_alt": cover.alt,
        "cover_credit": cover.credit,
        "cover_decorative": cover.decorative,
        "cover_rights_until": cover.rights_until,
        "today": site_day(),
        "cover_repeats": repeats.get(pk, ""),
    }


def _unreviewed_part(article: Article, values: Mapping[str, Any]) -> MachinePart:
    text_hash = text_hash_of(values["title"], values["description"], values["body"])
    return "" if article.reviewed_hash == text_hash else machine_part(values.get("ai", article.ai))


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
    """The findings for each of these articles as stored, by its id; six queries at most.

    The covers must be loaded. A slug in use is not checked: the database has no two articles at
    one address.
    """
    articles = list(articles)
    columns = [{"lang": a.lang, "published_at": a.published_at} for a in articles]
    repeats = repeated_covers(
        use
        for article, values in zip(articles, columns, strict=True)
        for use in _use_of(article.pk, article.cover, values)
    )
    missing, hidden = _bad_paths(*(article.body for article in articles))
    originals = original_texts(articles)
    rules = house_rules({article.lang for article in articles})
    return {
        article.pk: check(
            CheckFacts(
                title=article.title,
                description=article.description,
                body=article.body,
                site_host=settings.SITE_HOST,
                image_hosts=settings.IMAGE_HOSTS,
                text_files=article.files_of_text,
                **_cover_facts(article.cover, repeats, article.pk),
                **_times({name: getattr(article, name) for name in _TIMES}),
                machine_part="" if article.is_reviewed else article.machine_part,
                missing_articles=missing,
                hidden_articles=hidden,
                original=originals.get(article.pk, ""),
                house_rules=rules.get(article.lang, HouseRules()),
            )
        )
        for article in articles
    }


def _bad_paths(*bodies: str) -> tuple[set[str], set[str]]:
    """The paths in `bodies` of articles that do not exist, and of those that are not live.

    An old address is as good as the present one: readers are led on.
    """
    keys = {path: path_key(path) for body in bodies for path in own_paths(body, settings.SITE_HOST)}
    addresses = {
        path: match.groups() for path, key in keys.items() if (match := _ARTICLE_KEY.fullmatch(key))
    }
    if not addresses:
        return set(), set()
    rows = Article.objects.filter(slug__in={slug for _lang, slug in addresses.values()})
    stored = set(rows.values_list("lang", "slug"))
    live = set(rows.that_are_live().values_list("lang", "slug"))
    unknown = {path for path, address in addresses.items() if address not in stored}
    hidden = {path for path, address in addresses.items() if address in stored - live}
    missing = set()
    if unknown:
        redirects = Redirect.objects.filter(path__in={_page_key(keys[path]) for path in unknown})
        by_key = {row.path: row for row in redirects.select_related("article")}
        for path in unknown:
            redirect = by_key.get(_page_key(keys[path]))
            if redirect is None:
                missing.add(path)
            elif redirect.article and not redirect.article.is_live:
                hidden.add(path)
    return missing, hidden


def _page_key(key: str) -> str:
    """The key of an article's page, from that of its page or of its file."""
    return key.removesuffix(".md")
