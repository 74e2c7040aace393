"""Sites made by chance, changed by chance: what they export is the same site elsewhere.

A long walk: `SITES=300 make thorough ARGS=tests/import_export/test_random_sites.py`.
"""

import io
import os
import random
import unicodedata

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from articles.models import Article, Image, QuarantinedFile
from articles.models.revise import Changes
from tests.images.damaged import good_pictures
from tests.import_export.test_exporter import export
from tests.import_export.test_round_trip import (
    articles,
    composed,
    empty_the_site,
    sample,
    tree_of,
    write,
)

pytestmark = pytest.mark.django_db
FEW, MANY = 3, int(os.environ.get("SITES", 40))
WORDS = ["port", "Port", "press day", "Їжак", "café", "crane", "2026", "readme", "covers", "a.b"]
PICTURES = [data for name, data in good_pictures().items() if "moving" not in name]


def chosen_form(chance: random.Random, text: str) -> str:
    return unicodedata.normalize(chance.choice(["NFC", "NFD"]), text)


def random_folder(chance: random.Random) -> str:
    depth = chance.choice([0, 0, 1, 2, 4])
    return "".join(chosen_form(chance, chance.choice(WORDS)) + "/" for _ in range(depth))


def random_tree(chance: random.Random, root: int) -> dict[str, bytes]:
    """Files of articles, most of them with a picture somewhere in the tree."""
    tree: dict[str, bytes] = {}
    for number in range(12):
        folder = random_folder(chance)
        ending = chance.choice([".md", ".en.md", ".uk.md", ".markdown", ".txt"])
        name = chosen_form(chance, chance.choice(WORDS))
        cover = ""
        if chance.random() < 0.8:
            place = chance.choice([folder, random_folder(chance)])
            picture = f"{place}{chosen_form(chance, chance.choice(WORDS))}.jpg"
            tree.setdefault(picture, chance.choice(PICTURES))
            cover = chosen_form(chance, os.path.relpath(picture, folder or "."))
        keys = {"externalId": f"'{root}-{number}'"} if chance.random() < 0.8 else {}
        tree.setdefault(f"{folder}{name}{ending}", sample(f"Story {root}-{number}", cover, **keys))
    return tree


def change_by_chance(chance: random.Random) -> None:
    """What editors do: other slugs, other covers, uploaded ones among them."""
    name = default_storage.save("covers/desk.jpg", io.BytesIO(chance.choice(PICTURES)))
    uploaded = Image.objects.create(alt="Uploaded")
    uploaded.variants.create(name="full", file=name, width=48, height=32)
    uploaded.sign()
    covers = [uploaded, None, *Image.objects.exclude(pk=uploaded.pk)]
    for article in list(Article.objects.for_export()):
        match chance.randrange(6):
            case 0:
                slug = f"{article.slug}-{chance.choice(['2', 'new'])}"
                if not Article.objects.filter(slug=slug, lang=article.lang).exists():
                    article.revise(Changes({"slug": slug}), None)
            case 1:
                article.revise(Changes({"cover": chance.choice(covers)}), None)
            case 2:
                article.revise(Changes({"title": f"{article.title} anew"}), None)
            case 3:
                article.unpublish(None)
    for number in range(2):
        Article.objects.create(
            title=f"Desk {number}", slug=f"desk-{number}", lang="en", cover=chance.choice(covers)
        )


def site() -> dict[str, tuple[object, ...]]:
    """What each article of the site is, without the paths of its cover and without its slug.

    Of files that give one slug, the import that comes first to one gives it that slug.
    """
    return {
        record.title: (
            record.model_dump(exclude={"cover_image", "slug"}),
            record.cover_image and (record.cover_image.alt, record.cover_image.credit),
            [size[:2] for size in cover],
        )
        for record, cover in articles().values()
    }


@pytest.mark.parametrize(
    "sites", [FEW, pytest.param(MANY, marks=pytest.mark.thorough)], ids=["few", "many"]
)
def test_what_a_site_exports_is_the_same_site_elsewhere(tmp_path, settings, import_files, sites):
    for seed in range(sites):
        chance = random.Random(seed)
        place = tmp_path / str(seed)
        with transaction.atomic():
            settings.MEDIA_ROOT = place / "media"
            for root in range(chance.choice([1, 1, 2])):
                import_files(write(random_tree(chance, root), place / f"in {root}"))
            QuarantinedFile.objects.all().delete()
            change_by_chance(chance)
            before = site()
            export(place / "out")
            folded: dict[str, bytes] = {}
            for name, data in composed(tree_of(place / "out")).items():
                # One file on some systems; two only of the same picture.
                assert folded.setdefault(name.casefold(), data) == data, (seed, name)
            empty_the_site(settings, place / "media 2")
            import_files(place / "out")
            assert list(QuarantinedFile.objects.values_list("path", "problems")) == [], seed
            assert site() == before, seed
            transaction.set_rollback(True)
