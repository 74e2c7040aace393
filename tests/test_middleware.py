"""Language by address, the policy header, and addresses that moved."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "lang"),
    [("/en/", "en"), ("/uk/nothing/", "uk"), ("/ar/", "ar"), ("/", "en"), ("/xx/", "en")],
)
def test_a_public_page_speaks_the_language_of_its_address(client, path, lang):
    response = client.get(path, headers={"accept-language": "uk"})
    assert response["Content-Language"] == lang
    assert "Accept-Language" not in response.get("Vary", "")


def test_the_admin_speaks_the_browsers_language(client):
    response = client.get("/admin/login/", headers={"accept-language": "uk"})
    assert response["Content-Language"] == "uk"
    assert "Accept-Language" in response["Vary"]


def test_readers_have_no_session_and_the_desk_has_one(client, admin_client):
    page = admin_client.get("/en/")
    assert not hasattr(page.wsgi_request, "session")
    assert "Cookie" not in page.get("Vary", "")
    assert not page.cookies
    assert admin_client.get("/admin/").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_the_language_of_one_request_does_not_leak_into_the_next(client):
    client.get("/ar/")
    assert 'lang="en"' in client.get("/").content.decode()


def test_every_answer_declares_what_it_does_not_use(client):
    for path in ("/en/", "/admin/login/", "/healthz", "/nothing/"):
        assert "camera=()" in client.get(path)["Permissions-Policy"]


def test_past_addresses_are_asked_for_only_when_nothing_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # SELECT 1
        assert client.get("/healthz").status_code == 200
