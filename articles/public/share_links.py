"""Share buttons as plain links: no service is contacted until a reader follows its link."""

from urllib.parse import quote

_SERVICES = (
    ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
    ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
    ("X", "https://x.com/intent/post?url={url}&text={title}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
)


def share_links(url: str, title: str) -> tuple[tuple[str, str], ...]:
    """Return (name of the service, link) for the page at the absolute `url`."""
    values = {"url": quote(url, safe=""), "title": quote(title, safe="")}
    return tuple((name, pattern.format(**values)) for name, pattern in _SERVICES)


def mail_link(url: str, title: str) -> str:
    """Return a `mailto:` link that starts a message with the page in it (RFC 6068)."""
    return f"mailto:?subject={quote(title, safe='')}&body={quote(url, safe='')}"
