"""Controls that are drawn without a template are those of Django's templates, sign by sign."""

import datetime as dt
import decimal

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from articles.lib.form_renderer import _DRAWN, StringRenderer

ODD = '<b>"O\'Hara" & Söhne</b> مرحبا'
VALUES = [None, "", "plain", ODD, SafeString("<i>safe</i>"), 0, 1234567, decimal.Decimal("1234.5"), True, False,
          dt.date(2026, 7, 1)]  # fmt: skip
CHOICES = [("", "---------"), (1, ODD), ("b", SafeString("<i>safe</i>")), (3, gettext_lazy("Save")),
           (1234567, 1234567), (None, "none")]  # fmt: skip
GROUPED = [("Group", [("a", "A"), ("b", ODD)]), ("c", "C")]
ATTRIBUTES = [
    {},
    {
        "class": "wide",
        "required": True,
        "disabled": False,
        "data-odd": ODD,
        "rows": 3,
        "maxlength": 1000,
    },
]
WIDGETS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput,
    forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.FileInput, forms.CheckboxInput, forms.ColorInput,
    forms.SearchInput, forms.TelInput, forms.Textarea,
]  # fmt: skip


def both(draw) -> tuple[str, str]:
    return draw(StringRenderer()), draw(TemplatesSetting())


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("widget", WIDGETS)
def test_an_input_is_that_of_django(widget, attributes, lang):
    for value in VALUES:
        with translation.override(lang):
            ours, django = both(
                lambda renderer, value=value: widget(attrs=attributes).render(
                    "fie<ld", value, {"id": "id_field"}, renderer
                )
            )
        assert ours == django, value


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.RadioSelect,
                                    forms.CheckboxSelectMultiple])  # fmt: skip
@pytest.mark.parametrize("choices", [CHOICES, GROUPED, []])
@pytest.mark.parametrize("value", [None, "", 1, "1", "b", ["a", "b"], ODD])
def test_a_choice_is_that_of_django(widget, choices, value):
    made = widget(attrs={"class": "wide"}, choices=choices)
    ours, django = both(lambda renderer: made.render("field", value, {"id": "id_field"}, renderer))
    assert ours == django


class Sheet(forms.Form):
    name = forms.CharField(label=ODD, help_text="Once.", max_length=3)
    kind = forms.ChoiceField(choices=CHOICES)
    many = forms.MultipleChoiceField(choices=GROUPED, required=False)
    sure = forms.BooleanField(label=gettext_lazy("Save"))


@pytest.mark.parametrize("data", [None, {"name": ODD, "kind": "<script>", "many": ["x"]}])
@pytest.mark.parametrize("auto_id", ["id_%s", False])
def test_labels_errors_and_a_whole_form_are_those_of_django(data, auto_id):
    def draw(renderer):
        sheet = Sheet(data, auto_id=auto_id, renderer=renderer)
        labels = "".join(
            bound.label_tag(attrs={"class": "x"}) + bound.legend_tag() for bound in sheet
        )
        return sheet.as_p() + labels + "".join(str(bound.errors) for bound in sheet)

    ours, django = both(draw)
    assert ours == django


def test_a_list_of_errors_is_that_of_django():
    def draw(renderer):
        lists = (
            ErrorList([ODD, "b"], renderer=renderer),
            ErrorList([ODD], "own", renderer, "id_x"),
            ErrorList(renderer=renderer),
        )
        return "".join(map(str, lists))

    ours, django = both(draw)
    assert ours == django
    assert ours.count("<li>") == 3


def test_every_template_that_is_not_used_is_one_of_django():
    """A name that Django changes would be a function that nobody calls."""
    for name in _DRAWN:
        if name != "django/forms/widgets/input.html":
            TemplatesSetting().get_template(name)
