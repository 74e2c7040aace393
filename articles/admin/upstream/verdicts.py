"""The verdicts on originals in words; the filter of their list, and drafts by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models import UpstreamItem
from articles.models.upstream_item import ItemVerdict

_REASONS: dict[str, str | Promise] = {
    "section": _("“%(word)s” is one of its sections."),
    "keyword": _("“%(word)s” is one of its keywords."),
    "source": _("Nothing of “%(word)s” becomes a story."),
    "title": _("“%(word)s” is in its title."),
    "language": _("“%(word)s” is no language of this site, and no rule says which one it is."),
    "withdrawn": _("Its source took it back (%(word)s)."),
    "old": _("It came more than %(word)s days after it was published."),
    "waited": _("It was more than %(word)s days old before anything was decided about it."),
    "refused": _("No draft could be made: %(word)s"),
}
# The class of the pill, which says its colour, by verdict.
_PILLS = {
    ItemVerdict.NEW: "open",
    ItemVerdict.CHOSEN: "running",
    ItemVerdict.MADE: "finished",
    ItemVerdict.COVERED: "finished",
    ItemVerdict.DROPPED: "draft",
    ItemVerdict.OLD: "draft",
    ItemVerdict.REPEAT: "draft",
    ItemVerdict.FAILED: "stopped",
}


def reason_in_words(reason: str, word: str) -> str:
    """The reason why nothing became of an original, a sentence; empty for no reason."""
    template = _REASONS.get(reason)
    return gettext(str(template)) % {"word": word} if template else ""


def verdict_of(item: UpstreamItem) -> tuple[str, str, str]:
    """The class of the pill, its word, and the reason as a sentence, which may be empty."""
    verdict = ItemVerdict(item.verdict)
    return (
        _PILLS[verdict],
        str(verdict.label),
        reason_in_words(item.verdict_reason, item.verdict_word),
    )


class VerdictFilter(admin.SimpleListFilter):
    """Originals by what became of them."""

    title = pgettext_lazy("original", "what became of it")
    parameter_name = "became"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The verdicts; that of an undecided original, an empty value, is `new` in addresses."""
        return [(verdict.value or "new", verdict.label) for verdict in ItemVerdict]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[UpstreamItem]
    ) -> QuerySet[UpstreamItem]:
        """The originals of the choice; all for none, and for a word that is no choice."""
        chosen = self.value()
        if chosen == "new":
            return queryset.filter(verdict=ItemVerdict.NEW)
        return queryset.filter(verdict=chosen) if chosen in ItemVerdict.values else queryset
