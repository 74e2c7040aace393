"""`manage.py unlock_account`: lets somebody try to sign in again at once."""

from argparse import ArgumentParser
from typing import Any

from articles.accounts.login_limits import unlock
from articles.management.arguments import person_named
from articles.management.terminal import NewsroomCommand
from articles.models import AuditEntry


class Command(NewsroomCommand):
    """Forgets the failed attempts of an account."""

    help = "Forget the failed attempts to sign in to an account, which is open again at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The name to sign in with.")

    def handle(self, *args: object, **options: Any) -> None:
        user = person_named(options["name"])
        name = user.get_username()
        if unlock(name):
            AuditEntry.record("unlock_account", None, None, name=name)
            self.stdout.write(f"“{name}” is unlocked.")
        else:
            self.stdout.write(
                f"“{name}” was not locked. A new password: manage.py changepassword {name}"
            )
