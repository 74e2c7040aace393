"""What an act on many stories must be told before it can be planned."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.forms import TagsField, moment_field
from articles.editorial.bulk.actions import BulkAction
from articles.models import Category
from articles.models.article_columns import WEIGHT_MAX


class ValueForm(forms.Form):
    """The field that `act` asks for, and why."""

    reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, help_text=_("For the history.")
    )

    def __init__(self, act: BulkAction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self.fields = _FIELDS.get(act.asks, dict)() | self.fields

    @property
    def value(self) -> Any:
        """As `articles.editorial.bulk.plan` takes it; only of a valid form."""
        given = self.cleaned_data
        if self.act.asks == "weight":
            until = given["until"]
            return given["weight"], until.isoformat() if until else None
        if self.act.asks == "category":
            return given["category"].pk
        return given.get(self.act.asks)


def _weight() -> dict[str, forms.Field]:
    until = moment_field("sticky_until")
    return {
        "weight": forms.IntegerField(
            label=_("Sticky weight"),
            min_value=1,
            max_value=WEIGHT_MAX,
            initial=1,
            help_text=_("A higher weight comes first."),
        ),
        "until": until,
    }


def _category() -> dict[str, forms.Field]:
    return {"category": forms.ModelChoiceField(Category.objects.all(), label=_("Section"))}


def _tags() -> dict[str, forms.Field]:
    return {"tags": TagsField(label=_("Tags"), help_text=_("Commas between them."))}


def _lang() -> dict[str, forms.Field]:
    names = [(code, get_language_info(code)["name_local"]) for code in settings.SITE_LANGUAGES]
    return {"lang": forms.ChoiceField(choices=names, label=_("Language"))}


_FIELDS = {"weight": _weight, "category": _category, "tags": _tags, "lang": _lang}
