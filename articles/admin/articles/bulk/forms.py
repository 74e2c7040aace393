"""The form of a bulk action: the value that it needs, and a reason."""

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.authors_field import AuthorsField
from articles.admin.articles.tags_field import TagsField
from articles.editorial.bulk.actions import BulkAction
from articles.lib.moment_field import MomentField
from articles.lib.text_inputs import LineInput
from articles.models import Category
from articles.models.article_columns import WEIGHT_MAX


class BulkActionForm(forms.Form):
    """The fields that `action` needs, and the reason for the history."""

    reason = LineInput(
        label=_("Why"), required=False, max_length=500, help_text=_("For the history.")
    )

    def __init__(self, action: BulkAction, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.action = action
        self.fields = _FIELDS.get(action.asks, dict)() | self.fields

    @property
    def value(self) -> object:
        """The value as `articles.editorial.bulk.plan.plan()` takes it; only of a valid form."""
        cleaned = self.cleaned_data
        if self.action.asks == "weight":
            until = cleaned["until"]
            return cleaned["weight"], until.isoformat() if until else None
        if self.action.asks == "category":
            return cleaned["category"].pk
        return cleaned.get(self.action.asks)


def _weight_fields() -> dict[str, forms.Field]:
    return {
        "weight": forms.IntegerField(
            label=_("Sticky weight"),
            min_value=1,
            max_value=WEIGHT_MAX,
            initial=1,
            help_text=_("A higher weight comes first."),
        ),
        "until": MomentField(
            label=capfirst(_("pinned until")), required=False, help_text=_("Empty: until unpinned.")
        ),
    }


def _category_fields() -> dict[str, forms.Field]:
    return {"category": forms.ModelChoiceField(Category.objects.all(), label=_("Section"))}


def _tags_fields() -> dict[str, forms.Field]:
    return {"tags": TagsField(label=_("Tags"), help_text=_("Commas between them."))}


def _authors_fields() -> dict[str, forms.Field]:
    text = _("One name on each line. They take the place of the authors of before.")
    return {"authors": AuthorsField(label=_("Authors"), help_text=text, required=False)}


def _lang_fields() -> dict[str, forms.Field]:
    names = [(code, get_language_info(code)["name_local"]) for code in settings.SITE_LANGUAGES]
    return {"lang": forms.ChoiceField(choices=names, label=_("Language"))}


_FIELDS = {
    "weight": _weight_fields,
    "category": _category_fields,
    "tags": _tags_fields,
    "authors": _authors_fields,
    "lang": _lang_fields,
}
