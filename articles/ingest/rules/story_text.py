"""Title, description, address and body of the story of an upstream item. Pure."""

import re

from articles.ingest.item_record import ItemRecord
from articles.ingest.rules.document import RuleDocument, SlugRule
from articles.lib.characters import typed_text
from articles.lib.graphemes import shorten
from articles.lib.text import collapse, slugify
from articles.lib.text_inputs import typed_title
from articles.rendering.excerpt import make_summary
from articles.rendering.usable_text import UsableText, usable_text

MAX_TITLE = 300
# What CommonMark, its tables, strikethrough and autolinks read as more than text. `&` begins an
# entity, `@` and `:` an address, which a shown backslash before it would change.
_SIGNS = re.compile(r"[\\`*_\[\]<>~|&]")
# At the beginning of a line: a list, a rule, a heading that is underlined.
_LINE_STARTS = re.compile(r"^[+=#:-]", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)
_PARAGRAPHS = re.compile(r"\n{2,}")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ`‘", " "))


def story_title(item: ItemRecord, rules: RuleDocument) -> str:
    """The title without the endings that the rules cut off; of an item without a title the first
    words of its text."""
    title = typed_title(item.title)
    for ending in rules.title_endings:
        cut = title[: -len(ending)].rstrip(" |-–—·:")
        if cut and title.casefold().endswith(ending.casefold()):
            title = cut
            break
    return shorten(title or _beginning(item, 100), MAX_TITLE)


def story_description(item: ItemRecord, rules: RuleDocument) -> str:
    """The first words of the text; empty where there is none, or the rules want none."""
    if not rules.description_length or not item.body:
        return ""
    return _beginning(item, rules.description_length)


def story_slug(title: str, rule: SlugRule, external_id: str) -> str:
    """The slug of a story with this title; one without letters or digits gets that of its id."""
    length = rule.length
    if rule.apostrophe_divides:
        title = title.translate(_APOSTROPHES)
    slug = slugify(title, length if rule.whole_words else 10 * len(title) + length)
    slug = slug[:length].strip("-")
    return slug or slugify(f"item {external_id}", length) or "item"


def story_body(item: ItemRecord, terms: UsableText) -> str:
    """Markdown of as much of the text as its terms of use allow, with a link to all of it where
    that is less and the address is known. Nothing in it is read as markup."""
    link = f"[{plain_markdown(item.source.name)}](<{_address(item.url)}>)" if item.url else ""
    text = plain_markdown(usable_text(typed_text(item.body), terms))
    return text if terms == UsableText.FULL else "\n\n".join(filter(None, [text, link]))


def _beginning(item: ItemRecord, length: int) -> str:
    return make_summary("", [collapse(typed_text(item.body[:10_000]))], length)


def plain_markdown(text: str) -> str:
    """Markdown that shows `text`, paragraph by paragraph, and nothing else."""
    paragraphs = (
        "\n".join(filter(None, map(str.strip, paragraph.split("\n"))))
        for paragraph in _PARAGRAPHS.split(typed_text(text).replace("\t", " "))
    )
    text = "\n\n".join(filter(None, paragraphs))
    text = _SIGNS.sub(lambda sign: f"\\{sign[0]}", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    return _LINE_STARTS.sub(lambda start: f"\\{start[0]}", text)


def _address(url: str) -> str:
    """An address between angle brackets (CommonMark, section 6.3)."""
    return url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
