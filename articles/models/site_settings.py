"""Site settings: the name of the site, its menu, its footer, its pictures, by versions."""

from collections.abc import Collection, Iterator
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib import public_keys
from articles.lib.srcset import ImageSources
from articles.models.author import check_links
from articles.models.call_to_action import CallToAction, CallWords, check_calls
from articles.models.image import Image
from articles.models.menu_entry import MenuEntry, in_language, retargeted
from articles.models.pictures import has_expired, picture_of
from articles.models.public_row import PublicRow
from articles.models.text_fields import LanguageWordsColumn, LineField, NameField

# The name of a site to which nobody gave one.
NO_NAME = "Newsroom"
# Columns that a version copies from the one that it takes back.
_CONTENT = (
    "title", "taglines", "logo_id", "picture_id", "menu", "footer", "links", "contact", "languages",
    "calls",
)  # fmt: skip


class SiteSettings(PublicRow):
    """One version, which is never edited: who changes the site's settings makes the next version.

    The newest one counts. Environment variables that are set win over it: SITE_NAME over `title`,
    CONTACT_EMAIL over `contact`, and `languages` is a part of SITE_LANGUAGES. A row that is not
    saved stands for a site without settings.
    """

    SHOWN = _CONTENT

    title = NameField(_("name of the site"), max_length=60, blank=True)
    # A line by language.
    taglines = LanguageWordsColumn(
        _("tagline"),
        word_length=120,
        help_text=_("A line below the name, on the front page and in the footer."),
    )
    logo = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="logo_of",
        verbose_name=_("logo"),
        help_text=_("Stands in place of the name at the top of each page."),
    )
    picture = models.ForeignKey(
        Image,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="picture_of",
        verbose_name=_("default picture"),
        help_text=_(
            "What other sites show with a link to a story that has no picture. Readers see it on a "
            "story when the rights of its own picture have ended."
        ),
    )
    # Rows of `MenuEntry.as_json()`.
    menu = models.JSONField(_("menu"), default=list, blank=True)
    footer = models.JSONField(_("footer"), default=list, blank=True)
    # Mappings of `label` and `url`, as authors have them.
    links = models.JSONField(_("elsewhere"), default=list, blank=True)
    contact = LineField(
        _("contact"),
        max_length=254,
        blank=True,
        validators=[EmailValidator()],
        help_text=_("The address of mail to which readers write. Stands in the footer."),
    )
    # Codes; empty for all languages of the site.
    languages = models.JSONField(_("languages shown"), default=list, blank=True)
    # Rows of `CallToAction.as_json()`.
    calls = models.JSONField(_("calls to action"), default=list, blank=True)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saved by"),
    )

    class Meta:
        default_permissions = ("view", "add")
        ordering = ["-id"]
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def __str__(self) -> str:
        return gettext("Version %(number)d") % {"number": self.pk or 0}

    def clean(self) -> None:
        """Refuse links and calls to action that readers cannot follow."""
        super().clean()
        errors = {}
        for name, check in (("links", check_links), ("calls", check_calls)):
            try:
                check(getattr(self, name))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """All pages: each shows the name of the site and its menu."""
        yield public_keys.SITE

    @classmethod
    def newest(cls) -> Self:
        """The version that counts, with its pictures; an unsaved row without one. One query."""
        rows: Any = cls._default_manager
        return rows.select_related("logo", "picture").order_by("-pk").first() or cls()

    @classmethod
    def move_entries(cls, kind: str, target: int, instead: int) -> None:
        """Let the entries of the version that counts lead to the row `instead` of this kind, since
        `target` is merged into it. One query, and four more where an entry led there."""
        newest = cls.newest()
        menu = retargeted(newest.menu, kind, target, instead)
        footer = retargeted(newest.footer, kind, target, instead)
        if newest.pk and (menu, footer) != (newest.menu, newest.footer):
            newest.menu, newest.footer = menu, footer
            newest.save(update_fields=["menu", "footer"])

    def copy(self) -> Self:
        """An unsaved version that says the same."""
        return type(self)(**{name: getattr(self, name) for name in _CONTENT})

    def says_the_same_as(self, other: "SiteSettings") -> bool:
        """Return whether both versions of the site settings say the same."""
        return all(getattr(self, name) == getattr(other, name) for name in _CONTENT)

    @property
    def name(self) -> str:
        """The name of the site."""
        return settings.SITE_NAME or self.title or NO_NAME

    @property
    def contact_email(self) -> str:
        """The address of mail to which readers write; empty for none."""
        return settings.CONTACT_EMAIL or self.contact

    @property
    def shown_languages(self) -> tuple[str, ...]:
        """The codes of the languages that readers are offered, in the order of SITE_LANGUAGES; the
        first one of the site, which stands at `/`, is always among them."""
        first = settings.LANGUAGE_CODE
        shown = {first, *(self.languages or settings.SITE_LANGUAGES)}
        return tuple(code for code in settings.SITE_LANGUAGES if code in shown)

    @cached_property
    def menu_entries(self) -> tuple[MenuEntry, ...]:
        """The entries of the menu; empty for the sections that have stories."""
        return MenuEntry.all_of(self.menu)

    @cached_property
    def footer_entries(self) -> tuple[MenuEntry, ...]:
        """The entries of the footer's columns, each of which begins with a heading."""
        return MenuEntry.all_of(self.footer)

    @cached_property
    def _calls_by_language(self) -> dict[str, dict[str, CallWords]]:
        shown: dict[str, dict[str, CallWords]] = {}
        for call in map(CallToAction.from_json, self.calls):
            for lang, words in call.words.items() if call.shown else ():
                shown.setdefault(lang, {}).update(dict.fromkeys(map(str, call.places), words))
        return shown

    def calls_in(self, lang: str) -> dict[str, CallWords]:
        """The calls to action that readers see in a language, by the `CallPlace` of each."""
        return self._calls_by_language.get(lang, {})

    def names(self, kind: str, target: int) -> bool:
        """Whether an entry of the menu or of the footer leads to this row of a kind."""
        entries = (*self.menu_entries, *self.footer_entries)
        return any((entry.kind, entry.target) == (kind, target) for entry in entries)

    @property
    def logo_sources(self) -> ImageSources | None:
        """The sources of the logo; None without one that readers may see. No query."""
        return _sources(self.logo)

    @property
    def picture_sources(self) -> ImageSources | None:
        """The sources of the default picture; None without one that readers may see. No query."""
        return _sources(self.picture)

    def tagline(self, lang: str) -> str:
        """The line below the name of the site in a language; empty for none."""
        return in_language(self.taglines, lang)


def _sources(image: Image | None) -> ImageSources | None:
    """The sources of a picture of the site itself, which needs no credit, until its rights end."""
    if image is None or has_expired(image.rights_until):
        return None
    return picture_of(image.sizes, image.renditions)
