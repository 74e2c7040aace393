"""Words of no language, which every measurement shares."""

import random


def vocabulary() -> list[str]:
    """Thirty thousand invented words, always the same."""
    starts = "b br d f g gr h k l m n p pl r s st t v".split()
    ends = "a e i o u ar en il on us".split()
    syllables = [start + end for start in starts for end in ends]
    pairs = [one + other for one in syllables for other in syllables]
    random.Random(1).shuffle(pairs)
    return pairs[:30_000]
