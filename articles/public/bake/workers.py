"""Renders and writes pages, in this process or in several."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from articles.lib.worker_processes import process_pool
from articles.public.bake.addresses import NOWHERE
from articles.public.bake.assets import AssetCopier
from articles.public.bake.folder import GONE, BakedFolder, file_of
from articles.public.bake.manifest import BakedPage
from articles.public.bake.rendering import PageRenderer

# The answers that belong into the folder: pages, and notices of articles that are gone.
_KEPT = (200, 410)


class WrittenPage(NamedTuple):
    """The result of one address.

    `page` is None where the site has no page there any more, or none that can be a file; `problem`
    says why in the latter case. `is_new` says whether the file was written, or was right already.
    """

    address: str
    page: BakedPage | None
    is_new: bool = False
    problem: str = ""


class PageWriter:
    """Renders addresses, and writes their pages and what these show into a folder."""

    def __init__(self, root: Path, dynamic_site: str) -> None:
        self._folder = BakedFolder(root)
        self._assets = AssetCopier(self._folder)
        self._renderer = PageRenderer(dynamic_site)

    def write(self, addresses: Sequence[str]) -> list[WrittenPage]:
        """Write the pages at `addresses`; one result for each, in their order."""
        return [self._write(address) for address in addresses]

    def _write(self, address: str) -> WrittenPage:
        rendered = self._renderer.render(address)
        if rendered.status not in _KEPT and address != NOWHERE:
            gone = rendered.status in (301, 404)
            return WrittenPage(address, None, problem="" if gone else f"answers {rendered.status}")
        try:
            file = file_of(address)
            if rendered.status == 410:
                file = GONE + file
            # First what a page shows, so that no reader finds it without.
            missing = self._assets.copy(rendered.files)
            is_new = self._folder.write(file, rendered.content)
        except ValueError:
            return WrittenPage(address, None, problem="is no name of a file")
        page = BakedPage(
            address,
            file,
            rendered.status,
            frozenset(rendered.dependencies.keys),
            rendered.dependencies.until,
            rendered.leads_to,
            rendered.files,
        )
        problem = f"shows {missing[0]}, of which there is no file" if missing else ""
        return WrittenPage(address, page, is_new, problem)


class PageWorkers:
    """Does the work of a `PageWriter` in `workers` processes, in this one where that is 0.

    A context manager that ends the processes.
    """

    def __init__(self, root: Path, dynamic_site: str, workers: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._write: Callable[[Sequence[str]], list[WrittenPage]]
        if workers:
            # Not forked: a connection to the database cannot be shared with a child.
            self._pool = process_pool(workers, "spawn", f"{__name__}.begin", root, dynamic_site)
        else:
            self._write = PageWriter(root, dynamic_site).write

    def __enter__(self) -> "PageWorkers":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def submit(self, addresses: Sequence[str]) -> "Future[list[WrittenPage]]":
        """Begin to write the pages at `addresses`. An error of the writing is the future's."""
        if self._pool:
            return self._pool.submit(_write_in_worker, addresses)
        future: Future[list[WrittenPage]] = Future()
        future.set_result(self._write(addresses))
        return future


_writer: PageWriter


def begin(root: Path, dynamic_site: str) -> None:
    """Make this process a worker that writes into the folder `root`."""
    global _writer
    _writer = PageWriter(root, dynamic_site)


def _write_in_worker(addresses: Sequence[str]) -> list[WrittenPage]:
    return _writer.write(addresses)
