"""The form of an article: the file contract's rules, tags in order, and no silent overwriting."""

import csv
import datetime as dt
import json
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import is_aware
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.concurrent_edits import (
    EditMerge,
    StoredState,
    as_typed,
    meet,
    plain_value,
    standing,
)
from articles.front_matter.limits import FileLimits
from articles.front_matter.record import BODY, SLUG
from articles.front_matter.schema import record_errors
from articles.front_matter.snapshot import article_values
from articles.lib.text import collapse, slugify
from articles.models import Article, PendingRevision
from articles.models.editable_values import MOMENTS, edited

# Where the form shows a problem that the file contract finds under another name.
_FIELD_OF_KEY = {
    "publishedAt": "published_at",
    "updatedAt": "updated_at",
    "externalId": "external_id",
    "stickyWeight": "sticky_weight",
    "canonicalUrl": "canonical_url",
    "coverImage": "cover",
    BODY: "body",
    SLUG: "slug",
}


def _quoted(word: str) -> str:
    escaped = word.replace('"', '""')
    return f'"{escaped}"' if "," in word or '"' in word else word


class TagsField(forms.CharField):
    """Labels with commas between them, in the order they are written.

    A label that holds a comma stands in double quotes (RFC 4180).
    """

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(map(_quoted, map(str, value)))
        return value

    def to_python(self, value: Any) -> Any:
        words = next(csv.reader([collapse(value or "")], skipinitialspace=True), [])
        return [word for word in map(collapse, words) if word]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(tag) for tag in initial or []] != self.to_python(data)


class OpenedOnField(forms.JSONField):
    """What the form was opened on, kept in the page. What cannot be read says nothing, and then
    everything that differs is shown: no reason to refuse what was typed."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        try:
            found = super().to_python(value)
        except ValidationError:
            return {}
        return found if isinstance(found, dict) else {}


def moment_widget() -> forms.DateTimeInput:
    """A day and time in the browser's own control."""
    return forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"}
    )


def moment_field(
    name: str, model: type[Model] = Article, *, required: bool = False
) -> forms.DateTimeField:
    """A day and time with the words of the model's field."""
    model_field = cast("DateTimeField[Any, Any]", model._meta.get_field(name))
    return forms.DateTimeField(
        label=capfirst(model_field.verbose_name),
        help_text=model_field.help_text,
        required=required,
        widget=moment_widget(),
    )


class ArticleForm(forms.ModelForm):
    """Article as the desk edits it: of a live story, the changes that readers do not see yet.

    `opened_on` is what the form was opened on. Where others saved since, both are merged: alone
    when nothing of theirs is missing in this form, else the form comes back with the two put
    together (`merge`), for a look and another save. Nothing that was typed is dropped.
    """

    lang = forms.ChoiceField(label=_("Language"))
    slug = forms.SlugField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Empty: made from the title."),
    )
    tags = TagsField(
        label=_("Tags"), required=False, help_text=_("Commas between them; the order is kept.")
    )
    published_at = moment_field("published_at")
    sticky_until = moment_field("sticky_until")
    update_at = forms.DateTimeField(
        label=_("Update at"),
        required=False,
        help_text=_("Empty: when you press the button."),
        widget=moment_widget(),
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("For the history."),
    )
    opened_on = OpenedOnField(required=False)

    class Meta:
        model = Article
        fields = [
            "title",
            "slug",
            "description",
            "body",
            "lang",
            "source",
            "external_id",
            "category",
            "tags",
            "cover",
            "sentiment",
            "score",
            "canonical_url",
            "published_at",
            "sticky_weight",
            "sticky_until",
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 1, "dir": "auto", "class": "story-title"}),
            "description": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "body": forms.Textarea(attrs={"rows": 28, "dir": "auto", "class": "story-body"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = {*settings.SITE_LANGUAGES, self.instance.lang or settings.LANGUAGE_CODE}
        if "lang" in self.fields:
            self.fields["lang"].choices = [  # type: ignore[attr-defined]
                (code, get_language_info(code)["name_translated"]) for code in sorted(languages)
            ]
            self.initial.setdefault("lang", settings.LANGUAGE_CODE)
        # Whether readers see the story, so that what is saved waits beside it.
        self.is_for_live = bool(self.instance.pk) and self.instance.is_live
        self.pending: PendingRevision | None = None
        self.standing: StoredState | None = None
        if self.instance.pk:
            self._stand()
        # Filled by clean() when others saved what this form does not have.
        self.merge: EditMerge | None = None

    def _stand(self) -> None:
        """Go on from the changes that wait beside a live story, where there are some."""
        self.pending = PendingRevision.objects.filter(article=self.instance).first()
        self.standing = standing(self.instance, self.pending)
        self.initial["opened_on"] = self.standing.opened_on
        if self.pending:
            for name, value in self.standing.values.items():
                if name in self.fields:
                    self.initial[name] = self._initial(name, value)
            self.initial["update_at"] = self.pending.due_at
            self.initial["reason"] = self.pending.reason

    def _initial(self, name: str, value: Any) -> Any:
        is_time = isinstance(self.fields[name], forms.DateTimeField)
        return dt.datetime.fromisoformat(value) if is_time and value else value

    def desk_values(self) -> dict[str, Any]:
        """All that the form edits, as it would be stored; of a valid form."""
        values = edited(self.instance)
        return values | {"tags": self.cleaned_data["tags"]} if "tags" in self.fields else values

    def clean_title(self) -> str:
        """One line, as in the file."""
        return collapse(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """Browsers send CRLF; the text has one newline style and none at its ends."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").strip("\n")

    def clean_update_at(self) -> dt.datetime | None:
        """The clock can only do it later."""
        value: dt.datetime | None = self.cleaned_data["update_at"]
        if value and "update_at" in self.changed_data and value <= timezone.now():
            raise ValidationError(gettext("This time is past. Empty it to update the story now."))
        return value

    def clean_description(self) -> str:
        """As the body."""
        return self.cleaned_data["description"].replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        """Meet what others saved; give a new story its address."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned["slug"] = self.instance.slug or slugify(cleaned.get("title", ""))
            if not cleaned["slug"]:
                self.add_error("slug", _("The title gives no address. Write one in Latin letters."))
        if self.standing:
            for name in MOMENTS:
                if cleaned.get(name):
                    cleaned[name] = self._exact(name, cleaned[name], self.standing)
        if self.standing and not self.standing.is_what(cleaned["opened_on"]):
            self._meet(self.standing, cleaned["opened_on"])
        return cleaned

    def _exact(self, name: str, typed: dt.datetime, standing: StoredState) -> dt.datetime:
        """The control knows no milliseconds; an untouched time keeps its own."""
        opened_on = self.cleaned_data["opened_on"].get("values")
        for values in (opened_on, standing.values):
            text = values.get(name) if isinstance(values, dict) else None
            known = parse_datetime(text) if isinstance(text, str) else None
            if known and is_aware(known) and known.replace(microsecond=0) == typed:
                return known
        return typed

    def _meet(self, standing: StoredState, opened_on: dict[str, Any]) -> None:
        typed = {
            name: plain_value(value)
            for name, value in self.cleaned_data.items()
            if name in standing.values
        }
        merged = meet(standing, opened_on, typed)
        if not merged.taken and not merged.overlaps:
            return
        self.merge = EditMerge.of(self, typed, merged)
        # Saving again, after a look, is a decision.
        data = cast(QueryDict, self.data).copy()
        for name in merged.taken:
            data[self.add_prefix(name)] = as_typed(self, name, merged.values[name])
        data[self.add_prefix("opened_on")] = json.dumps(standing.opened_on)
        self.data = data
        raise ValidationError(self.merge.sentence, code="stale")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        values = article_values(self.instance) | {
            "tags": self.cleaned_data.get("tags", []),
            SLUG: self.instance.slug,
            BODY: self.instance.body,
        }
        # What the desk writes must be able to leave as a file.
        for key, message in record_errors(values, FileLimits(**settings.IMPORT_LIMITS)):
            field = _FIELD_OF_KEY.get(key, key)
            self.add_error(field if field in self.fields else None, message)
