"""Pictures and their sizes at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
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
    """One size: an address on a picture server, or a file of our own."""

    name = forms.ChoiceField(
        label=capfirst(_("size")),
        choices=[(name, name) for name in VARIANT_NAMES],
        initial="regular",
    )

    class Meta:
        model = ImageVariant
        fields = ["name", "url", "file", "width", "height"]

    def clean_url(self) -> str:
        """Only https: the page's policy blocks the rest. A path from a file may stay."""
        url: str = self.cleaned_data["url"]
        if url and "url" in self.changed_data and not url.startswith("https://"):
            raise ValidationError(_("The address must begin with https://."))
        return url

    def clean(self) -> dict[str, Any]:
        """Measure an uploaded file, and refuse what is no picture."""
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
    """The sizes below the picture's words."""

    model = ImageVariant
    form = VariantForm
    fields = [("name", "width", "height"), ("url", "file")]
    extra = 0
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A picture without any size is none."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    # Who may change a picture may change its sizes: they are one thing to an editor.
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.add_image")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_image")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_image")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_image")


def thumbnail(image: Image | None) -> SafeString | str:
    """The picture, small, or a dash."""
    shown = image.picture if image else None
    if image is None or shown is None:
        return "–"
    return format_html(
        '<img class="thumbnail" src="{}" alt="{}" loading="lazy">', shown.src, str(image)
    )


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Pictures: words, sizes, and where they are used."""

    list_display = ["preview", "__str__", "credit", "created_at"]
    list_display_links = ["preview", "__str__"]
    search_fields = ["alt", "caption", "credit"]
    fields = ["preview", "alt", "caption", "credit"]
    readonly_fields = ["preview"]
    inlines = [VariantInline]
    show_full_result_count = False

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> SafeString | str:
        """What readers see."""
        return thumbnail(image if image.pk else None)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("variants")

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Save the words, after reading the articles as they stand with the image of before."""
        covered = Article.objects.for_revision().select_for_update(of=("self",))
        form.articles = list(covered.filter(cover=obj)) if change else []
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the sizes, and revise the articles whose cover readers see changed."""
        super().save_related(request, form, formsets, change)
        image: Image = form.instance
        image.sign()
        for article in form.articles:
            if article.cover.signature != image.signature:
                article.revise(Changes({"cover": image}), request.user, audit_action="edit_cover")
