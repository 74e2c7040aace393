"""Makes the renditions of many images, by several processes."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice

from articles.images.exceptions import BadImage
from articles.images.rendition_files import Made, RenditionSource, make_files
from articles.images.tasks import local_images, source_of, write_refused, write_renditions
from articles.lib.worker_processes import process_pool

# What becomes of an image.
MADE, REFUSED, FAILED, REPLACED = "made", "refused", "failed", "replaced"
_BATCH = 500

Job = tuple[int, RenditionSource]


def images_to_make(everything: bool = False) -> Iterator[Job]:
    """The id and source of each local image that lacks renditions, or of each one, by id.

    Those that were made by other rules lack them, too: after a change of the widths all do. Each
    batch is read whole, so that others can write meanwhile.
    """
    last = 0
    while batch := list(local_images().filter(pk__gt=last)[:_BATCH]):
        for image in batch:
            source = source_of(image)
            if everything:
                yield image.pk, source._replace(column="")
            elif not source.is_complete:
                yield image.pk, source
        last = batch[-1].pk


def generate(
    jobs: Iterator[Job],
    workers: int,
    each: Callable[[int, str, str], object] = lambda image_id, outcome, reason: None,
) -> Counter[str]:
    """Make the renditions of `jobs`; return how many images were MADE, REFUSED, FAILED (the storage
    was away) or REPLACED meanwhile.

    Each image is written by itself when it is done: a run that is stopped has lost nothing, and the
    next one goes on. Calls `each` with the id, the outcome and the reason.
    """
    outcomes: Counter[str] = Counter()
    with process_pool(workers, "spawn") as pool:
        running: dict[Future[Made], Job] = {}
        while True:
            for job in islice(jobs, 2 * workers - len(running)):
                running[pool.submit(make_files, job[1])] = job
            if not running:
                return outcomes
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                image_id, source = running.pop(done)
                outcome, reason = _written(image_id, source, done)
                outcomes[outcome] += 1
                each(image_id, outcome, reason)


def _written(image_id: int, source: RenditionSource, done: Future[Made]) -> tuple[str, str]:
    try:
        made = done.result()
    except BadImage as error:
        write_refused(image_id, source)
        return REFUSED, str(error)
    except OSError as error:
        return FAILED, str(error)
    return (MADE if write_renditions(image_id, made) else REPLACED), ""
