"""One page in several languages."""

from articles.public.languages import alternates, language_links

ALL = ("en", "uk", "ar")


def test_versions_stand_in_the_order_of_the_site_and_know_the_current_one():
    links = language_links({"ar": "/ar/x/", "en": "/en/x/"}, "ar", ALL)
    assert [(link.code, link.name, link.url, link.is_current) for link in links] == [
        ("en", "English", "/en/x/", False),
        ("ar", "العربيّة", "/ar/x/", True),
    ]


def test_the_default_is_the_first_language_that_has_the_page():
    assert alternates({"ar": "/ar/x/", "uk": "/uk/x/"}, ALL) == (
        ("uk", "http://testserver/uk/x/"),
        ("ar", "http://testserver/ar/x/"),
        ("x-default", "http://testserver/uk/x/"),
    )


def test_a_page_in_one_language_has_no_alternates():
    assert alternates({"uk": "/uk/x/"}, ALL) == ()
