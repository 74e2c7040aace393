"""The form of an article: rules of the file contract, ordered tags, merged concurrent edits."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.authors_field import AuthorsField
from articles.admin.articles.change_form.address_field import AddressField
from articles.admin.articles.change_form.changes_of_file import filed_changes
from articles.admin.articles.change_form.concurrent_edits import (
    EditMerge,
    StoredState,
    merge_typed,
    plain_value,
    stored_state,
    typed_value,
)
from articles.admin.articles.change_form.cover_field import CoverField
from articles.admin.articles.change_form.surroundings import names_of_all, pending_revision
from articles.admin.articles.tags_field import TagsField
from articles.editorial.pictures.adding import take_upload
from articles.front_matter.limits import FileLimits
from articles.front_matter.record import BODY, SLUG
from articles.front_matter.schema import record_errors
from articles.front_matter.snapshot import article_values
from articles.lib.moment_field import MomentField
from articles.lib.moments import nearest_in_calendar
from articles.lib.text import slugify
from articles.lib.text_inputs import LineInput
from articles.models import Article, Image, PendingRevision
from articles.models.editable_values import MOMENTS, edited

# The form's fields for keys of the file contract with other names.
_FIELD_OF_KEY = {
    "publishedAt": "published_at",
    "expiresAt": "expires_at",
    "updatedAt": "updated_at",
    "externalId": "external_id",
    "stickyWeight": "sticky_weight",
    "canonicalUrl": "canonical_url",
    "coverImage": "cover",
    "author": "author_names",
    "newsroom": "cover",
}


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


class NameChoices(ModelChoiceIterator):
    """The choices of a select of all rows by their names, without an object for each. One query."""

    def __iter__(self) -> Iterator[Any]:
        """The empty choice, and the id and name of each row."""
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from names_of_all(self.queryset.model)


class ArticleForm(forms.ModelForm):
    """The form of an article; for a live one, of its pending revision, which readers do not see.

    `opened_on` is the state that the form was opened on. When others saved since, what was typed is
    merged with theirs. The form is valid when nothing of theirs is missing in it. Otherwise it
    comes back with both merged (`merge`), to be looked at and saved again. Nothing that was typed
    is dropped.
    """

    lang = forms.ChoiceField(label=_("Language"))
    slug = AddressField(
        label=_("Address"),
        required=False,
        help_text=_("Empty: made from the title."),
    )
    tags = TagsField(
        label=_("Tags"), required=False, help_text=_("Commas between them; the order is kept.")
    )
    author_names = AuthorsField(
        label=_("Authors"),
        required=False,
        help_text=_("One name on each line, in the order of readers. A new name is a new author."),
    )
    cover = CoverField(Image.objects.all(), label=_("Cover picture"), required=False)
    cover_file = forms.FileField(
        label=_("Or a new picture"), required=False, max_length=None, allow_empty_file=True
    )
    update_at = MomentField(
        label=_("Update at"),
        required=False,
        help_text=_("Empty: when you press the button."),
    )
    reason = LineInput(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("For the history."),
    )
    opened_on = OpenedOnField(required=False)

    # Who may add the picture that comes with the form; None where that is not allowed.
    uploader: User | None = None

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
            "author_names",
            "cover",
            "sentiment",
            "score",
            "canonical_url",
            "published_at",
            "expires_at",
            "sticky_weight",
            "sticky_until",
        ]
        labels = {"description": _("Summary")}
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
        for name in ("source", "category"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.iterator = NameChoices
                field.widget.choices = field.choices
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
        if not self.is_bound and "tags" in self.initial:
            # They were just read, and are asked for twice more.
            self.instance.known_tags = self.initial["tags"]
        self.pending = pending_revision(self.instance)
        self.stored_state = stored_state(self.instance, self.pending)
        self.initial["opened_on"] = self.stored_state.opened_on
        self._remember_shown_times()
        if self.pending:
            for name, value in self.stored_state.values.items():
                if name in self.fields:
                    self.initial[name] = self._initial(name, value)
            self.initial["update_at"] = self.pending.due_at
            self.initial["reason"] = self.pending.reason

    def _initial(self, name: str, value: Any) -> object:
        is_time = isinstance(self.fields[name], MomentField)
        return dt.datetime.fromisoformat(value) if is_time and value else value

    def _remember_shown_times(self) -> None:
        """Let the time fields know what the page showed, which others may have changed since."""
        posted = self.data.get(self.add_prefix("opened_on"))
        opened_on = OpenedOnField(required=False).to_python(posted) if posted else {}
        values = opened_on.get("values")
        for name in MOMENTS:
            text = values.get(name) if isinstance(values, dict) else None
            try:
                shown = parse_datetime(text) if isinstance(text, str) else None
            except ValueError:
                # It comes from a browser.
                shown = None
            field = self.fields.get(name)
            if shown and is_aware(shown) and isinstance(field, MomentField):
                field.known = [nearest_in_calendar(shown)]

    def edited_values(self) -> dict[str, object]:
        """The values of a valid form, in the form of `articles.models.editable_values`."""
        values = edited(self.instance)
        return values | {"tags": self.cleaned_data["tags"]} if "tags" in self.fields else values

    def clean_body(self) -> str:
        """The body without newlines at its ends."""
        return self.cleaned_data["body"].strip("\n")

    def clean_update_at(self) -> dt.datetime | None:
        """The time of the update; a changed one must lie ahead."""
        value: dt.datetime | None = self.cleaned_data["update_at"]
        if value and "update_at" in self.changed_data and value <= timezone.now():
            raise ValidationError(gettext("This time is past. Empty it to update the story now."))
        return value

    def clean(self) -> dict[str, object]:
        """Make a missing slug of the title, and merge with what others saved."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug"):
            cleaned["slug"] = self.instance.slug or slugify(cleaned.get("title", ""))
            if not cleaned["slug"]:
                self.add_error("slug", _("The title gives no address. Write one in Latin letters."))
        if (file := cleaned.get("cover_file")) and self.uploader:
            verdict = take_upload(file, self.uploader)
            if verdict.picture is None:
                self.add_error("cover_file", verdict.message)
            else:
                cleaned["cover"] = verdict.picture
        if self.stored_state and not self.stored_state.matches(cleaned["opened_on"]):
            self._merge_with_stored(self.stored_state, cleaned["opened_on"])
        return cleaned

    def _merge_with_stored(self, state: StoredState, opened_on: dict[str, object]) -> None:
        """Put the values of others into the form, and refuse it so that the editor sees them."""
        typed = {
            name: plain_value(value)
            for name, value in self.cleaned_data.items()
            if name in state.values
        }
        merged = merge_typed(state, opened_on, typed)
        of_file = filed_changes(opened_on.get("filed"), state.filed)
        if merged.taken or merged.overlaps:
            self.merge = EditMerge.from_typed(self, self.pending, typed, merged)
        elif of_file:
            self.merge = EditMerge.from_file()
        else:
            return
        self.merge = replace(self.merge, of_file=of_file)
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
