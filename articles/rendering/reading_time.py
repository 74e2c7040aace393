"""Counts words in any script, and the minutes that reading them takes. Pure."""

import re

# Words that adults read in a minute (Brysbaert 2019, silent reading of non-fiction).
WORDS_A_MINUTE = 230
# Scripts that put no blanks between words: Chinese characters and kana with about two characters
# a word, those of Southeast Asia and Tibet with about five letters.
_EAST_ASIAN = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9d\U00020000-\U0003ffff]"
)
_SOUTHEAST_ASIAN = re.compile(
    r"[\u0e01-\u0e5b\u0e81-\u0edf\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df"
    r"\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaa7f]"
)
_UNSPACED = re.compile(f"{_EAST_ASIAN.pattern[:-1]}{_SOUTHEAST_ASIAN.pattern[1:]}")


def count_words(text: str) -> int:
    """The number of words between blanks that have a letter or a digit.

    In scripts without blanks, an estimate from the number of characters.
    """
    estimate = 0
    if not text.isascii() and _UNSPACED.search(text):
        text, east = _EAST_ASIAN.subn(" ", text)
        text, southeast = _SOUTHEAST_ASIAN.subn(" ", text)
        estimate = -(-east // 2) + -(-southeast // 5)
    words = text.split()
    # Nearly all begin with one; only the others are searched.
    odd = [word for word in words if not word[0].isalnum()]
    return estimate + len(words) - sum(1 for word in odd if not any(map(str.isalnum, word)))


def reading_minutes(words: int) -> int:
    """The minutes that so many words take, rounded up."""
    return -(-words // WORDS_A_MINUTE)
