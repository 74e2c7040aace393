"""The form of a picture: what it shows in each language, who made it, and where to look."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.lib.text_inputs import LineInput
from articles.models import Image, ImageText

# The fields of a text in a further language begin so; its code follows.
_ALT, _CAPTION = "alt_", "caption_"


class PercentField(forms.FloatField):
    """A share from 0 to 1 that people read and write as per cent, with two decimals."""

    # Of what is typed: their messages name its limits, not those of the share.
    checks = (MinValueValidator(0), MaxValueValidator(100))

    def prepare_value(self, value: Any) -> Any:
        """The share in per cent; what was typed stays as it is."""
        return f"{round(value * 100, 2):g}" if isinstance(value, int | float) else value

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """The share of a typed per cent, None for nothing. Raises ValidationError otherwise."""
        percent = super().to_python(value)
        if percent is None:
            return None
        for check in self.checks:
            check(percent)
        return round(percent / 100, 4)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Attributes of the number field."""
        return {"min": 0, "max": 100, "step": "any"}


class PictureForm(forms.ModelForm):
    """The texts, rights and focal point of a picture.

    `for_languages()` adds a description and a caption for each further language of the site.
    """

    focal_x = PercentField(label=_("Where to look, from the left (%)"), required=False)
    focal_y = PercentField(label=_("Where to look, from the top (%)"), required=False)

    class Meta:
        model = Image
        fields = [
            "alt",
            "decorative",
            "caption",
            "credit",
            "credit_url",
            "licence",
            "rights_until",
            "focal_x",
            "focal_y",
        ]
        widgets = {"rights_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = ImageText.objects.filter(image=self.instance) if self.instance.pk else []
        for text in texts:
            values = {_ALT + text.lang: text.alt, _CAPTION + text.lang: text.caption}
            self.initial.update(values)
            # Who may only look gets Django's read-only page, which reads names of the row.
            vars(self.instance).update(values)

    @classmethod
    def for_languages(cls) -> "type[PictureForm]":
        """The form with the fields of the site's languages."""
        fields: dict[str, Any] = {"__module__": cls.__module__, "Meta": cls.Meta}
        for lang in further_languages():
            name = {"language": get_language_info(lang)["name_translated"]}
            fields[_ALT + lang] = LineInput(
                label=_("Alternative text, %(language)s") % name, required=False, max_length=500
            )
            fields[_CAPTION + lang] = LineInput(
                label=_("Caption, %(language)s") % name, required=False, max_length=500
            )
        for field in fields.values():
            if isinstance(field, forms.Field):
                # The label on Django's read-only page.
                field.short_description = field.label  # type: ignore[attr-defined]
        return type("PictureForm", (cls,), fields)

    def clean_focal_x(self) -> float:
        """The share from the left; an empty one stays as it was."""
        return self._or_stored("focal_x")

    def clean_focal_y(self) -> float:
        """The share from the top; an empty one stays as it was."""
        return self._or_stored("focal_y")

    def save_texts(self) -> None:
        """Store the texts in further languages; one query, and one for each that changed."""
        stored = {text.lang: text for text in self.instance.texts.all()}
        for lang in further_languages():
            if not {_ALT + lang, _CAPTION + lang} & set(self.changed_data):
                continue
            text = stored.get(lang) or ImageText(image=self.instance, lang=lang)
            text.alt = self.cleaned_data[_ALT + lang]
            text.caption = self.cleaned_data[_CAPTION + lang]
            if text.alt or text.caption:
                text.save()
            elif text.pk:
                text.delete()

    def _or_stored(self, name: str) -> float:
        value: float | None = self.cleaned_data[name]
        stored: float = getattr(self.instance, name)
        return stored if value is None else value


def further_languages() -> list[str]:
    """The languages of the site beside its own, in the order of the settings."""
    return [lang for lang in settings.SITE_LANGUAGES if lang != settings.LANGUAGE_CODE]


def text_rows() -> list[tuple[str, str]]:
    """The names of the fields of each further language, for a fieldset."""
    return [(_ALT + lang, _CAPTION + lang) for lang in further_languages()]
