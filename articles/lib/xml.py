"""Prepares text for XML documents."""

import re

# Everything outside the production Char of XML 1.0 (fifth edition, section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 cannot hold, not even escaped."""
    return _NOT_XML.sub("", text)
