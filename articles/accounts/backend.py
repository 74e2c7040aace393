"""Who is signed in, with what the desk must know of them."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class DeskBackend(ModelBackend):
    """Django's backend; a person comes with their `DeskChoice`, so that no page asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person with this id who may sign in, or None. One query."""
        person = User.objects.select_related("desk_choice").filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
