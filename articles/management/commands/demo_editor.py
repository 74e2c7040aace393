"""`manage.py demo_editor`: creates a user to try the admin with."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    """Creates the user once, and prints the password once: only its hash is stored."""

    help = "Create a user of the Editors group with a generated password, unless there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="editor", help="The name to sign in with.")

    @transaction.atomic
    def handle(self, *args: object, **options: Any) -> None:
        name = options["name"]
        users = get_user_model().objects
        if users.filter(username=name).exists():
            self.stdout.write(
                f"Editor “{name}” is there. A new password: manage.py changepassword {name}"
            )
            return
        password = secrets.token_urlsafe(12)
        user = users.create_user(name, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name="Editors"))
        self.stdout.write(f"Editor “{name}”, password: {password}  (shown only now)")
