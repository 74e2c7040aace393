"""The form of an article: rules of the file contract, ordered tags, merged concurrent edits."""

import csv
import datetime as dt
import json
from collections.abc import Iterable
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

from articles.admin.articles.change_form.concurrent_edits import (
    EditMerge,
    StoredState,
    merge_typed,
    plain_value,
    stored_state,
    typed_value,
)
from articles.front_matter.limits import FileLimits
from articles.front_matter.record import BODY, SLUG
from articles.front_matter.schema import record_errors
from articles.front_matter.snapshot import article_values
from articles.lib.text import collapse, slugify
from articles.models import Article, PendingRevision
from articles.models.editable_values import MOMENTS, edited

# The form's fields for keys of the file contract with other names.
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
    """Tags separated by commas, in the order they are written.

    A tag that holds a comma stands in double quotes (RFC 4180). The cleaned value is a list of
    names.
    """

    def prepare_value(self, value: object) -> object:
        """The text to edit for a list of tags; any other value as it is."""
        if isinstance(value, list):
            return ", ".join(map(_quoted, map(str, value)))
        return value

    def to_python(self, value: str | None) -> Any:
        """The names in the typed text, without empty ones."""
        words = next(csv.reader([collapse(value or "")], skipinitialspace=True), [])
        return [word for word in map(collapse, words) if word]

    def has_changed(self, initial: Iterable[object] | None, data: str | None) -> bool:
        """Whether the typed names differ from the initial tags, or their order does."""
        return [str(tag) for tag in initial or []] != self.to_python(data)


class OpenedOnField(forms.JSONField):
    """The state that the form was opened on, kept in the page (`StoredState.opened_on`).

    A value that cannot be read counts as an empty one: everything that differs is then shown, and
    nothing that was typed is refused.
    """

    widget = forms.HiddenInput

    def prepare_value(self, value: object) -> Any:
        """The state as JSON text; a posted text stays as it is."""
        return value if isinstance(value, str) else super().prepare_value(value)

    def to_python(self, value: object) -> Any:
        """The state as a dict; an empty one for anything else."""
        try:
            state = super().to_python(value)
        except ValidationError:
            return {}
        return state if isinstance(state, dict) else {}


def moment_widget() -> forms.DateTimeInput:
    """The browser's own control for a day and a time (`<input type="datetime-local">`)."""
    return forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"}
    )


def moment_field(
    name: str, model: type[Model] = Article, *, required: bool = False
) -> forms.DateTimeField:
    """A day and time with the label and help text of the field `name` of `model`."""
    model_field = cast("DateTimeField", model._meta.get_field(name))
    return forms.DateTimeField(
        label=capfirst(model_field.verbose_name),
        help_text=model_field.help_text,
        required=required,
        widget=moment_widget(),
    )


class ArticleForm(forms.ModelForm):
    """The form of an article; for a live one, of its pending revision, which readers do not see.

    `opened_on` is the state that the form was opened on. When others saved since, what was typed is
    merged with theirs. The form is valid when nothing of theirs is missing in it. Otherwise it
    comes back with both merged (`merge`), to be looked at and saved again. Nothing that was typed
    is dropped.
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
        # Changes of an article that readers see are saved as its pending revision.
        self.edits_live_article = bool(self.instance.pk) and self.instance.is_live
        self.pending: PendingRevision | None = None
        self.stored_state: StoredState | None = None
        if self.instance.pk:
            self._read_stored_state()
        # Set by clean() when others saved what this form does not have.
        self.merge: EditMerge | None = None

    def _read_stored_state(self) -> None:
        """Start from the stored article, and from its pending revision if it has one."""
        self.pending = PendingRevision.objects.filter(article=self.instance).first()
        self.stored_state = stored_state(self.instance, self.pending)
        self.initial["opened_on"] = self.stored_state.opened_on
        if self.pending:
            for name, value in self.stored_state.values.items():
                if name in self.fields:
                    self.initial[name] = self._initial(name, value)
            self.initial["update_at"] = self.pending.due_at
            self.initial["reason"] = self.pending.reason

    def _initial(self, name: str, value: Any) -> object:
        is_time = isinstance(self.fields[name], forms.DateTimeField)
        return dt.datetime.fromisoformat(value) if is_time and value else value

    def edited_values(self) -> dict[str, object]:
        """The values of a valid form, in the form of `articles.models.editable_values`."""
        values = edited(self.instance)
        return values | {"tags": self.cleaned_data["tags"]} if "tags" in self.fields else values

    def clean_title(self) -> str:
        """The title on one line, as the file contract requires."""
        return collapse(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """The body with `\\n` as its only newline, and none at its ends; browsers post CRLF."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").strip("\n")

    def clean_update_at(self) -> dt.datetime | None:
        """The time of the update; a changed one must lie ahead."""
        value: dt.datetime | None = self.cleaned_data["update_at"]
        if value and "update_at" in self.changed_data and value <= timezone.now():
            raise ValidationError(gettext("This time is past. Empty it to update the story now."))
        return value

    def clean_description(self) -> str:
        """The description with `\\n` as its only newline, and no white space at its ends."""
        return self.cleaned_data["description"].replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, object]:
        """Make a missing slug of the title, and merge with what others saved."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned["slug"] = self.instance.slug or slugify(cleaned.get("title", ""))
            if not cleaned["slug"]:
                self.add_error("slug", _("The title gives no address. Write one in Latin letters."))
        if self.stored_state:
            for name in MOMENTS:
                if cleaned.get(name):
                    cleaned[name] = self._exact_time(name, cleaned[name], self.stored_state)
            if not self.stored_state.matches(cleaned["opened_on"]):
                self._merge_with_stored(self.stored_state, cleaned["opened_on"])
        return cleaned

    def _exact_time(self, name: str, typed: dt.datetime, state: StoredState) -> dt.datetime:
        """`typed`, or the known time with fractions of a second that its control cannot show."""
        opened_on = self.cleaned_data["opened_on"].get("values")
        for values in (opened_on, state.values):
            text = values.get(name) if isinstance(values, dict) else None
            known = parse_datetime(text) if isinstance(text, str) else None
            if known and is_aware(known) and known.replace(microsecond=0) == typed:
                return known
        return typed

    def _merge_with_stored(self, state: StoredState, opened_on: dict[str, object]) -> None:
        """Put the values of others into the form, and refuse it so that the editor sees them."""
        typed = {
            name: plain_value(value)
            for name, value in self.cleaned_data.items()
            if name in state.values
        }
        merged = merge_typed(state, opened_on, typed)
        if not merged.taken and not merged.overlaps:
            return
        self.merge = EditMerge.from_typed(self, self.pending, typed, merged)
        # The form that comes back is opened on what others saved: saving it again decides.
        data = cast(QueryDict, self.data).copy()
        for name in merged.taken:
            data[self.add_prefix(name)] = typed_value(self, name, merged.values[name])
        data[self.add_prefix("opened_on")] = json.dumps(state.opened_on)
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
        # Every article must be exportable as a file.
        for key, message in record_errors(values, FileLimits(**settings.IMPORT_LIMITS)):
            field = _FIELD_OF_KEY.get(key, key)
            self.add_error(field if field in self.fields else None, message)
