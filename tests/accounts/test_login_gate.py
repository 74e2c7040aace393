"""Attempts that will be refused are refused before Django sees them."""

from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from filelock import FileLock

from articles.accounts import login_flood, login_gate, quiet_hasher, refused_networks
from articles.accounts.exceptions import LoginBusy
from articles.accounts.known_browsers import remember_browser
from articles.accounts.login_gate import with_login_gate
from articles.accounts.login_limits import login_turn
from tests.accounts.test_login_limits import attempt

LOGIN = "/admin/login/"
BODY = b"username=ed&password=wrong"


@pytest.fixture(autouse=True)
def _forget(settings):
    settings.TRUSTED_PROXIES = 1
    for seen in (refused_networks, login_flood):
        seen.forget()
    yield
    for seen in (refused_networks, login_flood):
        seen.forget()


@pytest.fixture
def ask():
    """`ask(path=…, method=…)` is the status, the headers and the body; Django answers 200."""

    def django(environ, start_response):
        start_response("200 OK", [])
        return [b"Django"]

    gated = with_login_gate(django)

    def go(path=LOGIN, method="POST", address="198.51.100.7", kind="text/plain", **headers):
        environ = (
            RequestFactory()
            .generic(method, path, BODY, headers={"x-forwarded-for": address, **headers})
            .environ
        )
        environ["CONTENT_TYPE"] = kind
        answer = {}
        stream = environ["wsgi.input"] = BytesIO(BODY)
        parts = gated(environ, lambda status, fields: answer.update(status=status, **dict(fields)))
        return {**answer, "body": b"".join(parts).decode(), "left": stream.read()}

    return go


@pytest.fixture
def busy(settings, tmp_path):
    """A password is being checked."""
    settings.VAR_DIR = tmp_path
    with FileLock(tmp_path / "login-any.lock"):
        yield


def known_cookie() -> str:
    response = HttpResponse()
    remember_browser(response, "ed")
    (cookie,) = response.cookies.values()
    return f"{cookie.key}={cookie.value}"


def test_while_a_password_is_checked_others_are_told_to_come_back(ask, busy):
    answer = ask(**{"accept-language": "en"})
    assert answer["status"] == "503 Service Unavailable"
    assert answer["Retry-After"] == "2"
    assert "Your password was not looked at." in answer["body"]
    assert answer["left"] == BODY, "who sends it slowly would hold a thread"


def test_it_does_not_look_again_for_each_refusal(ask, busy, monkeypatch):
    looks = []
    monkeypatch.setattr(login_gate, "is_busy", lambda: looks.append(1) or True)
    monkeypatch.setattr(login_gate.time, "monotonic", lambda: now[0])
    now = [100.0]
    assert {ask()["status"][:3] for _each in range(5)} == {"503"}
    assert len(looks) == 1
    now[0] += 0.2
    monkeypatch.setattr(login_gate, "is_busy", lambda: False)
    assert ask()["body"] == "Django"


def test_many_refusals_are_a_flood_in_which_unknown_browsers_stand_far_behind(ask, busy, rf):
    far = quiet_hasher._is_far_behind
    unknown, known = rf.post(LOGIN), rf.post(LOGIN, headers={"cookie": known_cookie()})
    ask()
    assert not login_flood.is_flood()
    for _each in range(login_flood.MANY):
        ask()
    assert login_flood.is_flood()
    with login_turn(known):
        assert not far.get()
    with pytest.raises(LoginBusy), login_turn(unknown):
        pass


def test_a_flood_is_over_when_the_refusals_are_old(monkeypatch, settings, tmp_path, rf):
    settings.VAR_DIR = tmp_path
    now = [100.0]
    monkeypatch.setattr(login_flood.time, "monotonic", lambda: now[0])
    for _each in range(login_flood.MANY):
        login_flood.note_refusal()
    with login_turn(rf.post(LOGIN)):
        assert quiet_hasher._is_far_behind.get()
    now[0] += login_flood.PERIOD + 1
    with login_turn(rf.post(LOGIN)):
        assert not quiet_hasher._is_far_behind.get()


@pytest.mark.parametrize("kind", ["a/b; charset*=utf-8''%00", "a/b; charset*=none''x"])
def test_no_content_type_breaks_it(ask, busy, kind):
    assert ask(kind=kind)["status"] == "503 Service Unavailable"


def test_otherwise_django_answers(ask, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert ask()["body"] == "Django"
    assert ask()["body"] == "Django", "looking keeps nobody out"


@pytest.mark.parametrize(
    "other", [{"method": "GET"}, {"path": "/admin/"}, {"path": "/en/"}, {"path": "/admin/login/x"}]
)
def test_nothing_else_is_refused(ask, busy, other):
    assert ask(**other)["body"] == "Django"


def test_a_browser_from_which_somebody_signed_in_gets_past(ask, busy):
    refused_networks.remember("198.51.100.7", 60)
    assert ask(cookie=known_cookie())["body"] == "Django"
    assert ask(cookie="known_browser=made-up")["body"] != "Django"


@pytest.mark.django_db
def test_a_network_that_had_its_number_is_refused_until_the_time_is_over(
    ask, client, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    settings.LOGIN_FAILURES_PER_NETWORK = 2
    for number in range(3):
        attempt(client, name=f"n{number}")
    answer = ask()
    assert answer["status"] == "429 Too Many Requests"
    assert 0 < int(answer["Retry-After"]) <= 15 * 60 + 1
    assert "Too many failed attempts" in answer["body"]
    assert ask(address="198.51.100.8")["body"] == "Django"


def test_the_time_passes():
    refused_networks.remember("198.51.100.7", 0)
    assert refused_networks.seconds_left("198.51.100.7") == 0


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(refused_networks, "MOST", 3)
    for number in range(10):
        refused_networks.remember(str(number), 60)
    assert sum(bool(refused_networks.seconds_left(str(number))) for number in range(10)) <= 3


def test_a_refusal_has_the_headers_of_every_page(ask, busy, settings):
    answer = ask(**{"accept-language": "uk"})
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Language"] == "uk"
    assert int(answer["Content-Length"]) == len(answer["body"].encode())
