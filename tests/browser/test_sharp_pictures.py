"""Readers get the smallest rendition that is sharp on their screen, and nothing moves as it comes."""

import io
import math
import re
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.editorial.pictures.adding import add_upload
from articles.images.tasks import make_renditions_of
from articles.lib.picture_sizes import WIDTHS
from articles.models import Category, Image

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = [(width, density) for width in (390, 768, 1440) for density in (1, 2)]
_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
# The address that was chosen, and the width of the picture on the page.
_CHOSEN = """(images) => images.map((image) => [
  image.currentSrc, image.getBoundingClientRect().width, image.closest("article, section")?.className,
])"""


@pytest.fixture
def site(empty_site):
    return empty_site


@dataclass(frozen=True)
class Readers:
    """A site with stories that have pictures, and how many bytes of pictures its pages took."""

    paths: dict[str, str]
    images: list[Image]
    taken: dict[tuple[str, int, int], int] = field(default_factory=dict)


@pytest.fixture
def readers(site, make_article):
    images = [photograph(number) for number in range(4)]
    sections = [
        Category.objects.create(key=key, name=key.title(), slug=key)
        for key in ("ports", "energy", "rail")
    ]
    for number in range(24):
        article = make_article(
            f"Story {number} of the harbour",
            hours=-1 - number,
            cover=images[number % 4],
            category=sections[number % 3],
            description="The crane of Port Solace stands again, after a month of repairs.",
            body=f"It stands.\n\n![A crane](/media/{images[0].source_file})\n\nIt lifts.",
        )
    paths = {"front": "/", "list": "/en/category/ports/", "story": article.get_absolute_url()}
    return Readers(paths, images)


def photograph(number: int) -> Image:
    """A picture with some grain, so that its files have the bytes of a photograph."""
    grain = Pillow.effect_noise((1920, 1080), 30).convert("RGB")
    sky = Pillow.linear_gradient("L").resize((1920, 1080)).convert("RGB")
    stream = io.BytesIO()
    tint = Pillow.new("RGB", (1920, 1080), (60 * number, 90, 120))
    Pillow.blend(Pillow.blend(grain, sky, 0.8), tint, 0.3).save(stream, "JPEG", quality=90)
    file = SimpleUploadedFile(f"crane-{number}.jpg", stream.getvalue(), "image/jpeg")
    return add_upload(file, None)[0].image


def look(open_browser, site: str, path: str, width: int, density: int):
    """What was chosen for each picture of a page, what moved, and the bytes of all pictures."""
    browser = open_browser(width=width, device_scale_factor=density)
    page = browser.new_page()
    page.add_init_script(_SHIFTS)
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda answer: (
            sizes.update({answer.url: len(answer.body())}) if "/media/" in answer.url else None
        ),
    )
    page.goto(site + path)
    images = page.locator("main img")
    for number in range(images.count()):
        image = images.nth(number)
        image.scroll_into_view_if_needed()
        image.evaluate("(image) => image.decode()")
    chosen = images.evaluate_all(_CHOSEN)
    shifts = page.evaluate("window.shifts")
    browser.close()
    return chosen, shifts, sum(sizes.values())


def sharp_widths(needed: float, density: int) -> set[int]:
    """The widths that a browser may choose for a picture that is `needed` pixels across: the
    smallest that is sharp. On fine screens Chromium takes the one below where that is nearer, by
    the geometric mean of both."""
    above = min((width for width in WIDTHS if width >= needed), default=WIDTHS[-1])
    below = max((width for width in WIDTHS if width < needed), default=0)
    nearer = density > 1 and needed < math.sqrt(above * below)
    return {above, below} if nearer else {above}


def test_the_smallest_sharp_rendition_is_chosen_and_nothing_moves(
    readers, open_browser, site, capsys
):
    wrong, bytes_of = [], {}
    for step in ("the one cleaned copy", "renditions"):
        for width, density in SCREENS:
            for name, path in readers.paths.items():
                chosen, shifts, size = look(open_browser, site, path, width, density)
                assert chosen, path
                assert shifts == [], (step, name, width, density)
                bytes_of[step, name, width, density] = size
                for address, shown, place in chosen:
                    match = re.search(r"-(\d+)\.(avif|webp|jpg)$", address)
                    if step == "renditions":
                        assert match, address
                        assert match[2] == "avif"
                        if int(match[1]) not in sharp_widths(shown * density, density):
                            wrong.append((name, width, density, place, shown, int(match[1])))
                    else:
                        assert not match, address
        for image in readers.images if step != "renditions" else ():
            make_renditions_of.call(image.pk)
    with capsys.disabled():
        for (step, name, width, density), size in bytes_of.items():
            if name == "front":
                print(f"\nfront page, {width} px × {density}, {step}: {size:,} bytes", end="")
    assert wrong == []
