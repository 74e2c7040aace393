"""`manage.py demo_editor`: somebody to try the desk as."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    """Makes the user once, and prints the password once: it is kept as a hash only."""

    help = "Create a user of the Editors group with a generated password, unless there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="editor")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        people = get_user_model()
        if people.objects.filter(username=name).exists():
            self.stdout.write(
                f"Editor “{name}” is there. A new password: manage.py changepassword {name}"
            )
            return
        password = secrets.token_urlsafe(12)
        user = people.objects.create_user(name, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name="Editors"))
        self.stdout.write(f"Editor “{name}”, password: {password}  (shown only now)")
