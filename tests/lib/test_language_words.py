"""Words in every language of the site, as a form shows them."""

import pytest

from articles.lib.language_words import LanguageWordsWidget


def test_the_words_stand_in_the_order_of_the_sites_languages():
    assert LanguageWordsWidget().decompress({"uk": "Порти", "en": "Ports"}) == [
        "Ports",
        "Порти",
        "",
    ]


@pytest.mark.parametrize("value", [None, "", "x", "{}", "\ufeff", ["en"], 7])
def test_what_is_no_mapping_is_no_words(value):
    assert LanguageWordsWidget().decompress(value) == ["", "", ""]
