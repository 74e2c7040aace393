"""`manage.py load_site FILE`: the first site settings from a file."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import CommandError

from articles.editorial.menu_targets import find_target
from articles.management.json_files import read_object
from articles.management.terminal import NewsroomCommand
from articles.models import AuditEntry, SiteSettings
from articles.models.menu_entry import EntryKind, MenuEntry

_PLAIN = ("title", "taglines", "links", "contact", "languages", "calls")


class Command(NewsroomCommand):
    """Exit codes: 0 they are stored or there were some before, 1 they are not."""

    help = (
        "Make the first version of the site settings from a JSON file, such as fixtures/site.json. "
        "A site that has settings keeps them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: object, **options: Any) -> None:
        if SiteSettings.objects.exists():
            self.stdout.write("The site has settings. Nothing was changed.")
            return
        values = read_object(options["file"])
        site = SiteSettings(**{name: values[name] for name in _PLAIN if name in values})
        site.menu, site.footer = _entries(values, "menu"), _entries(values, "footer")
        try:
            site.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        site.save()
        AuditEntry.record("add_sitesettings", None, None, id=site.pk, name=str(site))
        self.stdout.write("The site has its settings.")


def _entries(values: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The entries of the list `name`: each has `kind`, `what` it leads to, and `words` by language.
    Those that lead to a row that is not there are left out."""
    entries = []
    for row in values.get(name, []):
        kind, what, words = row.get("kind"), row.get("what", ""), row.get("words", {})
        if kind not in list(EntryKind):
            raise CommandError(f"{name}: no kind “{kind}”; there are {', '.join(EntryKind)}")
        kind = EntryKind(kind)
        try:
            target = "" if kind == EntryKind.HEADING else find_target(kind, what)
        except ObjectDoesNotExist:
            continue
        except ValidationError as error:
            raise CommandError(f"{name}: {what}: {'; '.join(error.messages)}") from error
        entries.append(MenuEntry(kind, target, words).as_json())
    return entries
