"""The forms by which people choose how the desk is for them, and the screen that stands first."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from articles.accounts.desk import choice_of, layout_of
from articles.models import DeskChoice
from articles.models.desk_choice import zone_names
from articles.workflow import Status


class DeskChoiceForm(forms.Form):
    """The language, the time zone and the first screen of `user`, and how they write."""

    lang = forms.ChoiceField(label=_("Language of the desk"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times at the desk are told in it, and typed in it. Readers see the site's."),
    )
    start = forms.ChoiceField(label=_("After signing in, show"), choices=DeskChoice.Start.choices)
    preview = forms.ChoiceField(
        label=_("Preview of a story"),
        choices=DeskChoice.Preview.choices,
        help_text=_("On a wide screen; a narrow one begins with the text."),
    )
    has_panel = forms.BooleanField(
        label=_("Show the panel beside the text of a story"), required=False
    )

    def __init__(self, user: User, data: Any = None) -> None:
        choice = layout_of(user)
        super().__init__(data, initial={name: getattr(choice, name) for name in self.base_fields})
        self._user = user
        languages: Any = self.fields["lang"]
        languages.choices = [
            ("", gettext("As the browser says")),
            *((code, get_language_info(code)["name_local"]) for code in settings.SITE_LANGUAGES),
        ]
        zones: Any = self.fields["zone"]
        site_zone = gettext("The site's: %(zone)s") % {"zone": settings.TIME_ZONE}
        zones.choices = [("", site_zone), *((name, name) for name in zone_names())]

    def save(self) -> None:
        """Store the choice."""
        DeskChoice.objects.update_or_create(user=self._user, defaults=self.cleaned_data)


class LayoutForm(forms.Form):
    """What the script of the form of a story says; a field that is left out stays as it is."""

    preview = forms.ChoiceField(choices=DeskChoice.Preview.choices, required=False)
    has_panel = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda typed: typed == "yes", required=False
    )

    def save(self, user: User) -> None:
        """Store what was said as the choice of `user`."""
        said = {name: value for name, value in self.cleaned_data.items() if value != ""}
        if said:
            DeskChoice.objects.update_or_create(user=user, defaults=said)


def first_screen(user: User) -> str:
    """Return the address of the screen with which the desk opens for this person."""
    stories = reverse("admin:articles_article_changelist")
    choice = choice_of(user)
    match choice.start if choice and user.has_perm("articles.view_article") else "":
        case DeskChoice.Start.STORIES:
            return stories
        case DeskChoice.Start.IN_REVIEW:
            return f"{stories}?state={Status.IN_REVIEW}"
        case DeskChoice.Start.MACHINE_TEXT:
            return reverse("admin:articles_article_review_queue")
    return reverse("admin:index")
