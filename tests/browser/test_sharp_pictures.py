"""Readers get the smallest rendition that is sharp on their screen, and nothing moves as it comes."""

import datetime as dt
import io
import math
import re
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Pillow

from articles.editorial.pictures.adding import add_upload
from articles.images.tasks import make_renditions_of
from articles.lib.picture_sizes import WIDTHS
from articles.lib.rendition_set import parse_renditions
from articles.models import Category, FrontEdition, Image, Tag, Topic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

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


@pytest.fixture
def stories(site, make_article):
    """The paths of pages with pictures, none of which stands on a page twice: Chromium shows a
    picture that it has in a larger size rather than ask for a smaller one."""
    sections = [
        Category.objects.create(key=key, name=key.title(), slug=key)
        for key in ("ports", "energy", "rail")
    ]
    file = photograph()
    for number in range(24):
        article = make_article(
            f"Story {number} of the harbour",
            hours=-1 - number,
            cover=copy_of(file, f"cover-{number}"),
            category=sections[number % 3],
            tags=["CRANES"] if number % 4 == 0 else [],
            description="The crane of Port Solace stands again, after a month of repairs.",
            body=f"It stands.\n\n![A crane](/media/{copy_of(file, f'text-{number}').source_file})",
        )
    cranes = Tag.objects.get(name="CRANES")
    Topic.objects.create(tag=cranes, picture=copy_of(file, "topic"), words={"en": "Cranes."})
    until = timezone.now() + dt.timedelta(days=1)
    FrontEdition(lang="en", focus_tag=cranes, focus_until=until).copy(None).launch(None)
    return {
        "front": "/",
        "list": "/en/category/ports/",
        "topic": "/en/tag/cranes/",
        "story": article.get_absolute_url(),
    }


def photograph() -> Image:
    """A picture with some grain and its renditions."""
    grain = Pillow.effect_noise((1920, 1080), 60).convert("RGB")
    sky = Pillow.linear_gradient("L").resize((1920, 1080)).convert("RGB")
    stream = io.BytesIO()
    Pillow.blend(grain, sky, 0.6).save(stream, "JPEG", quality=90)
    file = SimpleUploadedFile("crane.jpg", stream.getvalue(), "image/jpeg")
    image = add_upload(file, None)[0].image
    make_renditions_of.call(image.pk)
    return Image.objects.get(pk=image.pk)


def copy_of(image: Image, stem: str) -> Image:
    """Another picture with the same files under other names: encoding each would take minutes."""
    made = parse_renditions(image.renditions)
    stem = f"covers/{stem}"
    for name in (*made.names(), image.source_file):
        with default_storage.open(name) as file:
            end = name.removeprefix(made.stem) if name != image.source_file else ".jpg"
            default_storage.save(stem + end, ContentFile(file.read()))
    copy = Image.objects.create(alt="A crane", credit="Ada")
    copy.variants.create(name="full", file=f"{stem}.jpg", width=image.width, height=image.height)
    copy.sign()
    copy.renditions = replace(made, of=f"{stem}.jpg", stem=stem).dump()
    copy.save(update_fields=["renditions"])
    return copy


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


@pytest.mark.parametrize("made", [False, True], ids=["one copy", "renditions"])
def test_the_smallest_sharp_file_is_chosen_and_nothing_moves(
    stories, open_browser, site, capsys, made
):
    if not made:
        # Readers have the one cleaned copy until the task has run.
        Image.objects.update(renditions="")
    wrong, lines = [], []
    for width, density in SCREENS:
        for name, path in stories.items():
            chosen, shifts, size = look(open_browser, site, path, width, density)
            assert chosen, path
            assert shifts == [], (name, width, density)
            if name == "front":
                lines.append(f"front page, {width} px × {density}: {size:,} bytes of pictures")
            for address, shown, place in chosen:
                match = re.search(r"-(\d+)\.avif$", address)
                good = sharp_widths(shown * density, density) if made else {0}
                if int(match[1] if match else 0) not in good:
                    wrong.append((name, width, density, place, shown, address))
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert not wrong, "\n".join(map(str, wrong))
