"""The clock of a page, so that no test waits for a delay, and none is overtaken by one."""

import datetime as dt

from playwright.sync_api import Page


def later(page: Page, seconds: int) -> None:
    """The page, whose clock is installed, lives through so much time at once."""
    page.clock.fast_forward(seconds * 1000)


def stop_clock(page: Page) -> None:
    """From now on time passes in the loaded page by `later()` only. Loading one needs time to pass."""
    page.clock.install()
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))


def settle(page: Page) -> None:
    """What the last key or click does at once is done: two frames were drawn since."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
