"""Blocks that are out of date: found by what the original was, changed one by one, merged."""

import pytest

from articles.rendering.source_blocks import Texts
from articles.rewriting.translations.base import Base, linked_by_shape
from articles.rewriting.translations.outdated import Decision, decided, outdated_blocks

EN = Texts(
    "Harbour opens", "A new quay.", "# What\n\nThe harbour opened. It is big.\n\nShips came."
)
UK = Texts("Гавань", "Новий причал.", "# Що\n\nГавань відкрили. Вона велика.\n\nКораблі прийшли.")
BASE = Base.by_shape(EN.blocks, UK.blocks)


def outdated(original=EN, translation=UK, base=BASE):
    return outdated_blocks(base, original.blocks, translation)


def after(decisions, original, translation=UK, base=BASE):
    return decided(base, original.blocks, translation, decisions)


def test_nothing_is_out_of_date_while_the_original_is_the_same():
    assert outdated() == []
    assert outdated(translation=UK._replace(body="Усе інше.")) == []


def test_a_changed_block_names_both_texts_and_the_translation():
    (block,) = outdated(EN._replace(body=EN.body.replace("is big", "is small")))
    assert (block.kind, block.old, block.new) == (
        "changed", "The harbour opened. It is big.", "The harbour opened. It is small.",
    )  # fmt: skip
    assert block.current == block.machine == "Гавань відкрили. Вона велика."
    assert not block.has_own_words


def test_the_title_is_a_block():
    (block,) = outdated(EN._replace(title="Harbour closes"))
    texts, base = after({block.key: Decision("Гавань закрили", "Гавань закрили")},
                        EN._replace(title="Harbour closes"))  # fmt: skip
    assert texts == UK._replace(title="Гавань закрили")
    assert base.machine[0] == "Гавань закрили"


def test_only_the_decided_block_is_another():
    original = EN._replace(body=EN.body.replace("is big", "is small").replace("Ships", "Boats"))
    first, second = outdated(original)
    texts, base = after({first.key: Decision("Гавань мала.", "Гавань мала.")}, original)
    assert texts == UK._replace(
        body=UK.body.replace("Гавань відкрили. Вона велика.", "Гавань мала.")
    )
    assert outdated(original, texts, base) == [second]


def test_a_persons_sentence_and_the_machines_new_one_are_both_there():
    original = EN._replace(body="It opened. People came. It is big.")
    machine = UK._replace(body="Її відкрили. Люди прийшли. Вона велика.")
    mine = machine._replace(body="Її урочисто відкрили. Люди прийшли. Вона велика.")
    base = Base.by_shape(original.blocks, machine.blocks)
    now = original._replace(body="It opened. People came. It is small.")
    (block,) = outdated(now, mine, base)
    merged = block.merged("Її відкрили. Люди прийшли. Вона мала.")
    assert merged.value == "Її урочисто відкрили. Люди прийшли. Вона мала."
    assert not merged.overlaps


def test_the_same_sentence_is_a_conflict_and_the_persons_stands():
    mine = UK._replace(body=UK.body.replace("Вона велика.", "Вона величезна."))
    (block,) = outdated(EN._replace(body=EN.body.replace("is big", "is small")), mine)
    merged = block.merged("Гавань відкрили. Вона мала.")
    assert merged.value == "Гавань відкрили. Вона величезна."
    assert [(one.mine, one.theirs) for one in merged.overlaps] == [
        ("Вона величезна.", "Вона мала.")
    ]


def test_a_new_block_stands_after_the_words_of_the_one_before_it():
    original = EN._replace(body=EN.body.replace("\n\nShips", "\n\nIt cost much.\n\nShips"))
    (block,) = outdated(original)
    texts, base = after({block.key: Decision("Коштувала багато.", "Коштувала багато.")}, original)
    assert texts.body == UK.body.replace("\n\nКораблі", "\n\nКоштувала багато.\n\nКораблі")
    assert outdated(original, texts, base) == []


def test_a_block_that_is_gone_takes_its_words_along_or_leaves_them():
    original = EN._replace(body=EN.body.removesuffix("\n\nShips came."))
    (block,) = outdated(original)
    assert after({block.key: Decision("")}, original)[0].body == UK.body.removesuffix(
        "\n\nКораблі прийшли."
    )
    texts, base = after({block.key: Decision()}, original)
    assert texts == UK
    assert base.links[-1] is None
    assert outdated(original, texts, base) == []


def test_a_moved_block_is_not_translated_again():
    original = EN._replace(body="Ships came.\n\n# What\n\nThe harbour opened. It is big.")
    blocks = outdated(original)
    assert [block.kind for block in blocks] == ["moved"]
    texts, base = after({blocks[0].key: Decision(blocks[0].current)}, original)
    assert texts.body == "Кораблі прийшли.\n\n# Що\n\nГавань відкрили. Вона велика."
    assert outdated(original, texts, base) == []


def test_that_is_fine_moves_the_base_and_no_word():
    original = EN._replace(title="Harbour opens!", body=EN.body.replace("big", "large"))
    texts, base = after({one.key: Decision() for one in outdated(original)}, original)
    assert texts == UK
    assert [*base.original] == original.blocks


def test_a_decision_about_a_change_that_there_is_no_more_is_left_out():
    (block,) = outdated(EN._replace(title="Harbour closes"))
    assert after({block.key: Decision("Інше", "Інше")}, EN) == (UK, BASE)


def test_words_of_a_person_are_no_base_to_merge_with():
    base = Base.by_shape(EN.blocks, UK.blocks, is_owned=True)
    (block,) = outdated(EN._replace(title="Harbour closes"), base=base)
    assert (block.machine, block.current) == ("", "Гавань")
    assert block.merged("Гавань закрили").overlaps


def test_what_a_person_wrote_without_a_machine_stays_a_persons():
    original = EN._replace(title="Harbour closes")
    (block,) = outdated(original)
    _texts, base = after({block.key: Decision("Порт закрили")}, original)
    assert 0 in base.owned


@pytest.mark.parametrize(
    ("original", "machine", "links"),
    [
        (["T", "D", "# a", "b", "c"], ["T", "D", "# x", "y", "z"], (0, 1, 2, 3, 4)),
        (["T", "D", "# a", "b", "c"], ["T", "D", "# x", "y"], (0, 1, 2, 3)),
        (["T", "D", "a", "# b", "c"], ["T", "D", "x", "more", "# y", "z"], (0, 1, 2, None, 3, 4)),
        (["T", "D"], ["T", "D", "x"], (0, 1, None)),
    ],
)
def test_blocks_are_linked_by_their_shape(original, machine, links):
    assert linked_by_shape(original, machine) == links
