"""One parse gives all that readers get of a text."""

import pickle

from articles.rendering import events as parsing
from articles.rendering.blocks import ordinary_paragraphs, parse_blocks
from articles.rendering.derived import derive
from articles.rendering.excerpt import make_summary
from articles.rendering.links import SiteHosts
from articles.rendering.markdown import render

BODY = (
    "# The harbour\n\nThe *harbour* opened at noon. Ships came.\n\n## Ships\n\n- one\n\n"
    "## From author\n\nI think."
)
HOSTS = SiteHosts("news.example.org")
STORY = {
    "title": "The Harbour", "description": "The harbour…", "body": BODY, "lang": "en",
    "hosts": HOSTS, "machine_part": "rewritten",
}  # fmt: skip


def test_it_says_what_its_parts_say():
    derived = derive(**STORY)
    page = render(BODY, title="The Harbour", hosts=HOSTS, lang="en", machine_part="rewritten")
    assert derived.html == page.html
    assert derived.outline == page.outline
    assert [heading.text for heading in derived.outline] == ["Ships", "From author"]
    assert (derived.word_count, derived.reading_minutes) == (page.word_count, 1)
    assert derived.summary == make_summary(
        "The harbour…", ordinary_paragraphs(parse_blocks(BODY), "rewritten")
    )
    assert derived.summary == "The harbour opened at noon. Ships came."


def test_the_text_is_parsed_once(monkeypatch):
    parsed = []
    parse, _with_places, options = parsing._parser()

    def counted(body, **kwargs):
        parsed.append(body)
        return parse(body, **kwargs)

    monkeypatch.setattr(parsing, "_parser", lambda: (counted, None, options))
    derive(**STORY)
    assert parsed == [BODY]


def test_another_process_can_hand_it_over():
    derived = derive(**STORY)
    assert pickle.loads(pickle.dumps(derived)) == derived
