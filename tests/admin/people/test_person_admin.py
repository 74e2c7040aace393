"""An account is made in one form in words, and its owner chooses the password."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client

from articles.accounts import second_factor
from articles.models import Attempts, AuditEntry

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/user/add/"


@pytest.fixture
def administrator(sign_in):
    return sign_in("Administrators")


@pytest.fixture
def editors(make_user):
    make_user("Editors", "other")
    return Group.objects.get(name="Editors")


def new(client, **changes):
    values = {"username": "ada", "email": "ada@example.org", "first_name": "Ada"}
    return client.post(ADD, values | changes)


def test_the_form_says_in_words_what_each_role_may_do(administrator, editors):
    page = administrator.get(ADD).content.decode()
    assert "Editors: also reviews, publishes, corrects and retracts" in page
    assert "user_permissions" not in page
    assert "password1" not in page


def test_a_new_person_gets_a_link_and_signs_in_with_the_password_she_chose(
    administrator, editors, run_tasks
):
    assert new(administrator, role=editors.pk).status_code == 302
    ada = User.objects.get(username="ada")
    assert ada.is_staff
    assert not ada.has_usable_password()
    assert list(ada.groups.all()) == [editors]
    assert not mail.outbox, "a page waits for no mail server"
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    url = re.search(r"http://testserver(/admin/reset/\S+)", letter.body)[1]
    hers = Client()
    form = hers.get(url, follow=True)
    path = form.redirect_chain[-1][0]
    password = {"new_password1": "harbour-9-x", "new_password2": "harbour-9-x"}
    assert hers.post(path, password).status_code == 302
    signed_in = hers.post("/admin/login/", {"username": "ada", "password": "harbour-9-x"})
    assert signed_in.headers["Location"] == "/admin/"
    assert hers.get("/admin/").status_code == 200
    # The link worked once.
    assert "invalid" in Client().get(url, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="choose_password", detail__name="ada").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "OTHER@example.org"}, "email"),
        ({"username": "other"}, "username"),
        ({"role": ""}, "role"),
        ({"role": "999999"}, "role"),
        ({"role": "several"}, "role"),
    ],
)
def test_what_is_missing_or_taken_is_said_at_its_field(administrator, editors, changes, field):
    User.objects.filter(username="other").update(email="other@example.org")
    answer = new(administrator, **({"role": editors.pk} | changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="ada").exists()


def change(client, person, **changes):
    values = {"username": person.username, "is_active": "on", "role": "none"}
    return client.post(f"/admin/auth/user/{person.pk}/change/", values | changes)


def test_without_a_role_the_desk_is_closed(administrator, make_user):
    writer = make_user("Writers", "writer")
    assert change(administrator, writer).status_code == 302
    writer.refresh_from_db()
    assert (writer.is_staff, writer.groups.count()) == (False, 0)


def test_several_roles_stay_unless_another_one_is_chosen(administrator, make_user, editors):
    writer = make_user("Writers", "writer")
    writer.groups.add(editors)
    page = administrator.get(f"/admin/auth/user/{writer.pk}/change/").content.decode()
    assert "Several roles, as now: Editors, Writers" in page
    change(administrator, writer, role="several", first_name="W")
    assert writer.groups.count() == 2
    change(administrator, writer, role=editors.pk)
    assert list(writer.groups.all()) == [editors]


def test_nobody_locks_himself_out(administrator):
    myself = User.objects.get(pk=administrator.session["_auth_user_id"])
    role = myself.groups.get().pk
    off = {"username": myself.username, "role": role}
    path = f"/admin/auth/user/{myself.pk}/change/"
    assert "is_active" in administrator.post(path, off).context["adminform"].form.errors
    assert "role" in change(administrator, myself).context["adminform"].form.errors


def test_a_page_helps_somebody_to_sign_in(administrator, make_user, run_tasks):
    ada = make_user("Writers", "ada")
    path = f"/admin/auth/user/{ada.pk}/help/"
    assert administrator.post(path, {"act": "link"}).status_code == 302
    run_tasks()
    assert not mail.outbox
    User.objects.filter(pk=ada.pk).update(email="ada@example.org")
    administrator.post(path, {"act": "link"})
    run_tasks()
    assert len(mail.outbox) == 1
    for _ in range(11):
        Client().post("/admin/login/", {"username": "ada", "password": "x"})
    administrator.post(path, {"act": "unlock"})
    Attempts.forget(["network:127.0.0.1"])
    hers = Client()
    assert hers.post("/admin/login/", {"username": "ada", "password": "pw"}).status_code == 302
    hers.get("/admin/")
    second_factor.new_device(ada)
    assert "Remove the second factor" not in administrator.get(path).content.decode()
    administrator.post(path, {"act": "sign_out"})
    assert hers.get("/admin/").status_code == 302
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"help_link", "help_unlock", "help_sign_out"} <= acts


def test_help_is_not_for_people_with_more_rights(administrator, admin_user):
    path = f"/admin/auth/user/{admin_user.pk}/help/"
    assert administrator.get(path).status_code == 403
    assert administrator.post(path, {"act": "factor"}).status_code == 403
    assert administrator.get("/admin/auth/user/999999/help/").status_code == 404
