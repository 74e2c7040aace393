"""A text is cut into its blocks as they are written, and nothing of it is lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.rendering.source_blocks import Texts, block_hash, block_kind, split_blocks

MARKDOWN = st.lists(
    st.sampled_from(
        ["# Head", "## Two\n", "word. ", "\n", "\n\n", "- item\n", "1. one\n", "> said\n", "```\n",
         "    code\n", "[l]: https://a.example\n", "[^1]: note\n", "x[^1]", "|a|b|\n|-|-|\n|1|2|\n",
         "<div>\n", "<!-- c -->", "---\n", "\u00a0", "é"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(MARKDOWN)
@example("[l]: https://a.example\n\nText [l]")
@example("\n\n    code\n\n")
def test_texts_and_gaps_joined_are_the_text(body):
    joined = "".join(f"{block.text}{block.gap}" for block in split_blocks(body))
    assert joined == body.removeprefix(body[: len(body) - len(joined)])
    assert not body[: len(body) - len(joined)].strip()


@given(st.text())
def test_any_text_is_kept(body):
    joined = "".join(f"{block.text}{block.gap}" for block in split_blocks(body))
    assert body.endswith(joined)
    assert not body.removesuffix(joined).strip()


def test_each_kind_is_a_block():
    body = (
        "# Title\nText over\ntwo lines.\n\n- a\n\n- b\n\n> said\n\n```\ncode\n\nmore\n```\n\n"
        "|a|b|\n|-|-|\n|1|2|\n\n[^1]: A note.\n"
    )
    blocks = [block.text for block in split_blocks(body)]
    assert blocks == [
        "# Title", "Text over\ntwo lines.", "- a\n\n- b", "> said", "```\ncode\n\nmore\n```",
        "|a|b|\n|-|-|\n|1|2|", "[^1]: A note.",
    ]  # fmt: skip
    kinds = ["#", "text", "list", "quote", "code", "table", "note"]
    assert [block_kind(block) for block in blocks] == kinds


def test_the_definition_of_a_link_belongs_to_the_block_before_it():
    body = "See [it].\n\n[it]: https://a.example\n\nMore."
    assert [block.text for block in split_blocks(body)] == [
        "See [it].\n\n[it]: https://a.example",
        "More.",
    ]


def test_title_and_description_are_blocks():
    assert Texts("T", "", "A.\n\nB.").blocks == ["T", "", "A.", "B."]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("a  b\nc", "a b c", True), ("a b", "a B", False), ("```\na\n```", "```\n a\n```", False)],
)
def test_blanks_make_no_other_block_but_in_code(one, other, same):
    assert (block_hash(one) == block_hash(other)) is same
