"""The rules by which Mozilla's HTTP Observatory grades a site, on public pages, admin and API.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring: the tests that a single
server answers for, each in the form that loses no point.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATHS = (
    "/en/", "/robots.txt", "/nothing/", "/en/feed.rss", "/admin/login/", "/api/v1/articles",
    "/api/v1/nothing", "/static/articles/site.css",
)  # fmt: skip
# A site with the settings of the example, asked in a process of its own.
ASK = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from django.test import Client
User.objects.create_superuser("root", password="pw")
client = Client(headers={"host": "news.example.org"})
signed_in = client.post("/admin/login/", {"username": "root", "password": "pw"}, secure=True)
def told(response):
    return {
        "status": response.status_code,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "cookies": [
            {"name": c.key, **{k: c[k] for k in ("secure", "httponly", "samesite")}}
            for c in response.cookies.values()
        ],
        "html": b"<script" in b"".join(response) and [
            tag for tag in b"".join(response).decode().split("<script")[1:]
        ],
    }
pages = {path: told(Client(headers={"host": "news.example.org"}).get(path, secure=True)) for path in PATHS}
pages["signed in"] = told(signed_in)
pages["/admin/"] = told(client.get("/admin/", secure=True))
plain = {path: told(Client(headers={"host": "news.example.org"}).get(path)) for path in PATHS}
print(json.dumps({"pages": pages, "plain": plain}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    static = folder / "static"
    environment = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "ENV_FILE": "/nonexistent", "SECRET_KEY": "k" * 60, "SITE_URL": "https://news.example.org",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", "STATIC_ROOT": str(static),
        "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    code = f"PATHS = {PATHS!r}\n{ASK}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def directives(page) -> dict[str, list[str]]:
    parts = page["headers"].get("content-security-policy", "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def without(site, holds, kind="pages") -> list[str]:
    """The addresses for which `holds` does not."""
    return [path for path, page in site[kind].items() if not holds(page)]


def is_page(path: str) -> bool:
    return not path.startswith("/static/")


def test_the_policy_of_content_allows_nothing_inline_and_nothing_by_default(site):
    def is_strict(page):
        policy = directives(page)
        words = [word for words in policy.values() for word in words]
        return (
            policy["default-src"] == ["'none'"]
            and not {"'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "data:", "*"}
            & set(words)
            and policy["frame-ancestors"] == ["'none'"]
            and policy["base-uri"] == ["'none'"]
            and policy["form-action"] in (["'self'"], ["'none'"])
        )

    pages = {path: page for path, page in site["pages"].items() if is_page(path)}
    assert without({"pages": pages}, is_strict) == []


def test_browsers_are_told_to_use_https_for_half_a_year_at_least(site):
    def lasts(page):
        header = page["headers"]["strict-transport-security"]
        return int(header.removeprefix("max-age=").partition(";")[0]) >= 15_768_000

    assert without(site, lasts) == []


def test_http_leads_to_https_at_the_same_address_at_once(site):
    for path, page in site["plain"].items():
        assert page["status"] == 301, path
        assert page["headers"]["location"] == f"https://news.example.org{path}"


def test_cookies_are_for_https_only_and_for_no_script_and_no_other_site(site):
    cookies = [cookie for page in site["pages"].values() for cookie in page["cookies"]]
    assert {"sessionid", "csrftoken"} <= {cookie["name"] for cookie in cookies}
    assert [c for c in cookies if not (c["secure"] and c["httponly"] and c["samesite"])] == []


def test_types_are_not_guessed_frames_refused_and_referrers_kept(site):
    def is_safe(page):
        headers = page["headers"]
        return (
            headers["x-content-type-options"] == "nosniff"
            and headers["referrer-policy"] in ("strict-origin-when-cross-origin", "same-origin", "no-referrer")
        )  # fmt: skip

    assert without(site, is_safe) == []
    pages = {path: page for path, page in site["pages"].items() if is_page(path)}
    assert (
        without({"pages": pages}, lambda page: page["headers"]["x-frame-options"] == "DENY") == []
    )


def test_other_origins_read_the_api_only_and_without_cookies(site):
    for path, page in site["pages"].items():
        headers = page["headers"]
        assert "access-control-allow-credentials" not in headers
        allowed = headers.get("access-control-allow-origin")
        # WhiteNoise lets style sheets and fonts be used from a CDN's host.
        assert (allowed == "*") == (path.startswith(("/api/", "/static/"))), path


def test_other_origins_embed_nothing_but_the_api_and_static_files(site):
    for path, page in site["pages"].items():
        policy = page["headers"].get("cross-origin-resource-policy")
        for_all = path.startswith(("/api/", "/static/"))
        assert policy == (None if for_all else "same-origin"), path


def test_scripts_come_from_the_site_itself(site):
    for path, page in site["pages"].items():
        for tag in page["html"] or []:
            attributes, _, content = tag.partition(">")
            if (
                'type="application/ld+json"' in attributes
                or 'type="application/json"' in attributes
            ):
                continue
            assert 'src="/static/' in attributes, (path, tag[:80])
            assert content.startswith("</script>"), (path, tag[:80])
