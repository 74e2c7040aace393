"""The ModelAdmin of articles: its change list and its change form; other screens: see `urls.py`."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.change_form import page, saving
from articles.admin.articles.change_form.changes_of_file import filed_changes, filed_values
from articles.admin.articles.change_form.corrections import CorrectionInline, save_corrections
from articles.admin.articles.change_form.cover_field import cover_box
from articles.admin.articles.change_form.forms import ArticleForm
from articles.admin.articles.change_form.recovery import restored_corrections
from articles.admin.articles.change_list.page import autocomplete_matches, change_list_context
from articles.admin.articles.deletion import delete_article
from articles.admin.articles.urls import article_urls
from articles.admin.base import NewsroomModelAdmin
from articles.admin.request_user import user_of
from articles.lib.graphemes import clip_start
from articles.models import Article, AuditEntry
from articles.workflow import PIN, PUBLISH, edit_permission


@admin.register(Article)
class ArticleAdmin(NewsroomModelAdmin):
    """Articles: found by state and words, written on one screen, moved by the publish panel."""

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    # For autocomplete fields; the search index is asked instead.
    search_fields = ["title"]
    search_help_text = _("Words, id or source; also tag: author: source: lang: after: before:")
    show_full_result_count = False
    readonly_fields = ["picture", "provenance", "filed", "file", "history"]
    # The template lays the first two out by their position.
    fieldsets = [
        (None, {"classes": ["story"], "fields": ["title", "description", "body"]}),
        (
            _("Publishing"),
            {
                "classes": ["aside", "publishing"],
                "fields": [
                    "published_at",
                    "expires_at",
                    "update_at",
                    "sticky_weight",
                    "sticky_until",
                    "reason",
                ],
            },
        ),
        (
            _("Place"),
            {"classes": ["aside"], "fields": ["lang", "category", "tags", "slug"]},
        ),
        (_("Picture"), {"classes": ["aside"], "fields": ["picture", "cover", "cover_file"]}),
        (
            _("Where it comes from"),
            {
                "classes": ["aside"],
                "fields": [
                    "author_names",
                    "source",
                    "external_id",
                    "canonical_url",
                    "sentiment",
                    "score",
                    "provenance",
                    "filed",
                    "file",
                    "history",
                    "opened_on",
                ],
            },
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The addresses of all screens of an article."""
        return [*article_urls(self), *super().get_urls()]

    # --- who may ----------------------------------------------------------------------------

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether this person may change what readers see."""
        return request.user.has_perm(f"articles.{PUBLISH}")

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether this person may change articles, or this one in its state: what readers see is
        for those who may publish."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or request.user.has_perm(f"articles.{edit_permission(obj.status)}")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The page that deletes an article, which replaces Django's: see `deletion`."""
        article = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404("no such article")
        return delete_article(request, article, self)

    # --- the change list --------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """A page of the change list, which replaces Django's: see `change_list.page`."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        context = change_list_context(request, self) | (extra_context or {})
        return TemplateResponse(request, "admin/articles/article/change_list.html", context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """The newest matches for an autocomplete field; none twice."""
        return autocomplete_matches(queryset, search_term), False

    # --- the change form --------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """The form; a POST saves it, and is answered in JSON for a script that accepts it.

        A save reads, merges and writes the article under a lock, so that two people who save at
        the same time come one after the other.
        """
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is not None:
                saving.lock_article(object_id)
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.headers.get("Accept") == "application/json":
            return page.json_response(request, response, self, is_new=object_id is None)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of the form, with the publish panel and what else its template needs."""
        form = context["adminform"].form
        context |= page.change_form_context(request, form, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: InlineModelAdmin, prefix: str
    ) -> dict[str, object]:
        """The arguments of a formset, with unsaved corrections where `?restore` asks for them."""
        kwargs: dict[str, object] = super().get_formset_kwargs(request, obj, inline, prefix)
        data = restored_corrections(request, obj)
        return kwargs | {"data": data} if data else kwargs

    def get_inlines(
        self, request: HttpRequest, obj: Article | None
    ) -> list[type[InlineModelAdmin]]:
        """Corrections, for an article that is stored."""
        return [CorrectionInline] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The fieldsets; the time of an update is only for live articles, and what only files
        write for those that have it."""
        left_out = set() if obj and obj.is_live else {"update_at"}
        if obj is None or not (obj.cta or obj.aliases):
            left_out.add("filed")
        if not request.user.has_perm("articles.add_image"):
            left_out.add("cover_file")
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f not in left_out]})
            for name, options in self.fieldsets
        ]

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, which takes a new picture from those who may add some."""
        form = cast("type[ArticleForm]", super().get_form(request, obj, change, **kwargs))
        if request.user.has_perm("articles.add_image"):
            form.uploader = user_of(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """The read-only fields; pins, the time of publication and the end are for editors."""
        fields = list(self.readonly_fields)
        if not request.user.has_perm(f"articles.{PIN}"):
            fields += ["sticky_weight", "sticky_until"]
        if not self.has_publish_permission(request):
            fields += ["published_at", "expires_at"]
        return fields

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        """The public address of a live article."""
        return obj.get_absolute_url() if obj and obj.is_live else None

    @admin.display(description=_("as it looks"))
    def picture(self, article: Article) -> SafeString:
        """A thumbnail of the cover, and the box of the script that shows it as readers see it."""
        return cover_box(article.cover)

    @admin.display(description=_("how it was made"))
    def provenance(self, article: Article) -> str:
        """The part of a machine in the text, in words."""
        return article.ai_label or article.ai_note or gettext("Written by people")

    @admin.display(description=_("written in its file only"))
    def filed(self, article: Article) -> SafeString | str:
        """The calls to action and the old addresses, of which no field can be changed."""
        values = filed_changes({"ai": article.ai, "cta": [], "aliases": []}, filed_values(article))
        return format_html_join("", "<p>{}: <bdi>{}</bdi></p>", values) or "–"

    @admin.display(description=_("file"))
    def file(self, article: Article) -> SafeString | str:
        """The path of the imported file, and the texts that were repaired in it."""
        original = getattr(article, "original", None)
        if original is None:
            return gettext("Written at this desk")
        path = format_html('<bdi class="path" dir="ltr">{}</bdi>', original.path)
        if not original.repairs:
            return path
        repairs = ((repair["key"], clip_start(repair["after"], 40)) for repair in original.repairs)
        listed = format_html_join("", "<li>{}: “… {}”</li>", repairs)
        return format_html(
            "{}<br>{}<ul>{}</ul>", path, _("What was repaired when it was read:"), listed
        )

    @admin.display(description=_("changes"))
    def history(self, article: Article) -> SafeString | str:
        """A link to the article's revisions."""
        if article.pk is None:
            return "–"
        url = reverse("admin:articles_article_versions", args=[article.pk])
        return format_html('<a href="{}">{}</a>', url, _("Show earlier texts"))

    # --- saving -----------------------------------------------------------------------------

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        """Save a new article, or the changes of a stored one."""
        if change:
            saving.save_changes(request, obj, form)
            return
        super().save_model(request, obj, form, change)
        AuditEntry.record("create", request.user, obj)

    def save_related(
        self,
        request: HttpRequest,
        form: ArticleForm,
        formsets: list[BaseInlineFormSet],
        change: bool,
    ) -> None:
        """Save tags and corrections; the tags of a live article are in its pending revision."""
        if not (change and form.edits_live_article):
            super().save_related(request, form, formsets, change)
            return
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(
        self, request: HttpRequest, form: ArticleForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        """Save the corrections, each with an entry in the audit log."""
        save_corrections(formset, user_of(request))

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Take the action that was pressed in the publish panel, and go to the form of the new
        article; a popup of Django's hands the article to the window that opened it."""
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return saving.respond_to_save(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Take the action that was pressed in the publish panel, and return to the form."""
        return saving.respond_to_save(request, obj)
