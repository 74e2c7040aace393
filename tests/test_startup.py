"""What every command pays: no renderer, picture library, client or test tool is loaded.

django-ninja is not among them: the API is included in the URLconf as any other, and importing it
costs a tenth of a second once in a process.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from articles.images.decoding import FORMATS, MEDIA_TYPES

ROOT = Path(__file__).resolve().parent.parent
HEAVY = [
    "pyromark",
    "nh3",
    "ftfy",
    "charset_normalizer",
    "PIL",
    "tqdm",
    "anyascii",
    "frontmatter",
    "markdown_it",
    "requests",
    "httpx",
    "urllib3",
    "aiohttp",
    "rapidfuzz",
    "schemathesis",
    "pytest",
    "hypothesis",
    "playwright",
    "prometheus_client",
    "sentry_sdk",
    "opentelemetry",
]


CHECK = "from django.core.management import call_command; call_command('check')"
# Reversing an address walks all of them.
A_PAGE = (
    "from django.test import Client; from django.urls import reverse; reverse('robots')\n"
    "assert Client().get('/robots.txt', secure=True, HTTP_HOST='localhost').status_code == 200"
)


def last_line(code: str) -> str:
    """What a new process with the program prints last."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "DJANGO_SETTINGS_MODULE": "newsroom.settings", "SECRET_KEY": "k",
            "ENV_FILE": "/nonexistent", "DATABASE_URL": "sqlite://:memory:",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("what", [CHECK, A_PAGE], ids=["check", "a page"])
def test_what_needs_no_heavy_library_loads_none(what):
    code = (
        "import sys, django; django.setup()\n"
        f"{what}\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert last_line(code) == "[]"


def test_pictures_have_a_type_where_the_system_has_no_table_of_them():
    code = (
        "import mimetypes, django; mimetypes.knownfiles = []; mimetypes.init(); django.setup()\n"
        f"print([mimetypes.guess_type('a.' + ending)[0] for ending in {list(MEDIA_TYPES)}])"
    )
    assert last_line(code) == str(list(MEDIA_TYPES.values()))


def test_every_format_that_is_taken_has_a_type():
    assert set(FORMATS.values()) == MEDIA_TYPES.keys()
