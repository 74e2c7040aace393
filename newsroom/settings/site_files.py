"""The small files of the site by which programs know it, and where people may write to."""

import datetime as dt
import re
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from newsroom.settings.environment import env

# What a search engine names its file; no folder, and no file that the site has itself, also baked.
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}\.(?:html|txt|xml)")
_OWN = re.compile(r"(?:robots\.txt|(?:404|index)\.html|(?:news-)?sitemap.*\.xml)")


def mail_address(name: str, text: str) -> str:
    """Return the address in the setting `name`, or an empty text. Raises ImproperlyConfigured."""
    text = text.strip()
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            message = f"{name}: write an address such as desk@news.example.org, not “{text}”."
            raise ImproperlyConfigured(message) from error
    return text


def security_contacts(values: Iterable[str]) -> list[str]:
    """Return the contacts of security.txt, each a URI; a bare address of mail becomes one.

    Raises ImproperlyConfigured.
    """
    contacts = []
    for value in filter(None, (value.strip() for value in values)):
        is_uri = re.fullmatch(r"(?:https://|mailto:|tel:)[!-~]+", value)
        contacts.append(value if is_uri else "mailto:" + mail_address("SECURITY_CONTACT", value))
    return contacts


def day(name: str, text: str) -> dt.date | None:
    """Return the day in the setting `name`, None for none. Raises ImproperlyConfigured."""
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: write a day as 2027-06-30, not “{text}”.") from error


def verification_files(values: Iterable[str]) -> dict[str, str]:
    """Return text by name of the files `name=text`. Raises ImproperlyConfigured."""
    files = {}
    for value in filter(None, (value.strip() for value in values)):
        name, is_given, text = value.partition("=")
        if not is_given or not _FILE.fullmatch(name) or _OWN.fullmatch(name):
            raise ImproperlyConfigured(
                "VERIFICATION_FILES: write the name and the text of each file, such as "
                f"google123.html=google-site-verification: google123.html, not “{value}”."
            )
        files[name] = text
    return files


# Where readers may write to: an address of mail, in the footer of every page.
CONTACT_EMAIL = mail_address("CONTACT_EMAIL", env.str("CONTACT_EMAIL", default=""))
# What /.well-known/security.txt says (RFC 9116), and the day until which it holds.
SECURITY_CONTACT = security_contacts(env.list("SECURITY_CONTACT", default=[]))
SECURITY_EXPIRES = day("SECURITY_EXPIRES", env.str("SECURITY_EXPIRES", default=""))
if SECURITY_CONTACT and SECURITY_EXPIRES is None:
    raise ImproperlyConfigured(
        "SECURITY_CONTACT needs SECURITY_EXPIRES, a day within a year, such as 2027-06-30."
    )
# Files at the root by which search engines know whose site this is: name=text.
VERIFICATION_FILES = verification_files(env.list("VERIFICATION_FILES", default=[]))
