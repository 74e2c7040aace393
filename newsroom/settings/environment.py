"""The environment that settings are read from, and the places of the project.

`.env` beside manage.py is read when it exists; a variable of the process wins over it.
"""

import os
import re
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_WORDS = ("true", "false", "yes", "no", "on", "off", "1", "0")


class NamedEnv(environ.Env):
    """django-environ's reader, which refuses a value that it would guess at, by its name.

    `names` are those of all settings that were read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Return the value. Raises ImproperlyConfigured with the name and what to write."""
        self.names.add(var)
        text = os.environ.get(var)
        if text is not None:
            if cast is bool and text.strip().lower() not in _WORDS:
                raise ImproperlyConfigured(f"{var}: write true or false, not “{text}”.")
            if cast is int and not re.fullmatch(r"[0-9]{1,15}", text.strip(), re.ASCII):
                raise ImproperlyConfigured(f"{var}: write a whole number, not “{text}”.")
        return super().get_value(var, cast, *args, **kwargs)

    def unknown_names(self, path: str) -> list[str]:
        """Return the names in the file at `path` that are no settings, such as one misspelt."""
        try:
            with open(path, encoding="utf-8") as file:
                names = re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", file.read(), re.M)
        except OSError:
            return []
        return sorted(set(names) - self.names)


BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What the running program writes lives in one git-ignored place unless told otherwise.
VAR_DIR = BASE_DIR / "var"

env = NamedEnv()
ENV_FILE = env.str("ENV_FILE", default=str(BASE_DIR / ".env"))
env.read_env(ENV_FILE)

DEBUG = env.bool("DEBUG", default=False)
