"""Writes the public site as files: whole, or only what changed since the last time."""

import datetime as dt
import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles.lib.worker_processes import available_cpus
from articles.models import PublicChange
from articles.public.bake.addresses import list_addresses, other_addresses
from articles.public.bake.assets import AssetCopier
from articles.public.bake.exceptions import CannotBake
from articles.public.bake.folder import MANIFEST, BakedFolder
from articles.public.bake.hosting import HostingRules, hosting_files
from articles.public.bake.manifest import BakedPage, Manifest
from articles.public.bake.redirects import former_addresses
from articles.public.bake.rendering import PageRenderer
from articles.public.bake.workers import PageWorkers, WrittenPage
from articles.public.page_cache.release import release, site_name

# Addresses that a worker renders before it reports.
_CHUNK = 20
# Fewer pages than these are sooner rendered in this process than workers are ready.
_FEW = 200


@dataclass(frozen=True, slots=True)
class BakeOptions:
    """Options of a bake: the folder that the site is written to, and how.

    `dynamic_site` is the URL of the site that answers searches and the API; with an empty one,
    pages have neither. `whole` renders every page again. `workers` is the number of processes, None
    for one for each processor, 0 for none besides this one.
    """

    root: Path
    dynamic_site: str = ""
    whole: bool = False
    workers: int | None = None


@dataclass
class BakeReport:
    """Numbers of a bake: pages rendered, files written, deleted, and right already."""

    rendered: int = 0
    written: int = 0
    deleted: int = 0
    right: int = 0
    problems: list[str] = field(default_factory=list)


def bake(
    options: BakeOptions,
    on_start: Callable[[int], object] = lambda pages: None,
    on_page: Callable[[WrittenPage], object] = lambda page: None,
) -> BakeReport:
    """Bring the folder in line with the site as it is now, and return what was done.

    `on_start` is told about how many pages have to be rendered, `on_page` each of them. A bake that
    is stopped in the middle leaves whole files; the next one does what is left. Raises CannotBake
    for a folder that is not a baked site's or that another bake writes to, and OSError where it
    cannot be written.
    """
    # Only this command needs it.
    from filelock import FileLock, Timeout

    folder = BakedFolder(options.root)
    try:
        with FileLock(folder.root / f"{MANIFEST}.lock", timeout=0), Manifest(folder.root) as record:
            return _Bake(options, folder, record).run(on_start, on_page)
    except Timeout as error:
        raise CannotBake(f"Another bake is writing to {options.root}.") from error


class _Bake:
    """One run: a walk from address to address, during which right pages are passed over."""

    def __init__(self, options: BakeOptions, folder: BakedFolder, manifest: Manifest) -> None:
        self.options = options
        self.folder = folder
        self.manifest = manifest
        self.report = BakeReport()
        # Read before anything is rendered: a change during the bake belongs to the next one.
        self.sequence = PublicChange.objects.head()
        self.now = timezone.now()
        self.before = manifest.pages()
        # The addresses met on this walk, and the pages that belong to the folder.
        self.visited: set[str] = set()
        self.pages: dict[str, BakedPage] = {}

    def run(
        self, on_start: Callable[[int], object], on_page: Callable[[WrittenPage], object]
    ) -> BakeReport:
        right = self._right_pages()
        addresses = list(dict.fromkeys(chain(list_addresses(), other_addresses())))
        wrong = len(self.before) - len(right) + sum(one not in self.before for one in addresses)
        on_start(wrong)
        workers = available_cpus() if self.options.workers is None else self.options.workers
        with PageWorkers(
            self.folder.root, self.options.dynamic_site, workers if wrong >= _FEW else 0
        ) as pool:
            self._walk(addresses, right, pool, on_page)
        self.report.right = len(self.pages) - self.report.rendered
        self._delete_what_is_gone(self._write_hosting_files())
        self.manifest.set_state("settings", self._settings())
        self.manifest.set_state("moment", self.now.isoformat())
        self.manifest.set_state("sequence", str(self.sequence))
        return self.report

    def _right_pages(self) -> dict[str, BakedPage]:
        """The pages of the last bake that are as they would be rendered now."""
        sequence, moment = self.manifest.state("sequence"), self.manifest.state("moment")
        if (
            self.options.whole
            or not sequence
            or self.manifest.state("settings") != self._settings()
        ):
            return {}
        since = dt.datetime.fromisoformat(moment)
        oldest = self.now - dt.timedelta(days=settings.PUBLIC_CHANGES_DAYS)
        if since < oldest or self.sequence < int(sequence):
            # The log does not reach back so far, or is that of another database.
            return {}
        rows = PublicChange.objects.filter(moment__lte=self.now)
        rows = rows.filter(Q(pk__gt=int(sequence)) | Q(moment__gt=since))
        changed = set(rows.values_list("key", flat=True))
        pages = self.before.values()
        return {page.address: page for page in pages if page.is_right(changed, self.now)}

    def _walk(
        self,
        addresses: Iterable[str],
        right: dict[str, BakedPage],
        pool: PageWorkers,
        on_page: Callable[[WrittenPage], object],
    ) -> None:
        queue = deque(addresses)
        pending: set[Future[list[WrittenPage]]] = set()
        while queue or pending:
            wrong = self._next_wrong(queue, right)
            while chunk := list(islice(wrong, _CHUNK)):
                pending.add(pool.submit(chunk))
                if len(pending) > 8:
                    break
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                for written in future.result():
                    on_page(written)
                    if written.page:
                        queue.extend(written.page.leads_to)
                self._record(future.result())

    def _next_wrong(self, queue: deque[str], right: dict[str, BakedPage]) -> "Iterable[str]":
        """Yield the addresses in the queue that must be rendered; right pages lead to more."""
        while queue:
            address = queue.popleft()
            if address in self.visited:
                continue
            self.visited.add(address)
            if page := right.get(address):
                self.pages[address] = page
                queue.extend(page.leads_to)
            else:
                yield address

    def _record(self, results: Sequence[WrittenPage]) -> None:
        pages = [written.page for written in results if written.page]
        self.manifest.add(pages)
        self.pages |= {page.address: page for page in pages}
        self.report.rendered += len(pages)
        self.report.written += sum(written.is_new for written in results)
        self.report.problems += [f"{one.address} {one.problem}" for one in results if one.problem]

    def _write_hosting_files(self) -> set[str]:
        """Write the rules for static hosts, and return their paths."""
        gone = {page.address: page.file for page in self.pages.values() if page.status == 410}
        redirects = {}
        for former, present, is_gone in former_addresses():
            if not is_gone:
                redirects[former] = present
            elif present in gone:
                gone[former] = gone[present]
        headers = PageRenderer(self.options.dynamic_site).security_headers()
        files = hosting_files(HostingRules(redirects, gone, headers))
        for path, data in files.items():
            self.report.written += self.folder.write(path, data)
        return set(files)

    def _delete_what_is_gone(self, hosting: set[str]) -> None:
        """Delete the files that an earlier bake wrote and that do not belong to the site any more.

        What else stands in the folder is its owner's.
        """
        shown = frozenset[str]().union(*(page.files for page in self.pages.values()))
        others = AssetCopier(self.folder).files(shown) | hosting
        earlier = {page.file for page in self.before.values()}
        earlier.update(json.loads(self.manifest.state("other_files") or "[]"))
        for path in earlier - others - {page.file for page in self.pages.values()}:
            self.folder.delete(path)
            self.report.deleted += 1
        self.manifest.remove(self.before.keys() - self.pages.keys())
        self.manifest.set_state("other_files", json.dumps(sorted(others)))

    def _settings(self) -> str:
        """A hash of everything besides the database that pages depend on."""
        return f"{release()} {site_name()} {self.options.dynamic_site}"
