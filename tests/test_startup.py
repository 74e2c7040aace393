"""What every command pays: no renderer, picture library, client or test tool is loaded."""

import subprocess
import sys
from pathlib import Path

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
    "pytest",
    "hypothesis",
    "playwright",
]


def test_check_loads_nothing_heavy():
    code = (
        "import sys, django; django.setup()\n"
        "from django.core.management import call_command; call_command('check')\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
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
    assert done.stdout.strip().splitlines()[-1] == "[]"
