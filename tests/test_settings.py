"""Secure when unset, and .env.example tells the truth."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "newsroom" / "settings").glob("*.py")
)
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def ask(expression: str, **environment: str) -> subprocess.CompletedProcess:
    """What a fresh process answers with exactly this environment."""
    code = f"from newsroom import settings as s; print(({expression}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"ENV_FILE": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def answer(expression: str, **environment: str) -> str:
    done = ask(expression, **{"SECRET_KEY": "k", **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_env_example_names_every_setting_and_no_other():
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z0-9_]+)\"""", SETTINGS))
    named = set(re.findall(r"^#?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
    assert len(read) > 15
    assert named == read


@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}, {"SECRET_KEY": "", "DEBUG": "1"}])
def test_without_a_secret_key_nothing_starts(environment):
    done = ask("s.SITE_URL", **environment)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_debug_alone_needs_no_secret_key():
    done = ask("s.DEBUG, bool(s.SECRET_KEY)", DEBUG="true")
    assert done.stdout.strip() == "(True, True)"


def test_addresses_in_any_script_are_kept_as_programs_know_them():
    environment = {
        "SITE_URL": "https://новини.укр/сайт/", "WEBSUB_HUB": "https://вузол.укр/",
        "IMAGE_HOSTS": "фото.укр", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    names = (
        "s.SITE_URL, s.SITE_HOST, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.WEBSUB_HUB, "
        "s.CONTENT_SECURITY_POLICY, s.DEFAULT_FROM_EMAIL"
    )
    values = answer(names, **environment)
    assert values.isascii()
    assert values.startswith("('https://xn--b1amarcd.xn--j1amh/%D1%81%D0%B0%D0%B9%D1%82', ")
    assert "newsroom@xn--b1amarcd.xn--j1amh" in values


def test_hosts_in_settings_are_compared_as_urls_have_them():
    """Capitals and other scripts are the same host."""
    environment = {
        "IMAGE_HOSTS": "Images.Example.org,фото.укр", "OUTBOUND_PRIVATE_HOSTS": "Hub.internal,вузол",
        "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    assert answer("s.IMAGE_HOSTS, s.OUTBOUND_PRIVATE_HOSTS", **environment) == str(
        (["images.example.org", "xn--n1aalg.xn--j1amh"], ["hub.internal", "xn--b1akmlx"])
    )


def test_debug_is_off_when_unset():
    assert answer("s.DEBUG") == "False"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example.org", "(True, True, True, True)"),
        ("http://127.0.0.1:8000", "(False, False, False, False)"),
    ],
)
def test_https_decides_cookies_redirect_and_hsts(url, expected):
    asked = (
        "(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS > 0)"
    )
    assert answer(asked, SITE_URL=url) == expected


def test_an_unset_site_is_treated_as_https():
    assert answer("s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0") == "(True, True)"


def test_the_first_language_is_the_default():
    assert answer("s.LANGUAGE_CODE", SITE_LANGUAGES="uk,en") == "uk"


@pytest.mark.parametrize("code", ["klingon", "zh"])
def test_an_unknown_language_is_refused_by_name(code):
    """Django knows zh only as a way to zh-hans."""
    done = ask("s.LANGUAGES", SECRET_KEY="k", SITE_LANGUAGES=f"en,{code}")
    assert done.returncode != 0
    assert f"unknown language {code}." in done.stderr


def test_a_wrong_setting_ends_a_command_with_one_sentence():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"ENV_FILE": "/nonexistent", "SECRET_KEY": "k", "SITE_LANGUAGES": "zh"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Newsroom is not set up: SITE_LANGUAGES: unknown language zh.")
    assert len(done.stderr.splitlines()) == 1


def test_sqlite_takes_its_lock_first_and_waits():
    options = answer("s.DATABASES['default']['OPTIONS']")
    for word in ("IMMEDIATE", "journal_mode=WAL", "foreign_keys=ON", "'timeout': 20"):
        assert word in options


def test_another_database_gets_none_of_sqlites_options():
    asked = "'init_command' in s.DATABASES['default']['OPTIONS'], s.DATABASES['default']['ENGINE']"
    told = answer(asked, DATABASE_URL="postgres://u:p@db.example.org/news")
    assert told == "(False, 'django.db.backends.postgresql')"


def test_every_connection_gives_up_some_time_and_the_address_may_say_when():
    asked = "s.DATABASES['default']['OPTIONS']['connect_timeout'], s.EMAIL_TIMEOUT"
    address = "postgres://u:p@db.example.org/news"
    assert answer(asked, DATABASE_URL=address) == "(5, 10)"
    assert answer(asked, DATABASE_URL=f"{address}?connect_timeout=9") == "(9, 10)"


def test_the_chain_asks_no_model_until_settings_say_so():
    asked = "s.PIPELINE_REWRITE, s.PIPELINE_TRANSLATE"
    assert answer(asked) == "(False, [])"
    told = answer(asked, PIPELINE_REWRITE="true", PIPELINE_TRANSLATE="uk,ar,uk")
    assert told == "(True, ['uk', 'ar'])"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PIPELINE_REWRITE", "perhaps", "write true or false, not “perhaps”"),
        ("PIPELINE_TRANSLATE", "uk,de", "de is no language of this site"),
        ("PIPELINE_TRANSLATE", "all", "Choose of SITE_LANGUAGES: en,uk,ar."),
        ("PIPELINE_COVERS", "chance", "choose person, random or library"),
        ("PIPELINE_MINUTES", "99999", "choose from 0 (never)"),
    ],
)
def test_wrong_settings_of_the_chain_are_named(name, value, words):
    done = ask("s.DEBUG", SECRET_KEY="k", PYTHONIOENCODING="utf-8", **{name: value})
    assert done.returncode != 0
    assert f"{name}: " in done.stderr
    assert words in done.stderr


def test_limits_of_an_import_are_settings():
    told = answer("s.IMPORT_LIMITS['tags'], s.IMPORT_LIMITS['body']", IMPORT_MAX_TAGS="7")
    assert told == "(7, 2000000)"


@pytest.mark.parametrize("depth", ["0", "101"])
def test_a_depth_that_nothing_could_walk_is_refused(depth):
    done = ask("s.IMPORT_LIMITS", SECRET_KEY="k", IMPORT_MAX_DEPTH=depth)
    assert done.returncode != 0
    assert "IMPORT_MAX_DEPTH" in done.stderr


def test_a_public_change_log_without_a_memory_is_refused():
    done = ask("s.PUBLIC_CHANGES_DAYS", SECRET_KEY="k", PUBLIC_CHANGES_DAYS="0")
    assert done.returncode != 0
    assert "PUBLIC_CHANGES_DAYS" in done.stderr


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"CDN_SECONDS": "61"}, "90 seconds"),
        ({"CDN": "akamai"}, "akamai is none of"),
        ({"CDN": "fastly", "CDN_ID": "x"}, "CDN=fastly needs CDN_TOKEN."),
        ({"CDN": "cloudflare"}, "needs CDN_ID and CDN_TOKEN."),
        ({"CDN": "purge"}, "needs CDN_PURGE_URL."),
    ],
)
def test_a_cdn_that_would_show_old_pages_is_refused(values, told):
    done = ask("s.CDN", SECRET_KEY="k", **values)
    assert done.returncode != 0
    assert told in done.stderr


def test_a_cdn_that_is_told_of_changes_may_keep_pages():
    values = {"CDN": "purge", "CDN_PURGE_URL": "http://cache/", "CDN_SECONDS": "86400"}
    assert answer("s.CDN_SECONDS", **values) == "86400"


def test_redis_is_one_address_away():
    told = answer("s.CACHES['default']['BACKEND']", CACHE_URL="redis://127.0.0.1:6379/0")
    assert told == "newsroom.redis_cache.ForgivingRedisCache"


def test_pictures_are_in_folders_or_in_buckets_by_settings_alone():
    asked = "s.STORAGES['default'], s.STORAGES['originals'], s.IMAGE_HOSTS"
    folders = answer(asked, MEDIA_ROOT="/srv/media", ORIGINALS_ROOT="/srv/originals")
    assert folders.count("FileSystemStorage") == 2
    buckets = answer(
        asked, MEDIA_STORAGE="s3://b/media", ORIGINALS_STORAGE="s3://b/originals",
        S3_ENDPOINT_URL="https://s3.example.org", PICTURES_URL="https://media.example.org/",
    )  # fmt: skip
    assert buckets.count("ObjectStorage") == buckets.count("https://s3.example.org") == 2
    assert "'base_url': 'https://media.example.org/'" in buckets
    assert buckets.count("immutable") == 1
    assert "'media.example.org']" in buckets
    for environment, words in (
        ({"MEDIA_STORAGE": "s3://b/media"}, "set both, or none"),
        ({"MEDIA_STORAGE": "s3://b", "ORIGINALS_STORAGE": "s3://b/o"}, "outside of MEDIA_STORAGE"),
        ({"MEDIA_STORAGE": "b/media", "ORIGINALS_STORAGE": "s3://b/o"}, "s3://bucket/prefix"),
        ({"PICTURES_URL": "http://media.example.org"}, "write it as https://"),
    ):
        done = ask("1", SECRET_KEY="k", **environment)
        assert (done.returncode != 0, words in done.stderr) == (True, True), (words, done.stderr)


def test_a_pool_is_shared_by_the_threads_of_a_process_on_postgresql_only():
    asked = "s.DATABASES['default'].get('OPTIONS', {}).get('pool'), s.DATABASES['default']['CONN_MAX_AGE']"
    url = "postgres://u:p@db.example.org/news"
    assert answer(asked, DATABASE_URL=url) == "(None, 60)"
    pooled = answer(asked, DATABASE_URL=url, DATABASE_POOL="4")
    assert pooled == "({'min_size': 1, 'max_size': 4, 'timeout': 10}, 0)"
    assert answer(asked, DATABASE_URL="sqlite:///x", DATABASE_POOL="4") == "(None, 60)"
    cursors = "s.DATABASES['default'].get('DISABLE_SERVER_SIDE_CURSORS')"
    assert answer(cursors, DATABASE_URL=url, DATABASE_POOLER="true") == "True"


@pytest.mark.parametrize("path", ["desk", "/desk/", "desk/"])
def test_the_path_of_the_desk_is_read_with_or_without_slashes(path):
    assert answer("s.ADMIN_PATH", ADMIN_PATH=path) == "desk/"


@pytest.mark.parametrize("path", ["", "/", "en/", "api/x", "media", "a b", "../x", "desk?"])
def test_a_path_of_the_desk_that_hides_public_addresses_is_refused(path):
    done = ask("s.ADMIN_PATH", SECRET_KEY="k", ADMIN_PATH=path)
    assert done.returncode != 0
    assert "ADMIN_PATH" in done.stderr


def test_everything_of_the_desk_moves_with_its_path():
    code = """
import django; django.setup()
from django.test import Client
from django.urls import reverse
from articles.public.page_cache.addresses import PageAddresses
client = Client(headers={"host": "testserver"})
assert client.get("/desk/").headers["Location"] == "/desk/login/?next=/desk/"
assert client.get("/admin/").status_code == 404
assert b"/desk/password_reset/" in client.get("/desk/login/").content
assert "desk" not in client.get("/robots.txt").content.decode()
assert "admin" not in client.get("/robots.txt").content.decode()
assert "/desk/" in PageAddresses()._excluded
"""
    environment = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings", "ENV_FILE": "/nonexistent",
        "SECRET_KEY": "k", "ADMIN_PATH": "desk", "DATABASE_URL": "sqlite://:memory:",
        "SITE_URL": "http://testserver", "DEBUG": "true",
    }  # fmt: skip
    code = code.replace("client =", "from django.core.management import call_command; "
                        "call_command('migrate', verbosity=0); client =")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
