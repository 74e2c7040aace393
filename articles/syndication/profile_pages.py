"""Structured data of the page of an author (https://schema.org/ProfilePage): pure functions."""

from typing import NamedTuple

from articles.syndication.publication_facts import Publication
from articles.syndication.structured_data import absolute, without_empty


class PersonFacts(NamedTuple):
    """The facts of an author that metadata says; `links` are addresses, `languages` codes."""

    name: str
    role: str
    about: str
    picture: str
    links: tuple[str, ...]
    languages: tuple[str, ...]


def profile_page(person: PersonFacts, url: str, site: Publication) -> dict[str, object]:
    """Return the page of an author as ProfilePage of a Person, without the keys that are empty."""
    node = {
        "@type": "Person",
        "@id": f"{url}#person",
        "name": person.name,
        "url": url,
        "jobTitle": person.role,
        "description": person.about,
        "image": person.picture and absolute(person.picture, site.url),
        "sameAs": list(person.links),
        "knowsLanguage": list(person.languages),
        "worksFor": {"@id": f"{site.url}/#organization"} if person.role else "",
    }
    return {"@type": "ProfilePage", "url": url, "mainEntity": without_empty(node)}
