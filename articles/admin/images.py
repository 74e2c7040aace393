"""The admin of images, with their variants as an inline."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.images.covers import MAX_BYTES, read_header
from articles.images.exceptions import BadImage
from articles.models import Article, Image, ImageVariant
from articles.models.image import VARIANT_NAMES
from articles.models.revise import Changes


class VariantForm(forms.ModelForm):
    """One size of an image: an address on another server, or an uploaded file."""

    name = forms.ChoiceField(
        label=capfirst(_("size")),
        choices=[(name, name) for name in VARIANT_NAMES],
        initial="regular",
    )

    class Meta:
        model = ImageVariant
        fields = ["name", "url", "file", "width", "height"]

    def clean_url(self) -> str:
        """The address; a changed one must be https, as the pages' CSP blocks everything else."""
        url: str = self.cleaned_data["url"]
        if url and "url" in self.changed_data and not url.startswith("https://"):
            raise ValidationError(_("The address must begin with https://."))
        return url

    def clean(self) -> dict[str, object]:
        """Measure an uploaded file; refuse one that is no image, and a variant without either."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if isinstance(file, UploadedFile):
            if (file.size or 0) > MAX_BYTES:
                raise ValidationError({"file": _("The picture is too large.")})
            try:
                _ending, cleaned["width"], cleaned["height"] = read_header(file)
            except BadImage as error:
                raise ValidationError({"file": str(error)}) from error
            file.seek(0)
        if not cleaned.get("file") and not cleaned.get("url"):
            raise ValidationError(_("Give an address, or choose a file."))
        return cleaned


class VariantInline(admin.StackedInline):
    """The variants of an image. Those who may change an image may change its variants."""

    model = ImageVariant
    form = VariantForm
    fields = [("name", "width", "height"), ("url", "file")]
    extra = 0
    min_num = 1

    def get_formset(
        self, request: HttpRequest, obj: Image | None = None, **kwargs: object
    ) -> type[BaseInlineFormSet]:
        """A formset that requires one variant: an image without any cannot be shown."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whether this person may add images."""
        return request.user.has_perm("articles.add_image")

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whether this person may change images."""
        return request.user.has_perm("articles.change_image")

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whether this person may change images: variants are a part of them."""
        return request.user.has_perm("articles.change_image")

    def has_view_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whether this person may view images."""
        return request.user.has_perm("articles.view_image")


def thumbnail(image: Image | None) -> SafeString | str:
    """An `<img>` of the image, or a dash without one."""
    displayed = image.picture if image else None
    if image is None or displayed is None:
        return "–"
    return format_html(
        '<img class="thumbnail" src="{}" alt="{}" loading="lazy">', displayed.src, str(image)
    )


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Images: alternative text, caption, credit and variants."""

    list_display = ["preview", "__str__", "credit", "created_at"]
    list_display_links = ["preview", "__str__"]
    search_fields = ["alt", "caption", "credit"]
    fields = ["preview", "alt", "caption", "credit"]
    readonly_fields = ["preview"]
    inlines = [VariantInline]
    show_full_result_count = False

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> SafeString | str:
        """A thumbnail of the image; a dash for a new one."""
        return thumbnail(image if image.pk else None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """All images with their variants, for the thumbnails; two queries."""
        return super().get_queryset(request).prefetch_related("variants")

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Save the texts, after reading the articles that have this cover as they stand."""
        covered = Article.objects.for_revision().select_for_update(of=("self",))
        form.articles = list(covered.filter(cover=obj)) if change else []
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Save the variants, and revise the articles whose cover changed for readers."""
        super().save_related(request, form, formsets, change)
        image: Image = form.instance
        image.sign()
        for article in form.articles:
            if article.cover.signature != image.signature:
                article.revise(Changes({"cover": image}), request.user, audit_action="edit_cover")
