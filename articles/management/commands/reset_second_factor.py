"""`manage.py reset_second_factor`: for somebody who lost the app and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from articles.accounts import second_factor, sessions
from articles.management.arguments import person_named
from articles.management.terminal import NewsroomCommand
from articles.models import AuditEntry


class Command(NewsroomCommand):
    """Removes the second factor of an account and ends its sessions."""

    help = "Remove the second factor of an account, and end its sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The name to sign in with.")

    def handle(self, *args: object, **options: Any) -> None:
        user = person_named(options["name"])
        name = user.get_username()
        if second_factor.remove(user):
            sessions.sign_out(user)
            AuditEntry.record("help_factor", None, None, name=name)
            self.stdout.write(f"“{name}” signs in with the password only, until a new set-up.")
        else:
            self.stdout.write(f"“{name}” has no second factor.")
