"""Clicks that lead to another page.

A click returns before the browser has left the page, so whatever is asked right after it could be
answered by the old page, or by none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """What is done inside leads to another page, which is there afterwards."""
    with page.expect_navigation():
        yield


def follow(locator: Locator) -> None:
    with leaving(locator.page):
        locator.click()
