"""The facts about the publication that metadata, feeds and sitemaps tell. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication in one language. `url` has no slash at its end; the other URLs are absolute.

    `policy` is the path of the page that says how articles are made; empty without one. `picture`
    is what other sites show with a page that has none of its own. `logo_size` is in pixels, None
    where it is not known; `elsewhere` are its own pages at other sites.
    """

    name: str
    url: str
    lang: str
    logo: str
    home_url: str
    corrections_url: str
    policy: str = ""
    picture: str = ""
    logo_size: tuple[int, int] | None = None
    tagline: str = ""
    elsewhere: tuple[str, ...] = ()
