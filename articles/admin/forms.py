"""The form of an article: the file contract's rules, tags in order, and no silent overwriting."""

import csv
import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Model
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.text import collapse, slugify
from articles.models import Article
from articles.records.limits import Limits
from articles.records.record import BODY, SLUG
from articles.records.schema import record_errors
from articles.records.snapshot import snapshot

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
_COMPARED = ("title", "description", "body")


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


def moment_field(
    name: str, model: type[Model] = Article, *, required: bool = False
) -> forms.DateTimeField:
    """A day and time in the browser's own control, with the words of the model's field."""
    model_field = cast("DateTimeField[Any, Any]", model._meta.get_field(name))
    return forms.DateTimeField(
        label=capfirst(model_field.verbose_name),
        help_text=model_field.help_text,
        required=required,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"}
        ),
    )


class ArticleForm(forms.ModelForm):
    """Article as the desk edits it.

    `opened_version` is the version that the form was opened on: a save from an older one is
    refused with what the other person wrote, and what was typed stays in the form.
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
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("For the history. Needed to retract: readers are told."),
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

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
            "title": forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "story-title"}),
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
        if self.instance.pk:
            self.initial["opened_version"] = self.instance.version
        # Filled by clean() when somebody else saved first: [(label, their text)].
        self.their_text: list[tuple[str, str]] = []

    def clean_title(self) -> str:
        """One line, as in the file."""
        return collapse(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """Browsers send CRLF; the text has one newline style and none at its ends."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").strip("\n")

    def clean_published_at(self) -> dt.datetime | None:
        """The control knows no milliseconds; an untouched time keeps its own."""
        return self._moment("published_at")

    def clean_sticky_until(self) -> dt.datetime | None:
        """As for the time of publishing."""
        return self._moment("sticky_until")

    def _moment(self, name: str) -> dt.datetime | None:
        value = self.cleaned_data[name] if name in self.changed_data else self.initial.get(name)
        return cast("dt.datetime | None", value)

    def clean_description(self) -> str:
        """As the body."""
        return self.cleaned_data["description"].replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        """Refuse a stale form; give a new story its address."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned["slug"] = self.instance.slug or slugify(cleaned.get("title", ""))
            if not cleaned["slug"]:
                self.add_error("slug", _("The title gives no address. Write one in Latin letters."))
        stored = Article.objects.filter(pk=self.instance.pk).first()
        if stored and cleaned.get("opened_version") != stored.version:
            self._refuse_stale(stored)
        return cleaned

    def _refuse_stale(self, stored: Article) -> None:
        for name in _COMPARED:
            theirs, mine = getattr(stored, name), self.cleaned_data.get(name)
            if theirs != mine and name in self.fields:
                self.their_text.append((str(self.fields[name].label), theirs))
        # Saving again, after reading theirs, is a decision.
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("opened_version")] = str(stored.version)
        self.data = data
        raise ValidationError(
            gettext(
                "Somebody else saved this story while you were writing (%(when)s). Your text is "
                "still here, theirs is shown above it. Take over what you need and save again."
            )
            % {"when": stored.modified_at.strftime("%H:%M")},
            code="stale",
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        values = snapshot(self.instance) | {
            "tags": self.cleaned_data.get("tags", []),
            SLUG: self.instance.slug,
            BODY: self.instance.body,
        }
        # What the desk writes must be able to leave as a file.
        for key, message in record_errors(values, Limits(**settings.IMPORT_LIMITS)):
            field = _FIELD_OF_KEY.get(key, key)
            self.add_error(field if field in self.fields else None, message)
