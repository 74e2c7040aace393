"""Share buttons that are plain links: nothing is loaded from anybody until a reader follows one."""

from urllib.parse import quote

# The names are the services' own. Mail stands first and asks nobody.
_SERVICES = (
    ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
    ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
    ("X", "https://x.com/intent/post?url={url}&text={title}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
)


def share_links(url: str, title: str) -> tuple[tuple[str, str], ...]:
    """(service, address) for the page at the absolute address `url`."""
    parts = {"url": quote(url, safe=""), "title": quote(title, safe="")}
    return tuple((name, pattern.format(**parts)) for name, pattern in _SERVICES)


def mail_link(url: str, title: str) -> str:
    """Opens a letter with the page in it (RFC 6068)."""
    return f"mailto:?subject={quote(title, safe='')}&body={quote(url, safe='')}"
