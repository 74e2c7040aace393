"""The cover in the form of an article: a select, which the script replaces by the library."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.change_form.surroundings import newest_pictures
from articles.admin.images.chooser import chosen_as_json
from articles.admin.images.thumbnails import thumbnail
from articles.lib.keyset import read_id
from articles.models import Image


class CoverSelect(forms.Select):
    """A select of the chosen picture and the newest ones, not of all; two queries at most."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> list[Any]:
        """The options, without values that are no id."""
        chosen = {pk for one in value if (pk := read_id(str(one))) is not None}
        newest = newest_pictures()
        missing = chosen - {picture.pk for picture in newest}
        others = list(Image.objects.only("pk", "alt").filter(pk__in=missing)) if missing else []
        self.choices = [("", _("No picture")), *((one.pk, str(one)) for one in others + newest)]
        return super().optgroups(name, [str(pk) for pk in chosen] or [""], attrs)


class CoverField(forms.ModelChoiceField):
    """The field of a cover: any picture, by its id."""

    widget = CoverSelect

    def to_python(self, value: Any) -> Image | None:
        """The picture. Raises ValidationError for what is no id of one."""
        if value not in self.empty_values and read_id(str(getattr(value, "pk", value))) is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        picture: Image | None = super().to_python(value)
        return picture


def cover_box(cover: Image | None) -> SafeString:
    """A thumbnail of the stored cover, and the box of the script that shows it as readers see it;
    one query."""
    stored = chosen_as_json(cover, may_change=False) if cover else None
    context = {"thumbnail": thumbnail(cover), "stored": stored}
    return render_to_string("admin/articles/article/cover_box.html", context)
