"""The form of the site settings: the next version, made of the one that counts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.site_settings.calls import CallsField
from articles.admin.site_settings.entries import EntriesField
from articles.admin.taxonomy.authors import LinksField
from articles.lib.language_words import language_name
from articles.models import SiteSettings
from articles.models.menu_entry import EntryKind
from articles.models.site_settings import NO_NAME

_LINKS = (
    EntryKind.CATEGORY,
    EntryKind.PAGE,
    EntryKind.TAG,
    EntryKind.AUTHOR,
    EntryKind.ADDRESS,
)
# Environment variables that fix a column where they are set.
FIXED_BY = {"title": "SITE_NAME", "contact": "CONTACT_EMAIL"}


def fixed_fields() -> dict[str, str]:
    """The names of the columns that environment variables fix, each with its variable."""
    return {name: variable for name, variable in FIXED_BY.items() if getattr(settings, variable)}


class SiteSettingsForm(forms.ModelForm):
    """A new version of the site settings.

    `based_on` is the id of the version that the page was made of, 0 for none: what somebody else
    saved meanwhile is not written over.
    """

    menu = EntriesField(
        _LINKS,
        label=_("Menu"),
        help_text=_(
            "Lower places come first. Empty a row to take its entry away. Without entries the menu "
            "has the sections that have stories, in their order. Sections, tags and authors "
            "without a story in the language of the page, and pages without that language, are "
            "left out there."
        ),
    )
    footer = EntriesField(
        (EntryKind.HEADING, *_LINKS),
        label=_("Columns of the footer"),
        help_text=_(
            "A heading begins a column, and the entries after it stand in it. They take the place "
            "of the list of all sections. The other columns stay."
        ),
    )
    links = LinksField(
        label=_("The site elsewhere"),
        required=False,
        help_text=_("One on each line, a word and an address: Mastodon https://example.org/@paper"),
    )
    calls = CallsField(
        label=_("Calls to action"),
        help_text=_(
            "Such as: Get the newsletter. Readers of a language see a call that has words in it. "
            "In each place one is shown. Empty its words to take a call away."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages shown"), required=False, widget=forms.CheckboxSelectMultiple
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SiteSettings
        fields = [
            "title",
            "taglines",
            "logo",
            "picture",
            "menu",
            "footer",
            "links",
            "contact",
            "languages",
            "calls",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if title := self.fields.get("title"):
            title.widget.attrs["placeholder"] = NO_NAME
        if languages := self.fields.get("languages"):
            languages.choices = [  # type: ignore[attr-defined]
                (code, language_name(code)) for code in settings.SITE_LANGUAGES
            ]
            languages.help_text = gettext(
                "Those that readers are offered. %(first)s stands at the address of the site and "
                "is always among them. Stories in the others stay at their addresses. More "
                "languages: set the environment variable SITE_LANGUAGES."
            ) % {"first": language_name(settings.LANGUAGE_CODE)}

    def clean_languages(self) -> list[str]:
        """The chosen languages; none for all of the site, so that a new one is shown, too."""
        chosen = self.cleaned_data["languages"]
        return [] if len(chosen) == len(settings.SITE_LANGUAGES) else chosen

    def _post_clean(self) -> None:
        """Make the version, with what the form has no fields for as it was, and refuse one that
        writes over what somebody else saved, or says what is so already."""
        newest = SiteSettings.newest()
        for name in FIXED_BY:
            setattr(self.instance, name, getattr(newest, name))
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        if (self.cleaned_data.get("based_on") or 0) != (newest.pk or 0):
            message = gettext(
                "Somebody else saved the site settings meanwhile, and nothing of yours is saved "
                "yet. Open the page again in another window, and bring both together there."
            )
            self.add_error(None, message)
        elif self.instance.says_the_same_as(newest):
            self.add_error(None, gettext("This is how the site is. Change something, and save."))


def initial_of(site: SiteSettings) -> dict[str, Any]:
    """Return the initial values of the form for a version of the site settings."""
    names = [field for field in SiteSettingsForm.Meta.fields if field not in ("logo", "picture")]
    return {name: getattr(site, name) for name in names} | {
        "logo": site.logo_id,
        "picture": site.picture_id,
        "languages": list(site.languages) or list(settings.SITE_LANGUAGES),
        "based_on": site.pk or 0,
    }
