"""What stands around every page."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_names_the_site_its_languages_and_its_categories(client, make_article, category):
    make_article("Порт", lang="uk", slug="port", category=category)
    context = client.get("/uk/").context
    assert context["site_name"] == "The Test Courier"
    assert [(entry.code, entry.is_current) for entry in context["site_languages"]] == [
        ("en", False), ("uk", True), ("ar", False),
    ]  # fmt: skip
    assert context["site_languages"][1].name == "Українська"
    assert [link.url for link in context["menu"].categories] == ["/uk/category/energy/"]
    assert (context["lang"], context["direction"], context["home_url"]) == ("uk", "ltr", "/uk/")


def test_the_admin_asks_for_no_categories(admin_client, django_assert_max_num_queries):
    # The visitor and their session; and what is due, for the desk looks for it.
    with django_assert_max_num_queries(3):
        assert admin_client.get("/admin/password_change/").status_code == 200
