"""What hostile and careless people type: one table, for the walk over every form and command."""

import os

# Walks with many values try one in so many of them at each place, and others at the next: 1 tries all.
SHARE = int(os.environ.get("HOSTILE_SHARE", "6"))

FAMILY = "👨\u200d👩\u200d👧\u200d👦"

# By what is odd about them. Everything may be posted to every field.
TEXTS = {
    # Characters that XML 1.0 (section 2.2) forbids.
    "a word processor's line break": "Word\x0bbreak",
    "form feed": "page\x0cbreak",
    "control character": "ab\x01c",
    "terminal colours": "\x1b[31mred\x1b[0m",
    "NUL": "a\0b",
    "next line": "a\x85b",
    "undefined in Windows-1252": "a\x9db",
    "noncharacter": "a\ufffeb\uffff",
    "astral noncharacter": "a\U0001fffeb",
    # Sizes.
    "one more than a tag": "t" * 101,
    "longer than a line": "line " * 130,
    "very long word": "w" * 140_000,
    # What is not seen, or turns the rest around.
    "override": "abc\u202edef",
    "isolate": "\u2066abc",
    "zero-width spaces": "\u200b\ufeffabc\u2060",
    "nothing visible": "\u2800\u3164\u200b",
    "no-break spaces": "\u00a0\u2003\u3000",
    "separators": "one\u2028two\u2029three",
    "combining flood": "e" + "\u0301" * 150,
    "family of emoji": FAMILY * 3,
    "Arabic": "ميناء \u200fلِندهولم",
    "decomposed": "Cafe\u0301",
    # What programs might take for something of theirs.
    "markup": "<script>alert(1)</script> ]]> <!-- &amp;",
    "references": "Text &#1; end &#xFFFE; &bogus;",
    "templates": "{{ 7*7 }} {% x %} %s %(x)s {0}",
    "quotes": '\'";-- \\ "open, comma"',
    "lines": "one\r\ntwo\rthree\n\nfour",
    "dots": "..",
    "path": "../../../etc/passwd",
    "signs": "-_-",
    "slash": "/",
    "percent": "%00%ff%",
}
NUMBERS = {
    "many digits": "9" * 30,
    "beyond 64 bits": "9223372036854775808",
    "beyond 32 bits": "2147483648",
    "beyond 16 bits": "32768",
    "negative": "-32769",
    "infinity": "1e999",
    "not a number": "nan",
    "other digits": "٣",
    "fraction": "1.5",
    "very small": "1e-320",
}
TIMES = {
    "first instant": "0001-01-01T00:00:00",
    "last instant": "9999-12-31T23:59:59",
    "hour that is repeated": "2026-10-25T03:30:00",
    "hour that is left out": "2026-03-29T03:30:00",
    "no such day": "2026-02-30T00:00:00",
    "year 0": "0000-01-01T00:00:00",
    "year of five digits": "10000-01-01T00:00:00",
    "half typed": "2026-01-",
}
ADDRESSES = {
    "script": "javascript:alert(1)",
    "no scheme": "//evil.example.org/a",
    "bracket": "http://[",
    "own network": "https://localhost/a",
    "credentials": "https://user:pw@example.org/a",
    "signs of markup": "https://example.org/<a>",
    "other letters": "https://пошта.example.org/ґ",
    "noncharacter": "https://example.org/\ufffe",
    "overlong": "https://example.org/" + "a" * 2000,
    "port": "https://example.org:99999999/",
    "relative": "../covers/a.jpg",
}
# For controls that offer a choice or hold a state: what is not theirs is as good as another.
CHOICES = {
    name: value
    for name, value in (TEXTS | NUMBERS).items()
    if name in ("NUL", "noncharacter", "very long word", "nothing visible", "dots", "signs",
                "many digits", "beyond 64 bits", "beyond 32 bits", "negative", "other digits")
}  # fmt: skip


def values_for(control: str, name: str) -> dict[str, str]:
    """What is posted to a control of this kind (`text`, `datetime-local`, `select` …)."""
    if control in ("select", "checkbox", "radio", "hidden"):
        return CHOICES
    if control == "number":
        return NUMBERS | CHOICES
    if control == "datetime-local" or "date" in name or name.endswith(("_0", "_1")):
        return TIMES | CHOICES
    if "url" in name or "address" in name:
        return TEXTS | ADDRESSES
    return TEXTS
