"""The admin of images, with their variants as an inline."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.audited import AuditedModelAdmin, may_touch
from articles.admin.request_user import user_of
from articles.images.exceptions import BadImage, StorageFails
from articles.images.uploads import store_upload
from articles.models import Article, Image, ImageVariant
from articles.models.image import VARIANT_NAMES
from articles.models.revise import Changes
from articles.models.text_fields import require_web_address

# So many stories of a picture are named where it cannot be deleted.
_NAMED = 20


def may_change(user: User, image: Image | None) -> bool:
    """Whether `user` may change the image, or images at all for None. One query at most.

    What readers see is for those who may publish: the cover of a published or retracted article.
    """
    allowed = user.has_perm("articles.change_image")
    return allowed and (image is None or may_touch(user, image))


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An empty file is no picture, as everywhere, and a stored one gets a name of ours.
        file = cast("forms.FileField", self.fields["file"])
        file.allow_empty_file = True
        file.max_length = None

    def clean_url(self) -> str:
        """The address; a changed one must be https, as the pages' CSP blocks everything else."""
        url: str = self.cleaned_data["url"]
        if url and "url" in self.changed_data:
            require_web_address(url, "https")
        return url

    def clean(self) -> dict[str, object]:
        """Store and measure an uploaded file; refuse one that is no image, and a variant without
        either."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if isinstance(file, UploadedFile):
            try:
                stored = store_upload(file)
            except (BadImage, StorageFails) as error:
                raise ValidationError({"file": str(error)}) from error
            cleaned["file"] = stored.name
            cleaned["width"], cleaned["height"] = stored.width, stored.height
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
        """Whether this person may add images, or a variant to this one."""
        allowed = request.user.has_perm("articles.add_image")
        return allowed and (obj is None or may_change(user_of(request), obj))

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whether this person may change the image."""
        return may_change(user_of(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whether this person may change the image: variants are a part of it."""
        return may_change(user_of(request), obj)

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


def _in_use(image: Image) -> SafeString | None:
    """The first stories that have the image as their cover, with links; None where none has."""
    articles = Article.objects.filter(cover=image).order_by("-pk").only("pk", "title")[:_NAMED]
    links = [
        (reverse("admin:articles_article_change", args=[article.pk]), article.title)
        for article in articles
    ]
    if not links:
        return None
    stories = format_html_join(", ", '<a href="{}">{}</a>', links)
    what_to_do = _("Give these stories another picture first, or none.")
    return format_html("“{}”: {}. {}", image, stories, what_to_do)


@admin.register(Image)
class ImageAdmin(AuditedModelAdmin):
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

    def get_deleted_objects(self, objs: Iterable[Image], request: HttpRequest) -> Any:
        """Return what Django's pages of deletion list; for covers, the stories that have them.

        Django would read every article of a picture. One query for each picture.
        """
        in_use = [line for image in objs if (line := _in_use(image))]
        if in_use:
            return [], {}, set(), in_use
        return super().get_deleted_objects(list(objs), request)

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
