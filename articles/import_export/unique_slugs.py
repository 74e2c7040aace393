"""Slugs that are unique within a language."""

from collections.abc import Iterator

from articles.querysets import ArticleQuerySet


def unique_slug(others: ArticleQuerySet, lang: str, slug: str) -> str:
    """`slug`, or the first of `slug-2`, `slug-3`… that none of `others` has in `lang`."""
    used = set(others.filter(lang=lang, slug=slug).values_list("lang", "slug"))
    return UniqueSlugs(others, used).reserve(lang, slug)


class UniqueSlugs:
    """Gives articles slugs that no other article of their language has.

    `articles` are those whose slugs may not be given again; `used` holds (language, slug) of the
    ones among them that have a slug that will be asked for.
    """

    def __init__(self, articles: ArticleQuerySet, used: set[tuple[str, str]]) -> None:
        self._articles = articles
        self._used = used
        self._numbered: dict[tuple[str, str], Iterator[str]] = {}

    def reserve(self, lang: str, slug: str) -> str:
        """Return `slug`, or `slug-2`, `slug-3`… when another article of `lang` has it.

        The result counts as used from then on.
        """
        if (lang, slug) in self._used:
            key = lang, slug[:180]
            candidates = self._numbered.setdefault(key, self._unused(*key))
            slug = next(slug for slug in candidates if (lang, slug) not in self._used)
        self._used.add((lang, slug))
        return slug

    def _unused(self, lang: str, stem: str) -> Iterator[str]:
        """Yield those of `stem-2`, `stem-3`… that no article has; queries grow in steps."""
        start, step = 2, 50
        while True:
            candidates = [f"{stem}-{number}" for number in range(start, start + step)]
            articles = self._articles.filter(lang=lang, slug__in=candidates)
            used = set(articles.values_list("slug", flat=True))
            yield from (slug for slug in candidates if slug not in used)
            start, step = start + step, min(2 * step, 5_000)
