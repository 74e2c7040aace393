"""A page as people see it: on a phone, a tablet and a screen, by day and by night."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (390, 768, 1440)
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
