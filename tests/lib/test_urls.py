"""Paths of this site that are made in great numbers."""

from django.urls import reverse

from articles.lib.urls import path_around


def test_a_slug_between_the_two_halves_gives_the_path_of_the_route():
    for slug in ("slug", "harbour-crane", "a_B-9"):
        before, after = path_around("article", "en")
        assert f"{before}{slug}{after}" == reverse("article", args=["en", slug])
