"""Every form of the desk keeps the one set of rules for text, also one that is added tomorrow."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.test import RequestFactory

import articles.admin
from articles.admin.articles.authors_field import AuthorsField
from articles.admin.articles.bulk.forms import BulkActionForm
from articles.admin.articles.change_form.address_field import AddressField
from articles.admin.articles.change_form.forms import OpenedOnField
from articles.admin.articles.tags_field import TagsField
from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.lib.text_inputs import TextInput
from articles.models import ImportConflict, QuarantinedFile, Source

# Fields of a grammar that is narrower than text, and hidden state.
NARROWER = (
    AddressField,
    forms.SlugField,
    forms.EmailField,
    UsernameField,
    TagsField,
    AuthorsField,
    OpenedOnField,
)
WITH_PAGES_OF_THEIR_OWN = (ImportConflict, QuarantinedFile)
PASSWORDS = {"password", "password1", "password2", "usable_password"}


def every_form(request) -> dict[str, dict[str, forms.Field]]:
    """The fields of every form of the admin: of rows, their inlines, and those of our own pages."""
    found: dict[str, dict[str, forms.Field]] = {}
    for model, model_admin in admin.site._registry.items():
        # Forms of our own pages are found in their modules below.
        if model in WITH_PAGES_OF_THEIR_OWN or not model_admin.has_change_permission(request):
            continue
        found[model.__name__] = model_admin.get_form(request).base_fields
        for inline in model_admin.get_inline_instances(request):
            name = f"{model.__name__}.{inline.model.__name__}"
            found[name] = inline.get_formset(request).form.base_fields
    for module in pkgutil.walk_packages(articles.admin.__path__, "articles.admin."):
        for name, form in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(form, forms.BaseForm) and form.__module__ == module.name:
                found[name] = form.base_fields
    for action in BULK_ACTIONS.values():
        found[f"bulk {action.name}"] = BulkActionForm(action).fields
    return found


@pytest.fixture
def request_of_all(db):
    request = RequestFactory().get("/admin/")
    request.user = User.objects.create_superuser("root", password="pw")
    return request


def test_every_text_field_of_every_form_has_the_rules_of_text(request_of_all):
    found = every_form(request_of_all)
    assert len(found) > 15
    without = [
        f"{form}.{name}: {type(field).__name__}"
        for form, fields in found.items()
        for name, field in fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, (TextInput, *NARROWER))
        and name not in PASSWORDS
    ]
    assert without == []


def test_a_bulk_tag_that_no_file_could_hold_changes_nothing(sign_in, make_article):
    article = make_article("Port", tags=["Kept"])
    browser = sign_in()
    posted = {"act": "add_tag", "seen": f"{article.pk}.{article.version}", "planned": "1"}
    for tags, error in (
        ("ok, " + "x" * 101, "longer than 100 characters"),
        ("a\x01b", "U+0001"),
        ("x" * 140_000, "Write commas between the tags."),
        ("x," * 1001, "too many tags"),
    ):
        response = browser.post("/admin/articles/article/do/", posted | {"tags": tags})
        assert response.status_code == 200
        assert error in response.content.decode()
    article.refresh_from_db()
    assert [tag.name for tag in article.tags.all()] == ["Kept"]
    browser.post("/admin/articles/article/do/", posted | {"tags": "Word\x0bbreak"})
    assert [tag.name for tag in article.tags.all()] == ["Kept", "Word break"]


def test_a_source_keeps_the_rules_of_its_file(sign_in, source):
    browser = sign_in("Administrators")
    page = f"/admin/articles/source/{source.pk}/change/"
    typed = {"name": "The\x0bWire", "kind": "RSS", "trust": "publish"}
    assert browser.post(page, typed).status_code == 302
    source.refresh_from_db()
    assert source.name == "The Wire"
    for changes in ({"name": "\u2800"}, {"name": "a\ufffe"}, {"url": "https://example.org/<a>"}):
        assert browser.post(page, typed | changes).status_code == 200
    for key in (".", "..", "a//b"):
        added = browser.post("/admin/articles/source/add/", typed | {"key": key})
        assert "No address can be made" in added.content.decode()


def test_a_source_that_was_stored_with_an_odd_key_breaks_no_page(client, make_article):
    for number, key in enumerate((".", "..", "a\nb", "/", "a\u2028b", " ")):
        odd = Source.objects.create(key=key, name="Odd", kind="RSS")
        article = make_article(f"Story {number}", source=odd)
        assert client.get(article.get_absolute_url()).status_code == 200
        assert client.get("/en/feed.atom").status_code == 200
    assert client.get("/en/source/a%0Ab/").status_code == 200


def test_a_reason_is_refused_whole_and_never_cut(sign_in, make_article):
    article = make_article("Port")
    browser = sign_in()
    page = f"/admin/articles/article/{article.pk}/retract/"
    for reason in ("x" * 501, "a\x01b"):
        response = browser.post(page, {"act": "do", "reason": reason})
        assert response.status_code == 200
        article.refresh_from_db()
        assert article.is_published
    browser.post(page, {"act": "do", "reason": "Wrong\x0bat all"})
    assert article.retraction_reason() == "Wrong\nat all"
