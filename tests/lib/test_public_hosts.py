"""One rule for the hosts that readers can reach, at every entrance."""

import socket

import pytest
from django.core.exceptions import ValidationError
from pydantic_core import PydanticCustomError

from articles.editorial.publishing_checks import CheckFacts, check
from articles.front_matter.limits import FileLimits
from articles.front_matter.schema import record_errors
from articles.front_matter.url_validators import require_public_url
from articles.lib import http
from articles.lib.public_hosts import LOCAL_DOMAINS, is_public_address, is_public_host
from articles.models import Source

PUBLIC = [
    "example.org", "www.example.org", "example.org.", "EXAMPLE.org", "1.example.org", "приклад.укр",
    "xn--80aikifvh.xn--j1amh", "news.example", "home.example.org", "corp.com", "8.8.8.8",
    "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip
LOCAL = [
    "localhost", "intranet", "printer.local", "app.localhost", "db.internal.", "wiki.intranet",
    "nas.lan", "nas.home", "router.home.arpa", "www.corp", "MAIL.Corp", "relay.mail", "a.private",
    "a.invalid", "a.test", "1.0.0.127.in-addr.arpa", "127.0.0.1", "127.1", "2130706433",
    "1.0x7f000001", "0177.0.0.1", "１２７.０.０.１", "127。0。0。1", "10.1.2.3", "172.16.0.1",
    "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1", "0.0.0.0", "::1", "fe80::1",
    "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "::7f00:1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip


def by_import(host: str) -> bool:
    try:
        require_public_url(f"https://{host}/a", ("https",))
    except PydanticCustomError as error:
        return "public host" not in error.message()
    return True


def by_article_form(host: str) -> bool:
    values = {
        "title": "T", "lang": "en", "draft": True, "\0slug": "t",
        "canonicalUrl": f"https://{host}/a",
    }  # fmt: skip
    errors = record_errors(values, FileLimits())
    assert all("public host" in message for _key, message in errors)
    return not errors


def by_publishing_check(host: str) -> bool:
    findings = check(CheckFacts(title="T", description="", body=f"[x](https://{host}/a)"))
    return "link" not in [finding.code for finding in findings]


def by_source_form(host: str) -> bool:
    try:
        Source(key="k", name="n", kind="RSS", url=f"https://{host}/a").clean_fields()
    except ValidationError:
        return False
    return True


def by_outbound_http(host: str) -> bool:
    try:
        http._connection(f"https://{host}/a", http._Limits(deadline=1e9, max_bytes=1))
    except http.RequestRefused as error:
        return "public host" not in str(error)
    return True


ENTRANCES = [by_import, by_article_form, by_publishing_check, by_source_form, by_outbound_http]


@pytest.mark.parametrize(
    ("host", "public"), [*((host, True) for host in PUBLIC), *((host, False) for host in LOCAL)]
)
def test_every_entrance_gives_the_same_verdict(host, public, monkeypatch):
    # Names are public here when they get as far as being looked up.
    answer = [(0, 0, 0, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answer)
    assert is_public_host(host) is public
    name = f"[{host}]" if ":" in host else host
    assert [entrance.__name__ for entrance in ENTRANCES if entrance(name) is not public] == []


@pytest.mark.parametrize("domain", sorted(LOCAL_DOMAINS))
def test_a_local_domain_is_one_at_the_end_of_a_name_only(domain):
    assert not is_public_host(f"www.{domain}")
    assert is_public_host(f"{domain}.example.org")
    assert is_public_host(f"www.my{domain}")


@pytest.mark.parametrize("text", ["", "example.org", "127.1", "a::b::c", "8.8.8.8.8"])
def test_only_an_address_is_a_public_address(text):
    assert not is_public_address(text)


@pytest.mark.parametrize("host", ["", ".", "a", "127.0.0.%31", "fe80::1%eth0"])
def test_an_empty_or_encoded_host_is_not_public(host):
    assert not is_public_host(host)


@pytest.mark.django_db
def test_a_malformed_home_page_is_one_error_of_the_form():
    source = Source(key="k", name="n", kind="RSS", url="https://[::1")
    with pytest.raises(ValidationError) as caught:
        source.full_clean(validate_unique=False, validate_constraints=False)
    assert list(caught.value.message_dict) == ["url"]
