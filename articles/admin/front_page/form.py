"""The form of an edition of the front page that nobody launched yet."""

import datetime as dt
import re
from itertools import zip_longest
from typing import Any
from urllib.parse import unquote

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.row_select import RowSelect
from articles.lib.keyset import read_id
from articles.lib.moment_field import MomentField
from articles.lib.text_inputs import LineInput, NameInput
from articles.models import Article, FrontEdition, Image, Tag
from articles.models.front_plan import MAX_PICKS, BriefingLine, Pick, is_block
from articles.models.front_states import MOST_LINES

_ADDRESS = re.compile(r"/([\w-]+)/articles/([\w-]+?)(?:\.md|/)?(?:[?#].*)?$")


class _RowsWidget(forms.Widget):
    """Inputs that the template of the page draws: lists of values by the names of the inputs."""

    inputs: tuple[str, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """The typed rows, in their order on the page."""
        columns = [data.getlist(f"{name}-{one}") for one in self.inputs]
        rows = zip_longest(*columns, fillvalue="")
        return [dict(zip(self.inputs, row, strict=True)) for row in rows]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: a form without rows says that there are none."""
        return False


class _PicksWidget(_RowsWidget):
    inputs = ("block", "article", "headline", "kicker", "picture")


class _LinesWidget(_RowsWidget):
    inputs = ("words", "story")


class _PlacesWidget(_RowsWidget):
    inputs = ("id", "place")


class PicksField(forms.Field):
    """What was put into blocks; the cleaned value is a list of `Pick.as_json()`."""

    widget = _PicksWidget

    def clean(self, value: list[dict[str, str]]) -> list[dict[str, Any]]:
        """The picks of the typed rows, each article once. Raises ValidationError."""
        if len(value) > MAX_PICKS:
            message = _("Put at most %(most)d stories on the page by hand.")
            raise ValidationError(message, code="many", params={"most": MAX_PICKS})
        picks: dict[int, Pick] = {}
        for row in value:
            article = read_id(row["article"])
            if not article or not is_block(row["block"]):
                raise ValidationError(gettext("Choose a place from the list."), code="block")
            headline = LineInput(required=False, max_length=200).clean(row["headline"])
            kicker = NameInput(required=False, max_length=40).clean(row["kicker"])
            picture = read_id(row["picture"])
            picks.setdefault(article, Pick(row["block"], article, headline, kicker, picture))
        return [pick.as_json() for pick in picks.values()]


class BriefingField(forms.Field):
    """The lines of the briefing; the cleaned value is a list of `BriefingLine.as_json()`."""

    widget = _LinesWidget

    def clean(self, value: list[dict[str, str]]) -> list[dict[str, Any]]:
        """The lines that say something. Raises ValidationError; at most two queries for each."""
        lines = []
        for row in value[:MOST_LINES]:
            words = LineInput(required=False, max_length=200).clean(row["words"])
            story = LineInput(required=False, max_length=500).clean(row["story"])
            if story and not words:
                raise ValidationError(gettext("Write words for the story in the briefing."))
            if words:
                lines.append(BriefingLine(words, _article(story)).as_json())
        return lines


def _article(typed: str) -> int | None:
    """The id of the article that an address or a number means; None for an empty text."""
    if not typed:
        return None
    number, address = read_id(typed), _ADDRESS.search(unquote(typed))
    rows = Article.objects.only("pk")
    article = rows.filter(pk=number).first() if number else None
    if address:
        article = rows.filter(lang=address[1], slug=address[2]).first()
    if article is None:
        message = gettext("There is no story at “%(typed)s”. Copy its address from the site.")
        raise ValidationError(message % {"typed": typed})
    return article.pk


class PlacesField(forms.Field):
    """The sections in their order; the cleaned value is a list of ids of categories."""

    widget = _PlacesWidget

    def clean(self, value: list[dict[str, str]]) -> list[int]:
        """The ids of the rows with a number, in the order of these. Raises ValidationError."""
        places = []
        for number, row in enumerate(value):
            place, category = row["place"].strip(), read_id(row["id"])
            if not place or not category:
                continue
            if not place.isdecimal() or len(place) > 4:
                raise ValidationError(gettext("Write a whole number as the place of a section."))
            places.append((int(place), number, category))
        return list(dict.fromkeys(category for _place, _number, category in sorted(places)))


class EditionForm(forms.ModelForm):
    """What an edition says, as it is typed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    picks = PicksField(label=_("Stories"))
    sections = PlacesField(label=_("Sections"))
    briefing = BriefingField(label=_("Briefing"))
    breaking_until = MomentField(label=_("Breaking until"), required=False)
    focus_until = MomentField(label=_("In focus until"), required=False)
    focus_tag: forms.ModelChoiceField[Tag] = forms.ModelChoiceField(
        Tag.objects.all(),
        required=False,
        label=_("Tag"),
        help_text=_("Its newest stories fill the block."),
        widget=RowSelect(FrontEdition._meta.get_field("focus_tag"), admin.site),
    )

    class Meta:
        model = FrontEdition
        fields = [
            "note", "shows_latest", "shows_in_brief", "breaking_words", "breaking_until",
            "focus_tag", "focus_title", "focus_words", "focus_until", "picks", "sections",
            "briefing", "briefing_by",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean_version(self) -> int:
        """The version that the page was made of, which is that of the instance from here on."""
        self.instance.version = self.cleaned_data["version"]
        return self.instance.version


class CardPictureForm(forms.Form):
    """The field that searches for the picture of one card."""

    picture = forms.ModelChoiceField(
        Image.objects.all(),
        required=False,
        widget=RowSelect(FrontEdition._meta.get_field("pictures"), admin.site),
    )


class StartForm(forms.Form):
    """When an edition is launched, a time ahead."""

    starts_at = MomentField(label=_("Starts"), required=False)

    def clean_starts_at(self) -> dt.datetime:
        """The typed time. Raises ValidationError for none, and for one that is past."""
        starts_at: dt.datetime | None = self.cleaned_data["starts_at"]
        if starts_at is None or starts_at <= timezone.now():
            raise ValidationError(gettext("Choose a time ahead, or launch it now."))
        return starts_at
