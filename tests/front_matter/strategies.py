"""Generated records and files, for laws that must hold for all of them."""

import datetime as dt
from dataclasses import replace

import yaml
from hypothesis import assume
from hypothesis import strategies as st

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import SiteRules, dump, export_path, parse
from articles.front_matter.record import (
    AIRecord,
    ArticleRecord,
    CoverNotes,
    CoverRecord,
    CoverWords,
    DeskRecord,
    SourceRecord,
)
from articles.front_matter.schema import record_values
from articles.lib.characters import forbidden, plain_name
from articles.lib.source_keys import is_source_key

RULES = SiteRules(languages=("en", "uk", "ar"), default_language="en")

# What YAML, Markdown or a shell might take for something else.
AWKWARD = st.sampled_from(
    [
        "no", "Yes", "null", "~", "0123", "1e3", "0x1F", "1_000", "12:30:45", "2026-01-31", "- a",
        "a: b", "a #b", "# a", "'", '"', "''", "\\", "[a", "{a}", "a, b", "&a", "*a", "!!str a",
        "%a", "@a", "`a`", "|", ">", "---", "...", "? a", "= ", "<<", "a\u00a0b", "кошти", "مرحبا",
        "e\u0301", "\U0001f3d7\ufe0f", "Ã on purpose", "a" * 90,
    ]
)  # fmt: skip
_letters = st.characters(
    exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), include_characters="\u200d\u200e"
).filter(lambda char: not forbidden(char))
words = st.one_of(AWKWARD, st.text(_letters, min_size=1, max_size=40)).map(
    lambda text: " ".join(text.split(" ")).strip()
)
some_words = words.filter(plain_name)
texts = st.lists(st.one_of(words, st.just("")), max_size=5).map("\n".join)
slugs = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
moments = st.datetimes(
    min_value=dt.datetime(1, 1, 2), max_value=dt.datetime(9999, 12, 30), timezones=st.just(dt.UTC)
)
addresses = st.builds("https://{}.example.org/{}?w={}".format, slugs, slugs, st.integers(1, 4000))
paths = st.builds("covers/{}.jpg".format, slugs)
_keys = st.text(_letters, min_size=1, max_size=12).map(lambda key: f"x{key}")
_any_letters = st.characters(exclude_categories=("Cs", "Cc")).filter(
    lambda char: not forbidden(char)
)
_leaves = st.one_of(
    st.none(), st.text(_any_letters, max_size=30), AWKWARD,
    st.just("line\nline\n"), st.just(" blank at the ends "), st.just("tab\there"),
)  # fmt: skip
trees = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
    max_leaves=8,
)
extras = st.dictionaries(_keys, trees, max_size=3)


@st.composite
def article_records(draw):
    """Any valid record, with awkward words, unknown keys at every depth and odd dates."""
    draft = draw(st.booleans())
    source = st.builds(
        lambda name, key, kind, extra: SourceRecord(name=name, key=key, kind=kind, **extra),
        some_words, some_words.filter(is_source_key), st.sampled_from(["RSS", "API", "TWITTER"]), extras,
    )  # fmt: skip
    cover = st.builds(
        lambda raw, small, alt, extra: CoverRecord(raw=raw, small=small, alt=alt, **extra),
        addresses | paths, st.none() | addresses, words, extras,
    )  # fmt: skip
    ai = st.builds(
        lambda rewritten, at, version, extra: AIRecord(
            rewritten=rewritten, expanded_at=at, version=version, **extra
        ),
        st.none() | st.booleans(), st.none() | moments, st.none() | st.integers(0, 9), extras,
    )  # fmt: skip
    share = st.floats(0, 1)
    cover_words = st.builds(
        lambda alt, caption, extra: CoverWords(alt=alt, caption=caption, **extra),
        words, words, extras,
    )  # fmt: skip
    notes = st.builds(
        lambda caption, url, until, decorative, point, said, extra: CoverNotes(
            caption=caption, credit_url=url, rights_until=until, decorative=decorative,
            focal_point=point, texts=said, **extra,
        ),
        words, st.just("") | addresses, st.none() | st.dates(), st.booleans(),
        st.tuples(share, share), st.dictionaries(st.sampled_from(["uk", "ar"]), cover_words),
        extras,
    )  # fmt: skip
    desk = st.builds(
        lambda cover, extra: DeskRecord(cover=cover, **extra), st.none() | notes, extras
    )
    return ArticleRecord(
        title=draw(some_words),
        description=draw(texts),
        published_at=draw(moments) if not draft else draw(st.none() | moments),
        updated_at=draw(st.none() | moments),
        lang=draw(st.sampled_from(RULES.languages)),
        external_id=draw(words),
        source=draw(st.none() | source),
        category=draw(words),
        tags=draw(st.lists(some_words, max_size=4)),
        sticky_weight=draw(st.integers(-32768, 32767)),
        sentiment=draw(st.sampled_from([None, "POSITIVE", "NEUTRAL", "NEGATIVE"])),
        score=draw(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
        draft=draft,
        cover_image=draw(st.none() | cover),
        ai=draw(st.none() | ai),
        canonical_url=draw(st.just("") | addresses),
        cta=draw(st.lists(some_words | st.fixed_dictionaries({"url": addresses}), max_size=2)),
        aliases=draw(st.lists(slugs.map("/old/{}/".format), max_size=2)),
        slug=draw(slugs),
        body=draw(texts),
        newsroom=draw(st.none() | desk),
        **draw(extras),
    )


@st.composite
def documents(draw):
    """A file that says what a record says, written as nobody would write it twice.

    Gives (bytes, path). Newline style, byte order mark, end of file, comments and the blanks
    after the fences vary.
    """
    record = draw(article_records())
    text = dump(record).decode()
    head, rest = text[4:].split("\n---\n", 1)
    if draw(st.booleans()):
        head += "\n# a comment: kept\n\nunknown: 'kept'   # and here"
    fence = "---" + draw(st.sampled_from(["", " ", "\t "]))
    text = f"{fence}\n{head}\n{fence}\n{draw(st.sampled_from(['', chr(10)]))}{rest}"
    if draw(st.booleans()):
        text = text.rstrip("\n")
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return (mark + text.replace("\n", newline)).encode(), export_path(record)


def damage(text: str, times: int = 1, encoding: str = "cp1252") -> str:
    """UTF-8 that is read in another encoding, with undefined bytes as careless readers do."""
    for _ in range(times):
        text = "".join(
            bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode()
        )
    return text


def _written(draw, key, value):
    """One entry of front matter, in any of YAML's ways."""

    class Dumper(yaml.SafeDumper):
        indented = draw(st.booleans())

        def increase_indent(self, flow=False, indentless=False):
            super().increase_indent(flow, indentless and not self.indented)

        def ignore_aliases(self, data):
            return True

    def text(dumper, value):
        style = draw(st.sampled_from([None, None, "'", '"', "|", ">"]))
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)

    Dumper.add_representer(str, text)
    entry = yaml.dump(
        {key: value},
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=draw(st.sampled_from([30, 80, float("inf")])),
        default_flow_style=draw(st.sampled_from([True, False, False, None])),
    )
    # A mapping in brackets is the value's, not the file's.
    if entry.startswith("{"):
        entry = entry.strip()[1:-1] + "\n"
    behind = not isinstance(value, list | dict) and entry.count("\n") == 1
    if behind and draw(st.booleans()):
        entry = entry.replace("\n", "   # why: 'so'\n")
    above = draw(st.sampled_from(["", "", "\n", "# above, [it]\n", "\n# far\n\n"]))
    return above + entry


@st.composite
def odd_documents(draw):
    """A file in mixed quoting styles, with comments, empty values and unknown keys.

    Gives (bytes, path, record).
    """
    record = draw(article_records())
    values = record_values(record)
    for key in ("tags", "description", "coverImage", "category", "stickyWeight"):
        if key not in values and draw(st.booleans()):
            values[key] = None
    keys = draw(st.permutations(list(values)))
    head = "".join(_written(draw, key, values[key]) for key in keys)
    head += draw(st.sampled_from(["", "", "# at the end\n", "\n"]))
    body = draw(st.sampled_from(["", "\n", "\n\n"])) + record.body
    text = f"---\n{head}---\n{body}" + draw(st.sampled_from(["", "\n", "\n\n"]))
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    document, path = (mark + text.replace("\n", newline)).encode(), export_path(record)
    # PyYAML does not always write what it was given; that is not the matter here.
    try:
        assume(parse(document, path, replace(RULES, repair=False)).record == record)
    except RecordError:
        assume(False)
    return document, path, record
