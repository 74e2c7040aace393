"""`manage.py demo_editor`: creates a user to try the admin with."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from articles.lib.characters import without_forbidden
from articles.management.terminal import NewsroomCommand


class Command(NewsroomCommand):
    """Creates the user once, and prints the password once: only its hash is stored."""

    help = "Create a user of the Editors group with a generated password, unless there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="editor", help="The name to sign in with.")

    @transaction.atomic
    def handle(self, *args: object, **options: Any) -> None:
        # The shell's bytes that are no UTF-8 arrive as lone surrogates.
        name = without_forbidden(options["name"])
        users = get_user_model().objects
        if users.filter(username=name).exists():
            self.stdout.write(
                f"Editor “{name}” is there. A new password: manage.py changepassword {name}"
            )
            return
        try:
            users.model(username=name).clean_fields(exclude=["password"])
        except ValidationError as error:
            raise CommandError(f"--name: {' '.join(error.messages)}") from error
        password = secrets.token_urlsafe(12)
        user = users.create_user(name, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name="Editors"))
        self.stdout.write(f"Editor “{name}”, password: {password}  (shown only now)")
