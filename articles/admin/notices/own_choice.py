"""The form by which people choose what is mailed to them; a part of one's own account."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from articles.models import Notice, NoticeChoice
from articles.notices.events import allowed_events, chosen_events

# What each event means for the person that chooses it.
_LABELS = {
    Notice.Event.REVIEW_WAITING: _("Stories wait for review"),
    Notice.Event.IMPORT_FAILED: _("An import failed, or refused files"),
    Notice.Event.TASK_FAILED: _("A task failed"),
    Notice.Event.UPDATE_PUBLISHED: _("An update of mine was published"),
    Notice.Event.UPDATE_STOPPED: _("An update could not be published at its time"),
    Notice.Event.FEED_FAILING: _("A feed fails, or ended"),
    Notice.Event.FEED_SILENT: _("A feed is unusually silent"),
}


class NoticeForm(forms.Form):
    """Checkboxes of the events of which `user` may be told, and the language of the mails."""

    events = forms.MultipleChoiceField(
        label=_("Tell me by e-mail when"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lang = forms.ChoiceField(label=_("Language of the mails"))

    def __init__(self, user: User, data: Any = None) -> None:
        choice = NoticeChoice.objects.filter(user=user).first()
        lang = choice.lang if choice else get_language()
        initial = {"events": sorted(chosen_events(user, choice)), "lang": lang}
        super().__init__(data, initial=initial)
        self._user = user
        events: Any = self.fields["events"]
        events.choices = [(event, _LABELS[Notice.Event(event)]) for event in allowed_events(user)]
        languages: Any = self.fields["lang"]
        languages.choices = [
            (code, get_language_info(code)["name_local"]) for code in settings.SITE_LANGUAGES
        ]

    def save(self) -> None:
        """Store the choice; events of which the person may not be told now are forgotten."""
        NoticeChoice.objects.update_or_create(
            user=self._user,
            defaults={"events": self.cleaned_data["events"], "lang": self.cleaned_data["lang"]},
        )
