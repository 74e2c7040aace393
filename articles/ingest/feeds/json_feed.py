"""The items of a JSON Feed (https://jsonfeed.org/version/1.1), as values of the names that upstream
APIs use. Pure."""

from collections.abc import Mapping
from urllib.parse import urljoin

from articles.ingest.feeds.feed_dates import iso_time
from articles.ingest.feeds.html_text import html_text
from articles.ingest.feeds.syndicated import item_id


def json_feed_values(item: object, address: str, lang: str = "") -> object:
    """Return the values of an item, in the language `lang` where that is known of the feed; what is
    no object is returned as it is, for whoever says so."""
    if not isinstance(item, Mapping):
        return item
    text, markup = item.get("content_text"), item.get("content_html")
    body = text if isinstance(text, str) and text.strip() else ""
    if not body and isinstance(markup, str):
        body = html_text(markup)
    url = _link(address, item.get("url") or item.get("external_url"))
    # Ids that are numbers are read as text (section "Items").
    given = item.get("id")
    guid = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    title = item.get("title") if isinstance(item.get("title"), str) else ""
    values = {
        "id": item_id(guid, url, str(title)),
        "guid": guid,
        "url": url,
        "title": title,
        "body": body or item.get("summary"),
        "authors": _authors(item),
        "category_data": item.get("tags"),
        "lang": lang or item.get("language"),
        "published": _time(item.get("date_published")),
        "updated_on": _time(item.get("date_modified")),
        "image_url": _link(address, item.get("image") or item.get("banner_image")),
    }
    return {name: value for name, value in values.items() if value}


def _authors(item: Mapping[str, object]) -> list[object]:
    """Names of `authors`, which is `author` in version 1."""
    given = item.get("authors") or [item.get("author")]
    people = given if isinstance(given, list) else []
    return [name for one in people if isinstance(one, Mapping) and (name := one.get("name"))]


def _time(value: object) -> object:
    return iso_time(value) if isinstance(value, str) else value


def _link(address: str, link: object) -> str:
    if not isinstance(link, str) or not link.strip():
        return ""
    try:
        return urljoin(address, link.strip())
    except ValueError:
        return link
