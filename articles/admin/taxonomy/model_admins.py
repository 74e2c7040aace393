"""The admin of categories, of tags, and of redirects from old addresses."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.audited import AuditedModelAdmin
from articles.admin.made_address import MadeAddressForm
from articles.admin.taxonomy.merge_views import MergeAdmin
from articles.admin.taxonomy.topics import topic_form_url
from articles.editorial.taxonomy.tidying import alike, unused
from articles.models import Article, Category, Redirect, Tag, Topic
from articles.models.topic import topic_of
from articles.search.name_lookup import tag_id_by_name

# More articles of a row are not counted before it is deleted.
_COUNTED = 1000


class IdentityAdmin(AuditedModelAdmin):
    """A ModelAdmin of rows that files name by their key, which cannot be changed once stored.

    `filter_name` is the filter of the articles' change list by such a row.
    """

    filter_name = ""
    # What to do with the articles of a row before it can be deleted.
    before_deletion: str | Promise = ""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The key of a stored row; nothing of a new one."""
        return ["key"] if obj else []

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> Any:
        """Return what Django's pages of deletion list; for rows in use, how to empty them first.

        Django would read and list every article of the row. One query for each row.
        """
        in_use = [self._in_use(row, count) for row in objs if (count := self._count(row))]
        if in_use:
            return [], {}, set(), in_use
        return super().get_deleted_objects(list(objs), request)

    def _count(self, row: Model) -> int:
        """The number of the row's articles, at most `_COUNTED`."""
        return len(self._articles(row).order_by().values_list("pk")[:_COUNTED])

    def _articles(self, row: Model) -> QuerySet[Any]:
        """The row's articles, or the links to them."""
        return Article.objects.filter(**{self.filter_name: row.pk})

    def _in_use(self, row: Model, count: int) -> SafeString:
        url = f"{reverse('admin:articles_article_changelist')}?{self.filter_name}={row.pk}"
        words = ngettext("%(count)s story", "%(count)s stories", count) % {
            "count": f"{count}+" if count == _COUNTED else count
        }
        return format_html('“{}”: <a href="{}">{}</a>. {}', row, url, words, self.before_deletion)

    @admin.display(description=_("stories"))
    def articles(self, row: Model) -> SafeString:
        """A link to the articles of the row, without their number, which would be slow."""
        url = reverse("admin:articles_article_changelist")
        return format_html(
            '<a href="{}?{}={}">{}</a>', url, self.filter_name, row.pk, _("Show stories")
        )


@admin.register(Category)
class CategoryAdmin(MergeAdmin, IdentityAdmin):
    """Categories, in the order of the public menu."""

    form = MadeAddressForm
    filter_name = "category"
    before_deletion = _(
        "Choose them there and take “Set section”, or merge this section into another one."
    )
    list_display = ["name", "key", "position", "articles"]
    search_fields = ["name", "key"]
    fields = ["name", "names", "key", "slug", "position", "words"]


@admin.register(Tag)
class TagAdmin(MergeAdmin):
    """Tags. Renaming one renames it on every article."""

    change_list_template = "admin/articles/tag/change_list.html"
    change_form_template = "admin/articles/tag/change_form.html"
    list_display = ["name", "slug", "other_words"]
    search_fields = ["name", "slug"]
    fields = ["name", "names", "slug", "other_words"]
    readonly_fields = ["other_words"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """All tags with their other words; two queries."""
        return super().get_queryset(request).prefetch_related("aliases")

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of the form, with a link to the topic that the tag is or may become."""
        tag = context.get("original")
        context["topic_url"] = topic_form_url(tag, request.user) if tag else ""
        context["is_topic"] = bool(tag) and topic_of(tag) is not None
        return super().render_change_form(request, context, *args, **kwargs)

    def id_called(self, word: str) -> int | None:
        """The id of the tag that a search for `tag:` finds: by its names, of before too."""
        return tag_id_by_name(word)

    def may_merge(self, request: HttpRequest, rows: list[Any]) -> bool:
        """Whether this person may change all these tags, and topics where some of them are."""
        may = super().may_merge(request, rows)
        if not may or request.user.has_perm("articles.change_topic"):
            return may
        return not Topic.objects.filter(tag__in=rows).exists()

    @admin.display(description=_("other words"))
    def other_words(self, tag: Tag) -> str:
        """The other words that files may use for the tag."""
        words = (alias.word for alias in tag.aliases.all()) if tag.pk else ()
        return ", ".join(filter(None, words)) or "–"

    def get_urls(self) -> list[URLPattern]:
        """The addresses of a ModelAdmin, and the page for cleaning up."""
        view = self.admin_site.admin_view(self.cleanup)
        return [path("tidy/", view, name="articles_tag_tidy"), *super().get_urls()]

    def cleanup(self, request: HttpRequest) -> HttpResponse:
        """A page of tags that look alike, and of tags without an article."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        groups = [(tags, "-".join(str(tag.pk) for tag in tags[:20])) for tags in alike()]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Tidy up tags"),
            "groups": groups,
            "unused": unused(),
            "may_merge": self.has_change_permission(request),
            "may_delete": self.has_delete_permission(request),
        }
        return TemplateResponse(request, "admin/articles/tag/cleanup.html", context)


@admin.register(Redirect)
class RedirectAdmin(AuditedModelAdmin):
    """Old paths that redirect to an article or a page."""

    seen_at_once = True
    list_display = ["path", "article", "page"]
    list_select_related = ["article", "page"]
    search_fields = ["path"]
    autocomplete_fields = ["article"]
    show_full_result_count = False
