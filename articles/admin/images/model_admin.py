"""The admin of pictures: a library of thumbnails, and a page for each."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.audited import AuditedModelAdmin
from articles.admin.images.library_page import library_context, tiles
from articles.admin.images.picture_form import PictureForm, text_rows
from articles.admin.images.thumbnails import desk_picture
from articles.admin.images.urls import image_urls
from articles.admin.images.uses import named_uses
from articles.admin.images.variants import VariantInline, may_change
from articles.admin.request_user import user_of
from articles.editorial.pictures.changing import covered_articles, revise_covered
from articles.editorial.pictures.duplicates import lookalikes
from articles.editorial.pictures.uses import uses_of
from articles.models import Image
from articles.models.public_row import PublicRow


def _in_use(image: Image) -> SafeString | None:
    """The first uses of the image, with links; None where there is none."""
    lines = list(named_uses(uses_of(image)))
    if not lines:
        return None
    places = format_html_join(", ", '<a href="{}">{}</a> ({})', lines)
    what_to_do = _("Give these another picture first, or none.")
    return format_html("“{}”: {}. {}", image, places, what_to_do)


@admin.register(Image)
class ImageAdmin(AuditedModelAdmin):
    """Pictures: found in a grid, described, credited, and pointed at on one page."""

    form = PictureForm
    change_form_template = "admin/articles/image/change_form.html"
    search_fields = ["alt", "caption", "credit"]
    inlines = [VariantInline]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the library beside Django's own."""
        return [*image_urls(self), *super().get_urls()]

    # --- the library ------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The library, which replaces Django's list: see `library_page`."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        context: dict[str, object] = {
            **self.admin_site.each_context(request),
            "title": gettext("Pictures"),
            "opts": self.opts,
            "media": self.media,
            **library_context(request, self),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/articles/image/change_list.html", context)

    # --- a picture --------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """The fields by topic; texts in further languages where the site has some."""
        said = ["alt", "decorative", "caption"]
        rights = ["credit", "credit_url", "licence", "rights_until"]
        fieldsets: list[Any] = [
            (_("What it shows"), {"fields": said}),
            (_("Who made it"), {"fields": rights}),
            (_("Focal point"), {"classes": ["focal-fields"], "fields": [("focal_x", "focal_y")]}),
        ]
        if rows := text_rows():
            names = [name for row in rows for name in row]
            fieldsets.insert(1, (_("In other languages"), {"fields": names}))
        return fieldsets

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form with the fields of the site's languages."""
        kwargs["form"] = PictureForm.for_languages()
        return super().get_form(request, obj, change, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of the form, with where the picture is used and which others look like it."""
        image = kwargs.get("obj")
        if image is not None:
            context |= {
                "shown": desk_picture(image),
                "uses": list(named_uses(uses_of(image))),
                "alike": tiles(lookalikes(image)),
            }
        context["can_change"] = self.has_change_permission(request, image)
        return super().render_change_form(request, context, *args, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: PublicRow | None = None) -> bool:
        """Whether this person may change images; of one that readers see, whether they may publish,
        too."""
        return may_change(user_of(request), cast("Image | None", obj))

    def get_deleted_objects(self, objs: Iterable[Image], request: HttpRequest) -> Any:
        """Return what Django's pages of deletion list; for used pictures, where they are used.

        Django would read every article of a picture. At most seven queries for each picture.
        """
        in_use = [line for image in objs if (line := _in_use(image))]
        if in_use:
            return [], {}, set(), in_use
        return super().get_deleted_objects(list(objs), request)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Save the picture, after reading the articles that have this cover as they stand."""
        form.articles = covered_articles(obj) if change else []
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Save texts and sizes, and revise the articles whose cover changed for readers."""
        super().save_related(request, form, formsets, change)
        form.save_texts()
        revise_covered(form.instance, form.articles, user_of(request))
