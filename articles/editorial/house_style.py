"""The facts of the database that checks of house style need: house words, and originals."""

from collections.abc import Collection

from articles.editorial.house_words import HouseRule, HouseRules
from articles.models import Article, HouseWord, UpstreamItem

# Rules of a language that are looked for.
_MOST = 2000


def house_rules(languages: Collection[str]) -> dict[str, HouseRules]:
    """The house words of each of these languages that has some; one query."""
    by_lang: dict[str, list[HouseRule]] = {}
    for word in HouseWord.objects.filter(lang__in=languages)[:_MOST]:
        is_banned = word.kind == HouseWord.WordKind.BANNED
        rule = HouseRule(word.word, word.instead, is_banned)
        by_lang.setdefault(word.lang, []).append(rule)
    return {lang: HouseRules.of(rules) for lang, rules in by_lang.items()}


def original_texts(articles: Collection[Article]) -> dict[int | None, str]:
    """All text of what each of these articles was made from, by the id of the article, where that
    is known; one query, none where no article has an identity."""
    identities = {
        article.pk: (article.source_id, article.external_id)
        for article in articles
        if article.source_id and article.external_id
    }
    items = UpstreamItem.objects.by_identity(set(identities.values()))
    return {
        pk: "\n".join([items[identity].title, items[identity].body])
        for pk, identity in identities.items()
        if identity in items
    }
