"""Credits in the form that the makers of pictures ask for."""

import pytest

from articles.lib.picture_credits import CreditLink, credit_link, referral


def test_a_photo_of_unsplash_names_and_links_both_with_where_the_reader_comes_from():
    assert credit_link("Ada", "https://unsplash.com/@ada?utm_source=Other&x=1", "harbour") == (
        CreditLink(
            "Ada",
            "https://unsplash.com/@ada?x=1&utm_source=harbour&utm_medium=referral",
            "Unsplash",
            "https://unsplash.com/?utm_source=harbour&utm_medium=referral",
        )
    )


@pytest.mark.parametrize("url", ["", "https://example.org/ada", "https://unsplash.com.evil.org/"])
def test_other_links_stay_as_they_are(url):
    assert credit_link("Ada", url, "harbour") == CreditLink("Ada", url)


def test_an_address_that_cannot_be_read_is_no_link():
    assert credit_link("Ada", "https://[", "harbour") == CreditLink("Ada")


def test_the_parameters_are_set_once():
    once = referral("https://unsplash.com/@ada", "harbour")
    assert referral(once, "harbour") == once
