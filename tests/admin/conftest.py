"""Signing in to the admin, and forms filled as a browser fills them."""

import pytest

from articles.models import Article


@pytest.fixture
def sign_in(client, make_user):
    """`sign_in("Editors")` is the client, signed in as somebody with that role."""

    def sign_in_as(group: str = "Editors"):
        client.force_login(make_user(group))
        return client

    return sign_in_as


@pytest.fixture
def url():
    def of(article: Article | None = None) -> str:
        return f"/admin/articles/article/{f'{article.pk}/change' if article else 'add'}/"

    return of


@pytest.fixture
def values():
    """The values of an opened form, with some of them changed."""

    def of(response, **changes) -> dict[str, str]:
        form = response.context["adminform"].form
        found = {}
        for bound in form:
            value = bound.value()
            if hasattr(bound.field.widget, "widgets"):
                parts = value if isinstance(value, list) else bound.field.widget.decompress(value)
                for number, part in enumerate(parts):
                    found[f"{bound.html_name}_{number}"] = "" if part is None else str(part)
            else:
                prepared = bound.field.prepare_value(value)
                found[bound.html_name] = "" if prepared is None else prepared
        for inline in response.context["inline_admin_formsets"]:
            found |= {b.html_name: b.value() or 0 for b in inline.formset.management_form}
            for row in inline.formset.initial_forms:
                found |= {b.html_name: b.field.prepare_value(b.value()) or "" for b in row}
        return found | changes

    return of
