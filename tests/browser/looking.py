"""A page as people see it: on a phone, a tablet and a screen, by day and by night."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (390, 768, 1440)
# The narrowest: a small phone, and a screen that is magnified four times.
NARROW = 320
SCHEMES = ("light", "dark")
# Colours on their way from one scheme to the other are neither.
_LOOK = """async () => {
  for (const moving of document.getAnimations()) moving.finish();
  const { violations } = await axe.run({ resultTypes: ["violations"], preload: false });
  const found = violations.flatMap(({ id, nodes }) => nodes.map(
    (node) => `${id}: ${node.html.slice(0, 200)} ${node.any.map((check) => check.message)}`));
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways");
  return found;
}"""


def faults(
    page: Page, widths: tuple[int, ...] = WIDTHS, schemes: tuple[str, ...] = SCHEMES
) -> dict[str, list[str]]:
    """What axe finds in the opened page, and whether it is too wide: by the fault, where."""
    page.evaluate(AXE_SCRIPT)
    found: dict[str, list[str]] = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            for fault in page.evaluate(_LOOK):
                found.setdefault(fault, []).append(f"{width} {scheme}")
    return found


# What stands out of the screen, but for what lies in a box that scrolls by itself.
_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((one) => { const { left, right } = one.getBoundingClientRect();
      return right > innerWidth + 1 || left < -1; })
    .map((one) => `${one.tagName}.${one.className}#${one.id}`).slice(0, 8)"""


def too_wide(page: Page) -> list[str]:
    """What makes the opened page scroll sideways on the narrowest screen."""
    page.set_viewport_size({"width": NARROW, "height": 900})
    return page.evaluate(_TOO_WIDE)
