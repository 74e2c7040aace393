"""Credits of pictures in the form that their makers ask for. Pure."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from articles.lib.ascii_urls import split_url

_UNSPLASH = ("unsplash.com", "www.unsplash.com")


@dataclass(frozen=True, slots=True)
class CreditLink:
    """The maker of a picture with a link, and the agency whose terms ask to be named."""

    name: str
    url: str = ""
    agency: str = ""
    agency_url: str = ""


def credit_link(name: str, url: str, app: str) -> CreditLink:
    """The credit of a picture by `name`, whose page is `url`; `app` is what this site is called.

    Unsplash asks for “Photo by Name on Unsplash”, with links to both that say which site they come
    from (unsplash.com/documentation, Guideline: Attribution).
    """
    try:
        host = split_url(url).hostname if url else None
    except ValueError:
        return CreditLink(name)
    if host not in _UNSPLASH:
        return CreditLink(name, url)
    return CreditLink(name, referral(url, app), "Unsplash", referral("https://unsplash.com/", app))


def referral(url: str, app: str) -> str:
    """An address of Unsplash with the parameters of its guidelines; others of it stay."""
    parts = split_url(url)
    kept = [pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")]
    query = urlencode([*kept, ("utm_source", app), ("utm_medium", "referral")])
    return parts._replace(query=query).geturl()
