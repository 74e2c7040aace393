"""Icons, manifest, security.txt and proofs of ownership, at the addresses where programs look."""

import datetime as dt
import io
import json

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone
from lxml import html
from PIL import Image

from articles.operations.health.checks import check_settings
from articles.public.bake.addresses import other_addresses
from articles.public.site_files import verification_routes
from newsroom.settings.site_files import day, mail_address, security_contacts, verification_files

pytestmark = pytest.mark.django_db


def test_icons_are_pictures_at_the_addresses_where_programs_look(client):
    for address, size in (("/favicon.ico", (48, 48)), ("/apple-touch-icon.png", (180, 180))):
        answer = client.get(address)
        assert answer.status_code == 200
        assert Image.open(io.BytesIO(answer.content)).size == size
        assert answer["Content-Type"] in ("image/x-icon", "image/png")
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_manifest_names_the_site_and_its_icons(client, settings):
    settings.SITE_NAME = "Кран & Co"
    answer = client.get("/manifest.json")
    assert answer["Content-Type"].startswith("application/manifest+json")
    manifest = json.loads(answer.content)
    assert manifest["name"] == "Кран & Co"
    assert manifest["start_url"] == "/"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]


def test_every_page_links_to_icons_and_manifest(client):
    page = html.fromstring(client.get("/en/").content)
    for rel, address in (
        ("icon", "/favicon.ico"),
        ("apple-touch-icon", "/apple-touch-icon.png"),
        ("manifest", "/manifest.json"),
    ):
        assert address in page.xpath(f"//link[@rel='{rel}']/@href")


def test_security_txt_says_the_contact_until_its_end(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:security@news.example.org"]
    settings.SECURITY_EXPIRES = dt.date(2027, 6, 30)
    with time_machine.travel(dt.datetime(2027, 6, 29, 23, 59, tzinfo=dt.UTC), tick=False) as clock:
        answer = client.get("/.well-known/security.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        lines = answer.content.decode().splitlines()
        assert lines[0] == "Contact: mailto:security@news.example.org"
        assert lines[1] == "Expires: 2027-06-30T00:00:00Z"
        assert f"Canonical: {settings.SITE_URL}/.well-known/security.txt" in lines
        clock.move_to(dt.datetime(2027, 6, 30, tzinfo=dt.UTC))
        assert client.get("/.well-known/security.txt").status_code == 404


def test_site_health_says_when_security_txt_ends(settings):
    settings.SECURITY_CONTACT = ["mailto:security@news.example.org"]
    for days, ids in ((10, ["articles.W015"]), (-3, ["articles.W015"]), (200, [])):
        settings.SECURITY_EXPIRES = timezone.localdate() + dt.timedelta(days=days)
        assert [one.id for one in check_settings() if one.id.endswith("015")] == ids


def test_proofs_of_ownership_answer_with_their_text():
    files = verification_files(["google1.html=google-site-verification: google1.html", " "])
    resolver = URLResolver(RegexPattern(r"^/"), verification_routes(files))
    match = resolver.resolve("/google1.html")
    answer = match.func(RequestFactory().get("/google1.html"), *match.args, **match.kwargs)
    assert answer.content == b"google-site-verification: google1.html"
    assert answer["Content-Type"] == "text/html; charset=utf-8"


def test_the_files_are_baked(settings):
    settings.VERIFICATION_FILES = {"google1.html": "x"}
    addresses = set(other_addresses())
    assert {"/favicon.ico", "/apple-touch-icon.png", "/manifest.json", "/google1.html"} <= addresses
    assert "/.well-known/security.txt" not in addresses


def test_wrong_settings_are_named():
    for read in (
        lambda: mail_address("CONTACT_EMAIL", "nobody"),
        lambda: security_contacts(["javascript:alert(1)"]),
        lambda: day("SECURITY_EXPIRES", "soon"),
        lambda: verification_files(["google1.html"]),
        lambda: verification_files(["../google1.html=x"]),
        lambda: verification_files(["robots.txt=x"]),
        # A baked site has its front page there.
        lambda: verification_files(["index.html=x"]),
    ):
        with pytest.raises(ImproperlyConfigured):
            read()
    assert security_contacts(["a@b.org", "https://b.org/s"]) == [
        "mailto:a@b.org",
        "https://b.org/s",
    ]
    assert day("SECURITY_EXPIRES", "") is None


def test_readers_find_whom_to_write_to(client, settings):
    assert "mailto:" not in client.get("/en/").content.decode()
    settings.CONTACT_EMAIL = "desk@news.example.org"
    page = html.fromstring(client.get("/en/").content)
    assert page.xpath("//footer//a[@href='mailto:desk@news.example.org']")
