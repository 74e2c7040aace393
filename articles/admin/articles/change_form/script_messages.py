"""Texts of the change form's script; it replaces each `{name}` by a value."""

from functools import cache

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

_MESSAGES = {
    "counts": _("{words} words · {minutes} min to read"),
    "summary": _("{count} characters"),
    "summary_long": _("{count} characters; about 300 are shown whole"),
    "saving": _("Saving …"),
    "unsaved": _("Not saved yet; a copy is kept ({time})"),
    "refused": _("Not saved: see what is marked."),
    "merged": _("Not saved yet: somebody else saved first. Look above the text."),
    "offline": _("No connection: your text is kept in this browser. Saving again soon."),
    "signed_out": _(
        "You are signed out: your text is kept in this browser. Sign in again in "
        "another tab, then save."
    ),
    "forbidden": _(
        "Not saved: you are signed out, or may not do this. Your text is kept in this browser."
    ),
    "trouble": _(
        "Not saved: the server had trouble. Your text is kept in this browser; try again in a "
        "minute."
    ),
    "others": _("Also open by {names}"),
    "newer": _("Somebody saved a newer text. When you save, the two are put together."),
    "uploading": _("Uploading the picture …"),
    "upload_failed": _("The picture was not taken: {why}"),
    "offline_dialog": _("Not saved: there is no connection, or you are signed out. Try again."),
    "key_save": _("Save"),
    "key_schedule": _("Publish or schedule"),
    "key_bold": _("Bold"),
    "key_italic": _("Italic"),
    "key_link": _("Link"),
    "key_preview": _("Show or hide the preview"),
    "key_panel": _("Show or hide the panel"),
    "link_text": _("text"),
    "unfinished": _("Finish first: {field}"),
    "not_sent": _("Not sent: see “{field}”."),
    "add_author": _("Add an author"),
    "earlier": pgettext_lazy("order of authors", "Earlier"),
    "later": pgettext_lazy("order of authors", "Later"),
    "take_out": _("Take out"),
    "add_tag": _("Add a tag"),
    "choose_section": _("Choose a section"),
    "chip_added": _("Added: {name}"),
    "chip_taken_out": _("Taken out: {name}"),
    "pictures_left_out": _(
        "Pictures of the pasted text were left out ({count}). Add them with “Picture”."
    ),
    "today": _("today"),
    "tomorrow": _("tomorrow"),
}


def script_messages() -> SafeString:
    """Return the texts in the language of the desk, as an element that the script reads."""
    return _in_language(get_language())


@cache
def _in_language(_lang: str) -> SafeString:
    return json_script(_MESSAGES, "script-messages")
