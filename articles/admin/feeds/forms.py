"""The form of a feed."""

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.models import Feed


class FeedForm(forms.ModelForm):
    """A feed with its languages by their own names, and the terms of use as a choice to make."""

    lang = forms.ChoiceField(required=False)

    class Meta:
        model = Feed
        fields = [
            "name", "url", "source", "terms", "lang", "category", "interval", "is_on",
            "lists_everything", "token_name", "token_place", "token_parameter",
        ]  # fmt: skip
        widgets = {"terms": forms.RadioSelect, "token_place": forms.RadioSelect}
        help_texts = {
            "url": _(
                "RSS, Atom, RDF, JSON Feed, or the JSON of a news API: which one is found out. "
                "With http, anybody on the way could change what comes."
            ),
            "source": _("Items that do not name another are of this source, with its trust."),
            "terms": _("As whoever publishes the feed allows it: its conditions say so."),
            "lang": _("Empty: as each item says itself."),
            "category": _("Of new stories, where the rules find none."),
            "interval": _("From 5 minutes to 10080, a week. Feeds of most sites change hourly."),
            "lists_everything": _(
                "What the list no longer has was taken back, and its story is questioned. Feeds "
                "of the newest items do not list everything."
            ),
            "token_name": _(
                "The name of an environment variable that begins with FEED_TOKEN_, in which "
                "whoever runs the server keeps the token. Empty: the feed needs none."
            ),
            "token_parameter": _("Its name, such as api_key. Only if the token is in the address."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if "lang" in self.fields:
            names = [(c, get_language_info(c)["name_local"]) for c in settings.SITE_LANGUAGES]
            own = self.instance.lang
            others = [(own, own)] if own and own not in settings.SITE_LANGUAGES else []
            field = self.fields["lang"]
            field.choices = [("", _("As each item says")), *names, *others]  # type: ignore[attr-defined]
            field.label = capfirst(Feed._meta.get_field("lang").verbose_name)
            field.help_text = self.Meta.help_texts["lang"]

    @property
    def feed(self) -> Feed:
        """The feed as it is typed, of a form without errors."""
        return self.instance
