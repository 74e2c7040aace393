"""Addresses on the site: one for each story of a language."""

from collections.abc import Iterator

from articles.querysets import ArticleQuerySet


def unique_slug(others: ArticleQuerySet, lang: str, slug: str) -> str:
    """`slug`, or the first of `slug-2`, `slug-3`… that none of `others` has in `lang`."""
    taken = set(others.filter(lang=lang, slug=slug).values_list("lang", "slug"))
    return UniqueSlugs(others, taken).take(lang, slug)


class UniqueSlugs:
    """Gives stories addresses that nobody else has.

    `taken` has the (language, slug) of those of `others` that are asked for.
    """

    def __init__(self, others: ArticleQuerySet, taken: set[tuple[str, str]]) -> None:
        self._others = others
        self._taken = taken
        self._numbered: dict[tuple[str, str], Iterator[str]] = {}

    def take(self, lang: str, slug: str) -> str:
        """`slug`, or `slug-2`, `slug-3`… when another story has it in this language."""
        if (lang, slug) in self._taken:
            crowded = lang, slug[:180]
            numbered = self._numbered.setdefault(crowded, self._free(*crowded))
            slug = next(other for other in numbered if (lang, other) not in self._taken)
        self._taken.add((lang, slug))
        return slug

    def _free(self, lang: str, stem: str) -> Iterator[str]:
        """Those of `stem-2`, `stem-3`… that no other story has, asked for in growing steps."""
        start, step = 2, 50
        while True:
            numbered = [f"{stem}-{number}" for number in range(start, start + step)]
            crowd = self._others.filter(lang=lang, slug__in=numbered)
            used = set(crowd.values_list("slug", flat=True))
            yield from (slug for slug in numbered if slug not in used)
            start, step = start + step, min(2 * step, 5_000)
