"""Addresses on the site: one for each story of a language."""

from articles.querysets import ArticleQuerySet


class Places:
    """Gives stories addresses that nobody else has.

    `taken` has the (language, slug) of those of `others` that are asked for.
    """

    def __init__(self, others: ArticleQuerySet, taken: set[tuple[str, str]]) -> None:
        self._others = others
        self._taken = taken
        # For each crowded slug: what is used of it, and the last number that was given.
        self._crowds: dict[tuple[str, str], tuple[set[str], int]] = {}

    def take(self, lang: str, slug: str) -> str:
        """`slug`, or `slug-2`, `slug-3`… when another story has it in this language."""
        if (lang, slug) in self._taken:
            slug = self._numbered(lang, slug[:180])
        self._taken.add((lang, slug))
        return slug

    def _numbered(self, lang: str, stem: str) -> str:
        if (lang, stem) not in self._crowds:
            crowd = self._others.filter(lang=lang, slug__startswith=f"{stem}-")
            self._crowds[lang, stem] = set(crowd.values_list("slug", flat=True)), 1
        used, number = self._crowds[lang, stem]
        number += 1
        while (found := f"{stem}-{number}") in used or (lang, found) in self._taken:
            number += 1
        self._crowds[lang, stem] = used, number
        return found
