"""Django's system checks of what a site needs: `manage.py check --deploy --database default`.

Each message says what is wrong and, as its hint, what to do. The page of site health shows the
same list. All are warnings: what would mend them, such as `migrate`, must not be stopped by them.
"""

import datetime as dt
from collections.abc import Sequence
from difflib import get_close_matches

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, Error
from django.http.request import validate_host
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from articles.editorial.review.finding import not_found
from articles.lib.ascii_urls import split_url
from articles.models import Feed, Webhook
from articles.operations.health import folders, migrations, static_files
from articles.operations.health.readiness import cache_problems, reason_of_database

TAG = "newsroom"
# So long before security.txt ends people are told.
_SECURITY_SOON = dt.timedelta(days=30)
Apps = Sequence[AppConfig] | None


def register_checks() -> None:
    """Make the checks of this module known to Django."""
    register(check_settings, TAG)
    register(check_folders, TAG)
    register(check_cache, TAG)
    register(check_bucket, TAG, deploy=True)
    # Before the first request; `migrate` and `collectstatic` run before they can succeed.
    register(check_static_files, TAG, deploy=True)
    register(check_database, Tags.database)
    register(check_migrations, Tags.database, deploy=True)
    register(check_webhooks, Tags.database)
    register(check_feeds, Tags.database)
    register(check_claims, Tags.database)


def site_health() -> list[CheckMessage]:
    """Return what is wrong, the worst first: the checks above, those of the database, and Django's
    of security. What DEBUG makes unsafe is left out while it is on."""
    tags = [TAG, Tags.database] if settings.DEBUG else [TAG, Tags.database, Tags.security]
    messages = run_checks(tags=tags, include_deployment_checks=True, databases=[DEFAULT_DB_ALIAS])
    told = [message for message in messages if not message.is_silenced()]
    return sorted(told, key=lambda message: -message.level)


def check_settings(app_configs: Apps = None, **options: object) -> list[CheckMessage]:
    """Settings that are each right and do not fit together, and names that are no settings."""
    found = []
    if names := settings.UNKNOWN_SETTINGS:
        found.append(_unknown(names))
    site = split_url(settings.SITE_URL)
    if site.scheme not in ("http", "https") or not site.hostname:
        text = gettext("SITE_URL is no address of a site: %s") % settings.SITE_URL
        found.append(_warning("010", text, gettext("Write it as https://news.example.org")))
    elif not validate_host(site.hostname, settings.ALLOWED_HOSTS):
        text = gettext(
            "The site does not answer at its own address: the host of SITE_URL is "
            "not in ALLOWED_HOSTS."
        )
        found.append(_warning("011", text, gettext("Add %s to ALLOWED_HOSTS.") % site.hostname))
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        text = gettext(
            "ALLOWED_HOSTS takes every host name, so links can be made to lead elsewhere."
        )
        found.append(_warning("012", text, gettext("Name the hosts of the site.")))
    end = settings.SECURITY_EXPIRES
    if settings.SECURITY_CONTACT and end and end - timezone.localdate() < _SECURITY_SOON:
        text = gettext("security.txt ends on %s, and is not answered from then on.") % end
        hint = gettext("Set SECURITY_EXPIRES to a day within a year.")
        found.append(_warning("015", text, hint))
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        text = gettext(
            "TRUST_PROXY_HEADERS is on, but TRUSTED_PROXIES is 0: all readers count as one client."
        )
        hint = gettext("Set TRUSTED_PROXIES to the number of your proxies, mostly 1.")
        found.append(_warning("013", text, hint))
    return found


def _unknown(names: list[str]) -> CheckMessage:
    text = gettext("The settings file has names that are no settings: %s") % ", ".join(names)
    meant = [
        f"{name} → {close[0]}"
        for name in names
        if (close := get_close_matches(name.upper(), settings.KNOWN_SETTINGS, 1))
    ]
    hint = gettext("Correct or delete them; .env.example lists all settings.")
    if meant:
        hint = f"{hint} {gettext('Perhaps:')} {', '.join(meant)}"
    return _warning("014", text, hint)


def check_static_files(app_configs: Apps = None, **options: object) -> list[CheckMessage]:
    """Style sheets and scripts that pages could not name, or that are of another release."""
    if settings.DEBUG:
        return []
    hint = gettext("Run: manage.py collectstatic --noinput")
    if static_files.manifest_is_missing():
        text = gettext("The list of static files is missing, and no page can be shown without it.")
        return [_warning("020", text, hint)]
    if names := static_files.outdated():
        text = gettext("Static files are not those of this release: %s") % _some(names)
        return [_warning("021", text, hint)]
    return []


def check_folders(app_configs: Apps = None, **options: object) -> list[CheckMessage]:
    """Folders that the program cannot write, and disks that are nearly full."""
    found = []
    for name, folder in folders.unwritable().items():
        text = gettext("The folder of %(setting)s cannot be written: %(folder)s")
        hint = gettext(
            "Give the user that runs Newsroom the right to write there, or name another folder."
        )
        found.append(_warning("030", text % {"setting": name, "folder": folder}, hint))
    for name, folder in folders.nearly_full().items():
        text = gettext("The disk of %(setting)s is nearly full: %(folder)s")
        hint = gettext("Make room, or give it a larger disk: without room nothing can be saved.")
        found.append(_warning("031", text % {"setting": name, "folder": folder}, hint))
    return found


def check_cache(app_configs: Apps = None, **options: object) -> list[CheckMessage]:
    """A cache that keeps nothing."""
    if not cache_problems():
        return []
    text = gettext(
        "The cache of CACHE_URL does not answer: pages are slower, and limits do not count."
    )
    return [_warning("040", text, gettext("Start Redis, or correct CACHE_URL."))]


def check_bucket(app_configs: Apps = None, **options: object) -> list[CheckMessage]:
    """Buckets of pictures or originals that do not answer; one request to each."""
    names = {"MEDIA_STORAGE": "default", "ORIGINALS_STORAGE": "originals"}
    found = []
    for name, label in names.items():
        if not getattr(settings, name):
            continue
        try:
            storages[label].listdir("none")
        except (OSError, ImproperlyConfigured) as error:
            text = gettext("The bucket of %(setting)s does not answer: %(reason)s")
            reason = getattr(error, "strerror", None) or error
            hint = gettext("Start the service, or correct the settings that begin with S3.")
            found.append(_warning("041", text % {"setting": name, "reason": reason}, hint))
    return found


def check_database(
    app_configs: Apps = None, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    """A database that does not answer."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or not (reason := reason_of_database()):
        return []
    text = gettext("The database does not answer: %s") % reason
    return [_warning("050", text, gettext("Start it, or correct DATABASE_URL."))]


def check_migrations(
    app_configs: Apps = None, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    """Migrations of this release that the database has not."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        names = migrations.unapplied()
    except Error:
        # Told by check_database().
        return []
    if not names:
        return []
    text = ngettext(
        "%(count)d migration is not applied: %(names)s",
        "%(count)d migrations are not applied: %(names)s",
        len(names),
    ) % {"count": len(names), "names": _some(names)}
    return [_warning("051", text, gettext("Run: manage.py migrate"))]


def check_webhooks(
    app_configs: Apps = None, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    """Webhooks that fail, or were switched off because they did."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        rows = Webhook.objects.filter(Webhook.in_trouble())
        names = list(rows.values_list("name", flat=True))
    except Error:
        # Told by check_database(), or by check_migrations().
        return []
    if not names:
        return []
    text = gettext("Webhooks do not take their messages: %s") % _some(names)
    hint = gettext("Look at them in the admin: what failed for days is switched off.")
    return [_warning("060", text, hint)]


def check_feeds(
    app_configs: Apps = None, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    """Feeds that fail, are unusually silent, or ended."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        names = list(Feed.objects.in_trouble().values_list("name", flat=True)[:10])
    except Error:
        # Told by check_database(), or by check_migrations().
        return []
    if not names:
        return []
    text = gettext("Nothing comes by these feeds as it should: %s") % _some(names)
    hint = gettext("Look at them in the admin: each says what is wrong, and what to do.")
    return [_warning("061", text, hint)]


def check_claims(
    app_configs: Apps = None, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    """Stories whose claims could not be found."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        titles = list(not_found().values_list("title", flat=True)[:4])
    except Error:
        # Told by check_database(), or by check_migrations().
        return []
    if not titles:
        return []
    text = gettext("The claims of these stories could not be found: %s") % _some(titles)
    hint = gettext(
        "A fault of the program; its log has the error: report it. They lead the review queue, and "
        "are looked at again each day."
    )
    return [_warning("062", text, hint)]


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _warning(number: str, text: str, hint: str) -> CheckMessage:
    return Warning(text, hint=hint, id=f"articles.W{number}")
