"""What a page tells those who link to it is what it shows."""

from articles.syndication import open_graph
from tests.syndication.test_structured_data import ARTICLE, SITE


def test_open_graph_says_the_same():
    found = open_graph.article_properties(ARTICLE, SITE)
    said = dict(found)
    assert said["og:type"] == "article"
    assert (said["og:title"], said["og:description"]) == ("Harbour opens", "Ships came.")
    assert said["article:published_time"] == "2026-11-10T08:30:10+00:00"
    assert said["article:modified_time"] == "2026-11-11T08:30:10+00:00"
    assert [content for name, content in found if name == "article:tag"] == ["Cranes", "Öl"]
    assert said["og:image"].endswith("&w=1200&h=675")
    assert said["og:image:alt"] == "A crane"


def test_an_article_without_a_cover_shows_the_logo():
    assert ("og:image", SITE.logo) in open_graph.article_properties(
        ARTICLE._replace(cover=None), SITE
    )


def test_an_article_from_elsewhere_names_the_place():
    there = ARTICLE._replace(canonical_url="https://wire.example.org/1")
    assert ("og:url", "https://wire.example.org/1") in open_graph.article_properties(there, SITE)
