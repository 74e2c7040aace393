"""The admin of authors: what readers learn of each, their names of before, and their stories."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.admin.images.thumbnails import thumbnail
from articles.admin.made_address import MadeAddressForm
from articles.admin.taxonomy.merge_views import MergeAdmin
from articles.admin.taxonomy.model_admins import IdentityAdmin
from articles.lib.text_inputs import LinesInput
from articles.models import ArticleAuthor, Author
from articles.models.author import check_links


class LinksField(LinesInput):
    """Links as lines of a word and an address: `Mastodon https://social.example.org/@ada`.

    The cleaned value is a list of mappings of `label` and `url`; a line of an address alone has its
    host for a label.
    """

    widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})

    def prepare_value(self, value: Any) -> Any:
        """The lines to edit for a list of links; typed text as it is."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{link['label']} {link['url']}" for link in value)

    def to_python(self, value: object) -> Any:
        """The links in the typed lines. Raises ValidationError for those that readers cannot
        open."""
        lines = [line.strip() for line in str(super().to_python(value) or "").split("\n")]
        links = []
        for line in filter(None, lines):
            label, _blank, url = line.rpartition(" ")
            host = url.partition("://")[2].partition("/")[0].removeprefix("www.")
            links.append({"label": label.strip() or host, "url": url})
        check_links(links)
        return links

    def run_validators(self, value: Any) -> None:
        """Everything was checked line by line."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the typed lines say other links."""
        try:
            return bool(self.to_python(data) != (initial or []))
        except ValidationError:
            return True


class AuthorForm(MadeAddressForm):
    """The form of an author."""

    links = LinksField(
        label=_("Links"),
        required=False,
        help_text=_("One on each line, a word and an address: Mastodon https://example.org/@ada"),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those in which the author writes, for readers."),
    )

    class Meta:
        model = Author
        fields = ["name", "slug", "role", "bio", "picture", "links", "languages", "account"]
        widgets = {"bio": forms.Textarea(attrs={"rows": 5, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "languages" in self.fields:
            codes = [*settings.SITE_LANGUAGES, *(self.instance.languages or [])]
            self.fields["languages"].choices = [  # type: ignore[attr-defined]
                (code, get_language_info(code)["name_local"]) for code in dict.fromkeys(codes)
            ]


@admin.register(Author)
class AuthorAdmin(MergeAdmin, IdentityAdmin):
    """Authors. Renaming one renames them on every story; files may go on using the name of
    before."""

    form = AuthorForm
    filter_name = "author"
    before_deletion = _(
        "Choose them there and take “Set authors”, or merge this author into another one."
    )
    list_display = ["name", "role", "other_names", "articles"]
    search_fields = ["name", "role", "slug"]
    autocomplete_fields = ["picture"]
    readonly_fields = ["picture_preview", "other_names"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        """All authors with their other names; two queries."""
        return super().get_queryset(request).prefetch_related("aliases")

    def get_fieldsets(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """The fields that readers see; the account for people who may see accounts."""
        shown = ["name", "slug", "role", "bio", "picture", "picture_preview", "links", "languages"]
        desk = ["other_names"] if obj else []
        if obj is None:
            shown.remove("picture_preview")
        if request.user.has_perm("auth.view_user"):
            desk.append("account")
        groups: list[Any] = [(_("What readers see"), {"fields": shown})]
        return [*groups, (_("At this desk"), {"fields": desk})] if desk else groups

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The fields that are only shown."""
        return [*self.readonly_fields]

    def _articles(self, row: Model) -> QuerySet[Any]:
        return ArticleAuthor.objects.filter(author=row.pk)

    @admin.display(description=_("other names"))
    def other_names(self, author: Author) -> str:
        """The other names that files may use for the author."""
        words = (alias.word for alias in author.aliases.all()) if author.pk else ()
        return ", ".join(filter(None, words)) or "–"

    @admin.display(description=_("as it looks"))
    def picture_preview(self, author: Author) -> SafeString | str:
        """A thumbnail of the picture; a dash without one."""
        return thumbnail(author.picture)
