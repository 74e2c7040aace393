"""Cuts text between the characters that readers see. Pure."""

# Code points of the longest character that anybody means: a kiss of two people with skin tones.
_LONGEST = 32


def clip(text: str, limit: int) -> str:
    """Return the beginning of `text`, at most `limit` code points, without half a character.

    What readers see as one character may be many code points (UAX #29): a letter with its marks,
    the emoji of a family, a flag. One that alone is over the limit is cut.
    """
    if len(text) <= limit or (text[:limit].isascii() and text[limit].isascii()):
        return text[:limit]
    # 30 ms to import, and only long texts need it.
    from wcwidth import iter_graphemes

    # A character begins with every blank. Whether one goes on is seen by the code point that
    # follows.
    end = max(text.rfind(" ", 0, limit), 0)
    for grapheme in iter_graphemes(text[end : limit + 1]):
        if end + len(grapheme) > limit:
            break
        end += len(grapheme)
    return text[: end or limit]


def clip_start(text: str, limit: int) -> str:
    """Return the end of `text`, at most `limit` code points, without half a character."""
    if len(text) <= limit or text.isascii():
        return text[-limit:]
    from wcwidth import iter_graphemes

    # Characters that are meant have fewer code points than the window has before the limit.
    window = text[-limit - _LONGEST :]
    left = len(window)
    for grapheme in iter_graphemes(window):
        if left <= limit:
            break
        left -= len(grapheme)
    return window[len(window) - left :] or text[-limit:]


def shorten(text: str, limit: int) -> str:
    """Return `text`; if it is longer than `limit` code points, its beginning and an ellipsis."""
    return text if len(text) <= limit else clip(text, limit - 1) + "…"
