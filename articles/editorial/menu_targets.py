"""Finds the targets of menu entries by the words that people know them by."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from articles.lib.text import taxonomy_key
from articles.models import Author, Category, Page, Tag
from articles.models.menu_entry import EntryKind, MenuEntry, targets
from articles.models.text_fields import require_link

MenuEntryTarget = tuple[EntryKind, int | str]

_MODELS: dict[EntryKind, Any] = {
    EntryKind.CATEGORY: Category,
    EntryKind.TAG: Tag,
    EntryKind.AUTHOR: Author,
}
# So many names are offered while somebody types.
_OFFERED = 100


def find_target(kind: EntryKind, word: str) -> int | str:
    """Return the target of an entry of this kind that `word` names; at most one query.

    A category, tag or author is found by name, key or address, a page by address or title. Raises
    ObjectDoesNotExist where there is none, ValidationError for an address that nobody can open.
    """
    if kind == EntryKind.ADDRESS:
        require_link(word, "https", "http")
        return word
    if kind == EntryKind.PAGE:
        named: Any = Page.objects.filter(Q(slug=word) | Q(title=word)).order_by("pk")
        slug: str | None = named.values_list("slug", flat=True).first()
        if slug is None:
            raise ObjectDoesNotExist
        return slug
    # Rows know the folded form of what files call them.
    rows = _MODELS[kind]._default_manager.filter(
        Q(name=word) | Q(folded=taxonomy_key(word)) | Q(slug=word)
    )
    pk: int | None = rows.order_by("pk").values_list("pk", flat=True).first()
    if pk is None:
        raise ObjectDoesNotExist
    return pk


def target_words(entries: Iterable[MenuEntry]) -> dict[MenuEntryTarget, str]:
    """Return the word for the target of each entry by (kind, target), without those of rows that
    are gone; one query for each kind of row."""
    entries = list(entries)
    words: dict[MenuEntryTarget, str] = {
        (entry.kind, entry.target): str(entry.target)
        for entry in entries
        if entry.kind in (EntryKind.ADDRESS, EntryKind.HEADING)
    }
    for kind, model in _MODELS.items():
        if ids := targets(entries, kind):
            rows = model._default_manager.filter(pk__in=ids)
            words |= {(kind, pk): name for pk, name in rows.values_list("pk", "name")}
    if slugs := targets(entries, EntryKind.PAGE):
        pages = Page.objects.filter(slug__in=slugs).values_list("slug", flat=True)
        words |= {(EntryKind.PAGE, slug): slug for slug in pages}
    return words


def offered_words() -> list[str]:
    """Return names of sections and addresses of pages, to choose from; two queries."""
    names = Category.objects.values_list("name", flat=True)[:_OFFERED]
    slugs = Page.objects.order_by("slug").values_list("slug", flat=True).distinct()[:_OFFERED]
    return list(dict.fromkeys([*names, *slugs]))
