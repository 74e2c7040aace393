"""Single sign-on, against a provider on this machine that signs tokens as real ones do."""

import http.server
import importlib
import json
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import clear_url_caches
from django.utils import timezone

import newsroom.urls
from articles.models import AuditEntry, SignOnIdentity
from tests import servers

pytestmark = pytest.mark.django_db
ISSUER, CLIENT = "https://login.example.org/", "newsroom"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(http.server.BaseHTTPRequestHandler):
    """Answers /token, /keys and /userinfo with what `server.world` says."""

    def do_POST(self):
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        world = self.server.world
        assert form["code_verifier"]
        key = world.get("key", KEY)
        token = jwt.encode(world["token"], key, algorithm="RS256", headers={"kid": "1"})
        self.answer({"access_token": "a", "id_token": token})

    def do_GET(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        keys = {"keys": [public | {"kid": "1", "alg": "RS256"}]}
        self.answer(keys if self.path == "/keys" else self.server.world["claims"])

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(self.server.world.get("status", 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    with servers.running(handler=Provider) as server:
        here = f"http://127.0.0.1:{server.port}"
        settings.OIDC_ISSUER, settings.OIDC_NAME = ISSUER, "The Press"
        settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = CLIENT, "s"
        settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{here}/authorize"
        settings.OIDC_OP_TOKEN_ENDPOINT = f"{here}/token"
        settings.OIDC_OP_USER_ENDPOINT = f"{here}/userinfo"
        settings.OIDC_OP_JWKS_ENDPOINT = f"{here}/keys"
        settings.AUTHENTICATION_BACKENDS = [
            *settings.AUTHENTICATION_BACKENDS,
            "articles.accounts.single_sign_on.SignOnBackend",
        ]
        importlib.reload(newsroom.urls)
        clear_url_caches()
        yield server
        settings.OIDC_ISSUER = ""
        importlib.reload(newsroom.urls)
        clear_url_caches()


@pytest.fixture
def come(provider):
    """`come(claims, …)` goes to the provider and back; the answer to the last step."""

    def go(client=None, token=(), **claims):
        client = client or Client()
        claims = {"sub": "7", "email": "ada@example.org", "email_verified": True} | claims
        asked = client.get("/admin/sso/?next=/admin/account/")
        sent = dict(parse_qsl(urlsplit(asked.headers["Location"]).query))
        assert sent["code_challenge_method"] == "S256"
        now = int(timezone.now().timestamp())
        provider.world = {
            "claims": claims,
            "token": {"iss": ISSUER, "aud": CLIENT, "sub": claims["sub"], "nonce": sent["nonce"],
                      "iat": now, "exp": now + 60} | dict(token),
            **getattr(provider, "more", {}),
        }  # fmt: skip
        back = {"code": "c", "state": sent["state"]}
        return client, client.get("/admin/sso/callback/", back)

    return go


def test_a_new_person_starts_without_rights(come):
    client, answer = come(preferred_username="ada")
    assert answer.headers["Location"] == "/admin/login/"
    assert "no access to the desk yet" in client.get("/admin/login/").content.decode()
    ada = User.objects.get(username="ada")
    assert (ada.is_staff, ada.is_superuser, ada.has_usable_password()) == (False, False, False)
    assert not ada.groups.exists()


def test_claims_give_and_take_roles_at_each_login(come, settings, make_user):
    make_user("Editors", "other")
    settings.OIDC_ROLES = {"press-editors": "Editors"}
    client, answer = come(groups=["press-editors", "else"])
    assert answer.headers["Location"] == "/admin/account/"
    assert client.get("/admin/").status_code == 200
    ada = User.objects.get(email="ada@example.org")
    assert [group.name for group in ada.groups.all()] == ["Editors"]
    _client, answer = come(groups=[])
    assert answer.headers["Location"] == "/admin/login/"
    assert not ada.groups.exists()
    assert client.get("/admin/").status_code == 302
    assert AuditEntry.objects.filter(action="change_user", detail__name=ada.username).count() == 2


def test_the_same_person_comes_back_under_another_address(come):
    come(preferred_username="ada")
    come(preferred_username="ada", email="new@example.org")
    assert User.objects.count() == 1
    assert SignOnIdentity.objects.get().user.username == "ada"


def test_an_account_is_meant_by_its_verified_address_only(come, make_user):
    editor = make_user("Editors", "ed")
    User.objects.filter(pk=editor.pk).update(email="Ada@example.org")
    come(email_verified=False, sub="8")
    come(email_verified="true", sub="9")
    assert not SignOnIdentity.objects.filter(user=editor).exists()
    _client, answer = come(sub="7")
    assert answer.headers["Location"] == "/admin/account/"
    assert SignOnIdentity.objects.get(user=editor).subject == "7"


def test_nobody_becomes_a_superuser_by_an_address(come, admin_user):
    User.objects.filter(pk=admin_user.pk).update(email="ada@example.org")
    client, answer = come()
    assert answer.headers["Location"] == "/admin/login/"
    assert client.session.get("_auth_user_id") != str(admin_user.pk)


@pytest.mark.parametrize(
    "token",
    [
        {"iss": "https://other.example.org/"},
        {"aud": "another-site"},
        {"nonce": "another"},
        {"exp": 1},
        {"sub": "somebody else"},
    ],
)
def test_a_token_for_somebody_else_signs_nobody_in(come, token):
    client, answer = come(token=token)
    assert answer.headers["Location"] == "/admin/login/"
    assert "did not work" in client.get("/admin/login/").content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("broken", ["another key", "away"])
def test_a_provider_that_is_wrong_or_away_is_no_traceback(come, provider, broken):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    provider.more = {"key": other} if broken == "another key" else {"status": 500}
    _client, answer = come()
    assert answer.headers["Location"] == "/admin/login/"
    assert not User.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(provider, client):
    answer = client.get("/admin/sso/callback/", {"code": "c", "state": "forged"})
    assert answer.headers["Location"] == "/admin/login/"


def test_an_account_that_is_switched_off_stays_closed(come, make_user):
    make_user("Editors", "ed")
    User.objects.update(email="ada@example.org", is_active=False)
    _client, answer = come()
    assert answer.headers["Location"] == "/admin/login/"


def test_the_login_page_has_the_button_only_where_it_is_set_up(client, provider, settings):
    assert "Log in with The Press" in client.get("/admin/login/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "sso" not in client.get("/admin/login/").content.decode()


def test_a_role_that_must_have_a_second_factor_trusts_the_provider(come, settings, make_user):
    make_user("Editors", "other")
    settings.OIDC_ROLES, settings.SECOND_FACTOR_GROUPS = {"e": "Editors"}, ["Editors"]
    client, _answer = come(groups="e")
    assert client.get("/admin/").status_code == 200
    assert Group.objects.filter(name="Editors").exists()
