"""The base of all screens of the admin."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest
from django.db.models import ForeignKey, ManyToManyRel, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from articles.admin.gone_rows import is_gone, keep_typed, refused, show_typed
from articles.admin.row_select import RowSelect
from articles.lib.keyset import read_id

_MIN = "" if settings.DEBUG else ".min"
_JQUERY = (f"admin/js/vendor/jquery/jquery{_MIN}.js", "admin/js/jquery.init.js")
# The "+" and the pencil beside a field, and the window that they open.
_POPUPS = forms.Media(js=[*_JQUERY, "admin/js/admin/RelatedObjectLookups.js"])
_TYPED = (forms.TextInput, forms.Textarea, forms.NumberInput)
# Characters of a search. SQLite has limits on the length of a pattern, and on their number.
MAX_SEARCH = 300


class LeanActionForm(helpers.ActionForm):
    """The menu of actions above a list, with the script that it needs."""

    class Media:
        js = ["admin/js/actions.js"]


class NewsroomModelAdmin(admin.ModelAdmin):
    """A ModelAdmin that loads few scripts, and answers odd addresses and forms without an error.

    Django gives jQuery, XRegExp and eight scripts of its own to every list, form and question;
    here a screen has those that something on it uses. Django asks the database for whatever number
    or text an address holds; here no query has a value that a database refuses.
    """

    action_form = LeanActionForm

    @property
    def media(self) -> forms.Media:
        """Return no script: actions bring theirs, `render_change_form()` finds those of a form."""
        return forms.Media()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the class of the form; for a row that somebody deleted meanwhile one whose forms
        are never valid and say so."""
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return refused(form_class) if is_gone(request) else form_class

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Django's answer for a row that is not there; a form that was posted for it comes back."""
        here = request.resolver_match
        is_form = here is not None and here.url_name == f"{opts.app_label}_{opts.model_name}_change"
        if is_form and request.method == "POST":
            may_add = self.has_add_permission(request)
            return keep_typed(self, request) if may_add else show_typed(self, request)
        answer: HttpResponse = super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        return answer

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Django's field; a row that is searched for is chosen with `RowSelect`."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Django's list under the name of what it lists, instead of “Select … to change”."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows that hold every word; none for more words than a database compares."""
        if len(search_term) > MAX_SEARCH:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Whether the address of a list may filter by it; not by numbers beyond any column."""
        values = value if isinstance(value, list) else str(value).split(",")
        numbers = (str(one) for one in values if str(one).isdecimal())
        in_range = all(read_id(number) is not None for number in numbers)
        return in_range and super().lookup_allowed(lookup, value, request)

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """What Django tells before it deletes, without the rows that only link two others."""
        told, counts, missing, protected = super().get_deleted_objects(objs, request)
        relations = (
            *(field.remote_field for field in self.opts.many_to_many),
            *(one for one in self.opts.related_objects if isinstance(one, ManyToManyRel)),
        )
        tables = (relation.through._meta for relation in relations if relation.through)
        links = [table for table in tables if table.auto_created]
        for link in links:
            counts.pop(str(link.verbose_name_plural), None)
        names = tuple(f"{capfirst(link.verbose_name)}: " for link in links)
        return _without(told, names), counts, missing, protected

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Django's answer to an action on chosen rows; 400 where one is no id at all."""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if any(read_id(one) is None for one in chosen):
            raise BadRequest("no row has this id")
        return super().response_action(request, queryset, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Django's page of a form, with the scripts that its fields need beside their own; the
        cursor is in the first field of a new row."""
        media = context["media"]
        if context["is_popup"] or any(_opens_popups(field.widget) for field in _fields(context)):
            media += _POPUPS
        if kwargs.get("add") and not context["errors"]:
            _begin_in_first(context["adminform"])
        return super().render_change_form(request, context | {"media": media}, *args, **kwargs)


def _without(told: list[Any], beginnings: tuple[str, ...]) -> list[Any]:
    """A nested list of sentences without those that begin so, and without lists that are empty."""
    kept = [
        _without(one, beginnings) if isinstance(one, list) else one
        for one in told
        if isinstance(one, list) or not str(one).startswith(beginnings)
    ]
    return [one for one in kept if one != []]


def _begin_in_first(form: helpers.AdminForm) -> None:
    """Put the cursor into the first field that a person types into, where it stands in the first
    group: a field further down would be scrolled to."""
    fields, groups = form.form.fields, cast(Any, form.fieldsets)[:1]
    shown = [fields[name] for name in flatten_fieldsets(groups) if name in fields]
    typed = (one for one in shown if isinstance(one.widget, _TYPED))
    if first := next(typed, None):
        first.widget.attrs["autofocus"] = True


def _opens_popups(widget: forms.Widget) -> bool:
    """Whether links beside the widget open a window with a row of the other table."""
    return isinstance(widget, RelatedFieldWidgetWrapper) and (
        widget.can_add_related or widget.can_change_related
        or widget.can_view_related or widget.can_delete_related
    )  # fmt: skip


def _fields(context: dict[str, Any]) -> Iterator[forms.Field]:
    """The fields of the form, and of one more row of each of its inlines."""
    yield from context["adminform"].form.fields.values()
    for inline in context["inline_admin_formsets"]:
        yield from inline.formset.empty_form.fields.values()
