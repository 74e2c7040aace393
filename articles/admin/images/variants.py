"""The sizes of an image as rows of its form, and who may change an image."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.audited import may_touch
from articles.admin.request_user import user_of
from articles.images.exceptions import BadImage, StorageFails
from articles.images.uploads import store_upload
from articles.models import Image, ImageVariant
from articles.models.image import VARIANT_NAMES
from articles.models.text_fields import require_web_address


def may_change(user: User, image: Image | None) -> bool:
    """Whether `user` may change the image, or images at all for None. No query for those who may
    publish, four at most for others.

    What readers see is for those who may publish: the cover of a published or retracted article,
    and a picture within its text or within a page.
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
            if not str(cleaned.get("url", "")).startswith("https://"):
                # The path is that of the file that came with an article, which this one is not.
                cleaned["url"] = ""
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
