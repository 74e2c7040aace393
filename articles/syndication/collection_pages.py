"""Structured data of the page of a section or topic (https://schema.org/CollectionPage): pure
functions."""

from typing import NamedTuple

from articles.lib.srcset import ImageSources
from articles.syndication.publication_facts import Publication
from articles.syndication.structured_data import absolute, without_empty


class CollectionFacts(NamedTuple):
    """The facts of a section or topic that metadata says; `about` are the words of editors."""

    name: str
    about: str
    picture: ImageSources | None


def collection_page(facts: CollectionFacts, url: str, site: Publication) -> dict[str, object]:
    """Return the page as CollectionPage, without the keys that are empty."""
    return without_empty(
        {
            "@type": "CollectionPage",
            "@id": f"{url}#page",
            "url": url,
            "name": facts.name,
            "description": facts.about,
            "image": absolute(facts.picture.src, site.url) if facts.picture else "",
            "inLanguage": site.lang,
            "isPartOf": {"@id": f"{site.home_url}#website"},
        }
    )
