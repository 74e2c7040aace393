"""Nobody grants a right that he does not have, nor takes the account of one who has more."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from articles.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = {"usable_password": "true", "password1": "harbour-9-x", "password2": "harbour-9-x"}


@pytest.fixture
def administrator(sign_in):
    return sign_in("Administrators")


@pytest.fixture
def writer(make_user):
    return make_user("Writers", "writer")


def change(client, person, **data):
    role = person.groups.first()
    values = {"username": person.username, "is_active": "on", "role": role.pk if role else "none"}
    return client.post(f"/admin/auth/user/{person.pk}/change/", values | data)


def rights_of(person):
    person = User.objects.get(pk=person.pk)
    return person.is_superuser, person.get_all_permissions(), person.password


def test_administrators_make_editors_of_writers(administrator, writer):
    editors = Group.objects.get(name="Editors")
    assert change(administrator, writer, role=editors.pk).status_code == 302
    assert list(writer.groups.all()) == [editors]
    assert AuditEntry.objects.filter(action="change_user").exists()


def test_nobody_but_a_superuser_makes_a_superuser(administrator, writer, admin_client):
    myself = User.objects.get(pk=administrator.session["_auth_user_id"])
    for person in (writer, myself):
        change(administrator, person, is_superuser="on")
        assert not User.objects.get(pk=person.pk).is_superuser
    change(admin_client, writer, is_superuser="on")
    assert User.objects.get(pk=writer.pk).is_superuser


def test_a_role_with_a_right_that_one_lacks_is_not_offered_and_is_refused(administrator, writer):
    permission = Permission.objects.get(codename="delete_user")
    group = Group.objects.create(name="Owners")
    group.permissions.add(permission)
    before = rights_of(writer)
    answer = change(administrator, writer, role=group.pk)
    form = answer.context["adminform"].form
    assert form.errors["role"]
    assert str(group.pk) not in dict(form.fields["role"].choices)
    assert rights_of(writer) == before


def test_permissions_and_flags_are_not_taken_from_the_form(administrator, writer):
    before = rights_of(writer)
    permission = Permission.objects.get(codename="publish_article")
    change(administrator, writer, user_permissions=[permission.pk], groups=[], is_superuser="on")
    assert rights_of(writer) == before


@pytest.mark.parametrize("more", ["superuser", "inactive superuser", "permission", "group"])
@pytest.mark.parametrize("way", ["change", "password", "delete", "delete_selected"])
def test_the_account_of_somebody_with_more_rights_is_out_of_reach(
    administrator, make_user, more, way
):
    other = make_user("Writers", "other")
    if "superuser" in more:
        other.is_superuser, other.is_active = True, more == "superuser"
        other.save()
    else:
        permission = Permission.objects.get(codename="delete_user")
        if more == "permission":
            other.user_permissions.add(permission)
        else:
            group = Group.objects.create(name="Owners")
            group.permissions.add(permission)
            other.groups.add(group)
    myself = User.objects.get(pk=administrator.session["_auth_user_id"])
    if way.startswith("delete"):
        myself.user_permissions.add(Permission.objects.get(codename="delete_user"))
        if more in ("permission", "group"):
            other.user_permissions.add(Permission.objects.get(codename="delete_group"))
    before = rights_of(other)
    match way:
        case "change":
            change(administrator, other, username="mine", email="me@example.org")
        case "password":
            administrator.post(f"/admin/auth/user/{other.pk}/password/", PASSWORD)
        case "delete":
            administrator.post(f"/admin/auth/user/{other.pk}/delete/", {"post": "yes"})
        case "delete_selected":
            data = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
            administrator.post("/admin/auth/user/", data)
    assert rights_of(other) == before
    assert User.objects.get(pk=other.pk).username == "other"


def test_who_may_manage_groups_gives_them_only_what_he_has(administrator):
    myself = User.objects.get(pk=administrator.session["_auth_user_id"])
    myself.user_permissions.add(Permission.objects.get(codename="change_group"))
    theirs = Permission.objects.get(codename="delete_user")
    mine = Permission.objects.get(codename="publish_article")
    writers = Group.objects.get(name="Writers")
    url = f"/admin/auth/group/{writers.pk}/change/"
    answer = administrator.post(url, {"name": "Writers", "permissions": [theirs.pk]})
    assert answer.status_code == 200
    assert theirs not in writers.permissions.all()
    administrator.post(url, {"name": "Writers", "permissions": [mine.pk]})
    assert list(writers.permissions.all()) == [mine]
    owners = Group.objects.create(name="Owners")
    owners.permissions.add(theirs)
    url = f"/admin/auth/group/{owners.pk}/change/"
    assert administrator.post(url, {"name": "Owners", "permissions": []}).status_code == 403
    assert owners.permissions.count() == 1
