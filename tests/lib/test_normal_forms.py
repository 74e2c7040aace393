"""Normal forms are Unicode's, however many marks a character has."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.lib import normal_forms
from articles.lib.normal_forms import normalized

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
# Marks of several classes, marks that are made of others, and what marks are composed with.
MARKS = st.text(
    "\u0301\u0316\u0345\u0344\u0f71\u0f72\u0f73\u093c\u0338\u3099\u034f\u05b0", min_size=28
)
TEXTS = st.lists(st.one_of(MARKS, st.text("ae\u00e9\uac00\u2014=\u2260\ufdfa \u304b"))).map("".join)


@given(TEXTS)
@example("—" * 40 + "\u0301\u0316" * 40)
def test_every_form_is_that_of_unicode(text):
    for form in FORMS:
        assert normalized(form, text) == unicodedata.normalize(form, text)


@pytest.mark.parametrize("form", FORMS)
def test_ascii_is_in_every_form(form):
    assert normalized(form, "a-b") == "a-b"


def test_no_other_module_calls_the_slow_function():
    articles = Path(normal_forms.__file__).parent.parent
    assert not [
        path
        for path in articles.rglob("*.py")
        if path.name != "normal_forms.py" and "migrations" not in path.parts
        if re.search(r"\bunicodedata\.normalize\(", path.read_text(encoding="utf-8"))
    ]
