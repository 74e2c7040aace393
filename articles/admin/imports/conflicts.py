"""The admin of import conflicts: values that a file and an editor both changed, to be decided."""

import hashlib
import json
from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.admin.row_views import row_view
from articles.import_export.conflicts import current_value, decide_conflict
from articles.import_export.exceptions import ConflictDecided, ValueDoesNotFit
from articles.lib.graphemes import shorten
from articles.lib.word_diff import DiffPart, diff_words, shorten_unchanged
from articles.models import Article, ImportConflict

Choice = ImportConflict.Choice
Rows = QuerySet[ImportConflict]
# Labels of fields that the model of articles has under another name, or not at all.
_LABELS = {
    "author": _("authors"),
    "draft": _("state"),
    "cover_image": _("cover picture"),
    "tags": _("tags"),
    "cta": _("calls to action"),
    "aliases": _("old addresses"),
    "extra": _("other keys of the file"),
}


def field_label(name: str) -> str:
    """The label of the article's field for a key of its file."""
    if name in _LABELS:
        return str(_LABELS[name])
    return str(cast("Field", Article._meta.get_field(name)).verbose_name)


def as_text(value: object) -> str:
    """A value of the file contract as text: lists line by line, other structures as JSON."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


class DecidedFilter(admin.SimpleListFilter):
    """A filter by whether a conflict is decided, shown as chips."""

    title = _("decision")
    parameter_name = "decided"
    template = "admin/articles/filter_chips.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """(value, label) of open and of decided conflicts."""
        return [("no", gettext("Open")), ("yes", gettext("Decided"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """The conflicts with the chosen state of decision."""
        match self.value():
            case "no":
                return queryset.filter(choice="")
            case "yes":
                return queryset.exclude(choice="")
        return queryset


@admin.register(ImportConflict)
class ImportConflictAdmin(NewsroomModelAdmin):
    """Conflicts of imports. Until somebody decides, the editor's value stays."""

    list_display = ["subject", "ours_short", "theirs_short", "created_at", "decision"]
    list_display_links = None
    list_filter = [DecidedFilter, "created_at"]
    list_select_related = ["article", "decided_by"]
    list_per_page = 50
    ordering = [F("decided_at").desc(nulls_first=True), "-id"]
    search_fields = ["article__title"]
    search_help_text = _("Title")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["keep_ours", "take_theirs"]

    # --- the list -------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The change list, with the number of undecided conflicts as its title."""
        count = ImportConflict.objects.filter(choice="").count()
        title = ngettext(
            "%(count)d change of a file waits for a decision",
            "%(count)d changes of files wait for a decision",
            count,
        )
        nothing = gettext("Nothing waits for a decision")
        context = {"title": title % {"count": count} if count else nothing}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("story"), ordering="article__title")
    def subject(self, conflict: ImportConflict) -> SafeString:
        """The title of the article, as a link, and the field."""
        return format_html(
            '<a class="headline" href="{}" dir="auto">{}</a><span class="second">{}</span>',
            reverse("admin:articles_importconflict_change", args=[conflict.pk]),
            conflict.article.title,
            capfirst(field_label(conflict.field)),
        )

    @admin.display(description=_("the desk"))
    def ours_short(self, conflict: ImportConflict) -> SafeString:
        """The editor's value at the time of the import, shortened."""
        return _short(conflict.ours)

    @admin.display(description=_("the file"))
    def theirs_short(self, conflict: ImportConflict) -> SafeString:
        """The value of the imported file, shortened."""
        return _short(conflict.theirs)

    @admin.display(description=_("decision"), ordering="choice")
    def decision(self, conflict: ImportConflict) -> SafeString:
        """The decision and its author, or that there is none."""
        if not conflict.choice:
            return format_html('<span class="state state-open">{}</span>', gettext("Open"))
        return format_html(
            '<span class="state">{}</span><span class="second">{}</span>',
            conflict.get_choice_display(),
            conflict.decided_by or "",
        )

    @admin.action(description=_("Keep the desk's"), permissions=["change"])
    def keep_ours(self, request: HttpRequest, rows: Rows) -> None:
        """Decide the chosen conflicts for the editor's values."""
        self._decide_many(request, rows, Choice.OURS)

    @admin.action(description=_("Take the file's"), permissions=["change"])
    def take_theirs(self, request: HttpRequest, rows: Rows) -> None:
        """Decide the chosen conflicts for the file's, where this person may change the article."""
        self._decide_many(request, rows, Choice.THEIRS)

    def _decide_many(self, request: HttpRequest, rows: Rows, choice: Choice) -> None:
        decided, left = 0, []
        # The oldest first: a later one may be of the same article.
        for conflict in rows.order_by("pk"):
            try:
                self._decide(request, conflict, choice)
                decided += 1
            except (ConflictDecided, ValueDoesNotFit, PermissionDenied):
                left.append(str(conflict.article))
        if decided:
            text = ngettext("%(count)d decided.", "%(count)d decided.", decided)
            self.message_user(request, text % {"count": decided}, messages.SUCCESS)
        if left:
            text = gettext(
                "Left as they are, because they were decided before, or the story cannot be "
                "changed by you: %(titles)s."
            )
            titles = "; ".join(left[:5]) + (" …" if len(left) > 5 else "")
            self.message_user(request, text % {"titles": titles}, messages.WARNING)

    # --- one conflict ---------------------------------------------------------------------

    @method_decorator(csrf_protect)
    @row_view("view_or_change")
    def change_view(self, request: HttpRequest, conflict: ImportConflict) -> HttpResponse:
        """The three values and their difference; a POST decides for one of them."""
        if request.method == "POST":
            if not self.has_change_permission(request, conflict):
                raise PermissionDenied
            return self._post_decision(request, conflict)
        return self._page(request, conflict)

    def _post_decision(self, request: HttpRequest, conflict: ImportConflict) -> HttpResponse:
        choice = request.POST.get("choice", "")
        if choice not in (Choice.OURS, Choice.THEIRS):
            return self._page(request, conflict)
        if not conflict.choice and request.POST.get("seen") != _seen(conflict):
            text = gettext("One of the texts changed while you were reading. Look once more.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.path)
        try:
            self._decide(request, conflict, Choice(choice))
        except ConflictDecided:
            text = gettext("Somebody was quicker: this is decided already.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.path)
        except ValueDoesNotFit:
            text = gettext(
                "The story cannot take the file's value as it stands: a published story needs a "
                "time, and no two stories are the same one. Keep the desk's, or change the story."
            )
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)
        text = gettext("Decided: %(choice)s.") % {"choice": Choice(choice).label}
        self.message_user(request, text, messages.SUCCESS)
        following = ImportConflict.objects.filter(article=conflict.article_id, choice="").first()
        if following:
            return HttpResponseRedirect(
                reverse("admin:articles_importconflict_change", args=[following.pk])
            )
        return HttpResponseRedirect(reverse("admin:articles_importconflict_changelist"))

    def _decide(self, request: HttpRequest, conflict: ImportConflict, choice: Choice) -> None:
        if choice == Choice.THEIRS and not self._may_change(request, conflict.article):
            raise PermissionDenied
        decide_conflict(conflict, choice, user_of(request))
        words = {"choice": choice.label, "field": field_label(conflict.field)}
        text = gettext("%(field)s: %(choice)s.") % words
        self.log_change(request, conflict.article, capfirst(text))

    def _may_change(self, request: HttpRequest, article: Article) -> bool:
        """Whether this person may change the article, as on its own form."""
        return self.admin_site.get_model_admin(Article).has_change_permission(request, article)

    def _page(self, request: HttpRequest, conflict: ImportConflict) -> HttpResponse:
        article = conflict.article
        ours = conflict.ours if conflict.choice else current_value(conflict)
        old, new = as_text(ours), as_text(conflict.theirs)
        label = capfirst(field_label(conflict.field))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{label}: {article.title}",
            "opts": self.opts,
            "conflict": conflict,
            "label": label,
            "article": article,
            "values": [
                ("base", gettext("The file, before"), as_text(conflict.base)),
                ("theirs", gettext("The file, now"), new),
                ("ours", gettext("The desk"), old),
            ],
            "pieces": _pieces(old, new),
            "same": old == new,
            "seen": _seen(conflict),
            "can_decide": not conflict.choice and self.has_change_permission(request, conflict),
            "can_take": self._may_change(request, article),
        }
        return TemplateResponse(request, "admin/articles/importconflict/decide.html", context)

    # --- who may --------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: conflicts are found by imports."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: conflicts are decided, not deleted."""
        return False


def _short(value: object) -> SafeString:
    text = shorten(" ".join(as_text(value).split()), 80)
    return format_html('<span class="value" dir="auto">{}</span>', text or "–")


def _pieces(old: str, new: str) -> list[DiffPart]:
    return shorten_unchanged(diff_words(old, new))


def _seen(conflict: ImportConflict) -> str:
    """A hash of the values that the page shows, to notice when one of them changed since."""
    values = [conflict.theirs, current_value(conflict)]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
