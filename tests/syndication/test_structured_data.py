"""Structured data of an article is what its page shows."""

import datetime as dt

import pytest

from articles.lib.srcset import ImageSources
from articles.syndication import structured_data as data
from articles.syndication.publication_facts import Publication

SITE = Publication(
    "The Courier",
    "https://news.example.org",
    "en",
    "https://news.example.org/l.png",
    home_url="https://news.example.org/en/",
    corrections_url="https://news.example.org/en/corrections/",
    policy="/en/editorial-policy/",
    logo_size=(512, 512),
)
WHEN = dt.datetime(2026, 11, 10, 8, 30, 10, 123000, tzinfo=dt.UTC)
SOURCE = data.NamedUrl("The Wire", "https://wire.example.org")
UNSPLASH = "https://images.unsplash.com/photo-1?ixid=abc&fit=max&w=1080&q=80"


CROPS = {
    "16x9": (f"{UNSPLASH}&fit=crop&w=1200&h=675", 1200, 675),
    "4x3": (f"{UNSPLASH}&fit=crop&w=1200&h=900", 1200, 900),
    "1x1": (f"{UNSPLASH}&fit=crop&w=1200&h=1200", 1200, 1200),
}


def cover(src=UNSPLASH, width=1080, height=None, crops=None):
    picture = ImageSources(src, "", width, height)
    return data.CoverFacts(picture, "A crane", "", "Ada Okoro", crops or {})


NOTE = data.CorrectionFacts("Correction", "It was nineteen.", WHEN)
ARTICLE = data.ArticleFacts(
    title="Harbour opens",
    summary="Ships came.",
    lang="en",
    path="/en/articles/harbour/",
    canonical_url="",
    published_at=WHEN,
    changed_at=WHEN + dt.timedelta(days=1),
    word_count=321,
    machine_part="rewritten",
    is_reviewed=False,
    source=SOURCE,
    category=data.NamedUrl("Ports", "/en/category/ports/"),
    cover=cover(crops=CROPS),
    tags=("Cranes", "Öl"),
    corrections=(),
)


def test_an_article_field_by_field():
    found = data.news_article(ARTICLE._replace(corrections=(NOTE,)), SITE)
    images = found.pop("image")
    assert found == {
        "@type": "NewsArticle",
        "@id": "https://news.example.org/en/articles/harbour/#article",
        "mainEntityOfPage": "https://news.example.org/en/articles/harbour/",
        "url": "https://news.example.org/en/articles/harbour/",
        "headline": "Harbour opens",
        "description": "Ships came.",
        "datePublished": "2026-11-10T08:30:10+00:00",
        "dateModified": "2026-11-11T08:30:10+00:00",
        "author": {
            "@type": "Organization",
            "@id": "https://news.example.org/#organization",
            "name": "The Courier",
        },
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "https://news.example.org/#organization",
            "name": "The Courier",
            "url": "https://news.example.org/",
            "logo": {
                "@type": "ImageObject",
                "url": "https://news.example.org/l.png",
                "width": 512,
                "height": 512,
            },
            "publishingPrinciples": "https://news.example.org/en/editorial-policy/",
            "correctionsPolicy": "https://news.example.org/en/corrections/",
        },
        "isBasedOn": {
            "@type": "CreativeWork",
            "publisher": {
                "@type": "Organization", "name": "The Wire", "url": "https://wire.example.org",
            },
        },
        "inLanguage": "en",
        "keywords": ["Cranes", "Öl"],
        "articleSection": "Ports",
        "wordCount": 321,
        "isAccessibleForFree": True,
        "correction": [
            {
                "@type": "CorrectionComment",
                "name": "Correction",
                "text": "It was nineteen.",
                "datePublished": "2026-11-10T08:30:10+00:00",
            }
        ],
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    }  # fmt: skip
    assert [(image["width"], image["height"]) for image in images] == [
        (1200, 675), (1200, 900), (1200, 1200),
    ]  # fmt: skip
    assert {(image["creditText"], image["caption"]) for image in images} == {
        ("Ada Okoro", "A crane")
    }


def test_the_text_itself_is_not_copied():
    """So no opinion section stands in a copy of it."""
    assert "articleBody" not in data.news_article(ARTICLE, SITE)


def test_what_is_not_known_is_not_claimed():
    bare = ARTICLE._replace(
        source=None, category=None, cover=None, machine_part="", tags=(), summary=""
    )
    found = data.news_article(bare, SITE)
    for key in ("image", "isBasedOn", "keywords", "articleSection", "correction", "description",
                "digitalSourceType"):  # fmt: skip
        assert key not in found
    assert data.ai_disclosure(bare) == ""


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("rewritten", "trainedAlgorithmicMedia"),
        ("translated", "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_a_machines_part_is_named(part, kind):
    made = ARTICLE._replace(machine_part=part)
    assert data.digital_source_type(made).rsplit("/", 1)[1] == kind
    assert data.ai_disclosure(made) == "ai-autonomous"


def test_a_review_changes_who_answers_and_not_how_it_was_made():
    reviewed = ARTICLE._replace(machine_part="rewritten", is_reviewed=True)
    assert data.ai_disclosure(reviewed) == "ai-assisted"
    assert data.digital_source_type(reviewed).endswith("/trainedAlgorithmicMedia")
    assert data.author_name(reviewed, SOURCE.name, SITE) == "The Courier"


def test_the_source_answers_for_its_own_words_and_not_for_a_machines():
    assert data.author_name(ARTICLE, SOURCE.name, SITE) == "The Courier"
    own = ARTICLE._replace(machine_part="")
    assert data.author_name(own, SOURCE.name, SITE) == "The Wire"
    assert data.news_article(own, SITE)["author"] == {
        "@type": "Organization", "name": "The Wire", "url": "https://wire.example.org",
    }  # fmt: skip


def test_the_publication_is_no_source_of_its_own():
    source = data.NamedUrl("THE COURIER", "")
    assert "isBasedOn" not in data.news_article(ARTICLE._replace(source=source), SITE)


def test_an_article_from_elsewhere_names_the_place():
    there = ARTICLE._replace(canonical_url="https://wire.example.org/1")
    found = data.news_article(there, SITE)
    assert found["mainEntityOfPage"] == found["isBasedOn"]["url"] == "https://wire.example.org/1"
    assert found["url"] == "https://news.example.org/en/articles/harbour/"


def test_each_crop_is_an_image_of_its_own():
    images = data.images(ARTICLE, SITE)
    assert [image["url"] for image in images] == [url for url, _width, _height in CROPS.values()]


def test_a_crop_of_ours_has_the_host_of_the_site():
    crops = {"1x1": ("/media/covers/a-1x1.jpg", 1200, 1200)}
    (image,) = data.images(ARTICLE._replace(cover=cover(crops=crops)), SITE)
    assert image["url"] == "https://news.example.org/media/covers/a-1x1.jpg"


def test_an_image_of_ours_is_shown_as_it_is():
    local = ARTICLE._replace(cover=cover("/media/covers/a.jpg", 1280, 720))
    (image,) = data.images(local, SITE)
    assert image["url"] == "https://news.example.org/media/covers/a.jpg"
    assert (image["width"], image["height"]) == (1280, 720)


def test_a_width_alone_is_not_half_a_size():
    (image,) = data.images(ARTICLE._replace(cover=cover("/media/a.jpg", 1280, None)), SITE)
    assert "width" not in image


def test_the_way_from_the_front_page():
    found = data.breadcrumbs(("Home", "https://a.org/en/"), ("Ports", "https://a.org/en/ports/"))
    assert [(step["position"], step["name"]) for step in found["itemListElement"]] == [
        (1, "Home"), (2, "Ports"),
    ]  # fmt: skip
