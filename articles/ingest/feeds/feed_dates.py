"""Times as feeds write them: RFC 822, ISO 8601, and what else is about. Pure."""

import datetime as dt
import email.utils
from typing import Final

# The longest time that means one, such as `Wednesday, 02 September 2026 08:00:00.000 +0000 (UTC)`.
_LONGEST: Final = 100


def iso_time(text: str) -> str:
    """Return a time of a feed in ISO 8601: with a zone where it has one, and the same text where
    it is no time, so that whoever reads it can say so.

    No zone is guessed: a time without one stays without one.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return text
    try:
        return dt.datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return text
    # RFC 5322, section 3.3: -0000 says that the zone is unknown. Servers mean UTC by it.
    if moment.tzinfo is None and text.endswith("-0000"):
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.isoformat()
