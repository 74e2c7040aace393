"""Guesses the encoding of text that is not UTF-8, and says how to save it as UTF-8."""

# The encodings that are tried besides UTF-8, by the name of their codec, with the name that people
# and iconv know. More candidates only lead to wrong guesses.
_NAMES = {
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "koi8_u": "KOI8-U",
    "cp1256": "Windows-1256",
}
# A guess needs no more of a text.
_LOOKED_AT = 200_000


def guess_codec(data: bytes) -> str:
    """The codec that `data` is probably in: utf-8 also for UTF-8 with a damaged byte."""
    text = data.decode("utf-8", "replace")
    if text.encode() == data:
        return "utf-8"
    # Mostly UTF-8 with a damaged byte: decoding it otherwise would damage the rest.
    if sum(char > "\x7f" for char in text) > 2 * text.count("\N{REPLACEMENT CHARACTER}"):
        return "utf-8"
    # Imported here, since few files are not UTF-8.
    from charset_normalizer import from_bytes

    try:
        best = from_bytes(data[:_LOOKED_AT], cp_isolation=list(_NAMES)).best()
    except Exception:  # noqa: BLE001 - it is a guess about any bytes, in a library of others
        best = None
    return best.encoding if best else "cp1252"


def guessed_encoding(data: bytes) -> str:
    """The name of the encoding that `data` is probably in; empty for UTF-8 with a damaged byte."""
    codec = guess_codec(data)
    return "" if codec == "utf-8" else _NAMES.get(codec, codec)


def save_hint(name: str) -> str:
    """Return the advice for the owner of a file in the encoding `name`, with a command to run."""
    return (
        "Save the file as UTF-8 (in your editor: save with encoding), or run:\n"
        f"iconv -f {name.upper()} -t UTF-8 FILE > NEW"
    )
