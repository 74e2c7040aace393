"""A browser in words, from what it says of itself."""

# The first that is named counts: nearly every browser names some of the later ones, too.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """Return words such as “Firefox, Windows” for the header User-Agent; empty for no browser."""
    tables = (_BROWSERS, _SYSTEMS)
    words = (next((name for mark, name in table if mark in user_agent), "") for table in tables)
    return ", ".join(word for word in words if word)
