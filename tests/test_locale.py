"""Every word of the program is translated, and the compiled files are those of the sources."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "articles" / "locale"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def texts(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


@pytest.mark.parametrize("lang", ["uk", "ar"])
def test_nothing_is_left_untranslated(lang):
    with (LOCALE / lang / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalog = read_po(file, locale=lang)
    messages = [message for message in catalog if message.id]
    assert len(messages) > 150
    for message in messages:
        assert all(texts(message)), message.id
        assert not message.fuzzy, message.id
        whole = message.id[-1] if isinstance(message.id, tuple) else message.id
        known = set(PLACEHOLDER.findall(whole))
        for text in texts(message):
            assert set(PLACEHOLDER.findall(text)) <= known, message.id
        assert set(PLACEHOLDER.findall(texts(message)[-1])) == known, message.id


@pytest.mark.parametrize("lang", ["uk", "ar"])
def test_the_compiled_words_are_those_of_the_source(lang):
    folder = LOCALE / lang / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=lang) if message.id]
    with (folder / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    # Neither language counts as English does; words of one gender may still look alike.
    assert len({compiled.plural(number) for number in range(120)}) > 2
    for message in messages:
        if isinstance(message.id, tuple):
            said = {compiled.ngettext(*message.id, number) for number in range(120)}
            assert said <= set(texts(message)), message.id
        elif message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        else:
            assert compiled.gettext(message.id) == message.string
