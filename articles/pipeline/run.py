"""One run of the chain: its stages in their order, each written into the run log when it ended."""

from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext

from articles.import_export.lock import import_lock
from articles.models import PipelineRun, StageResult
from articles.pipeline.stages import STAGES

# The items that a stage takes where nobody says how many.
LIMIT = 200
# Run logs that are kept.
_KEPT = 1000


def run_pipeline(
    limit: int = LIMIT,
    *,
    dry_run: bool = False,
    by: User | None = None,
    on_stage: Callable[[StageResult], object] = lambda result: None,
) -> PipelineRun:
    """Run all stages, each for `limit` items at most, and return the run.

    Each stage takes up what is there, so a run that was killed is simply made again: no item is
    lost and none taken twice. A dry run tells what there is to do; its run is not stored. Raises
    ImportBusy while another run goes on.
    """
    with import_lock("pipeline"):
        run = PipelineRun(limit=limit, by=by)
        if not dry_run:
            _end_killed()
            run.save()
        remark = gettext("An error ended it. It is in the log of the server.")
        try:
            for stage in STAGES:
                result = stage(limit, dry_run=dry_run)
                run.add(result)
                on_stage(result)
            remark = ""
        except KeyboardInterrupt:
            remark = gettext("Somebody stopped it.")
            raise
        finally:
            run.state = PipelineRun.RunState.STOPPED if remark else PipelineRun.RunState.FINISHED
            run.remark, run.finished_at = remark, timezone.now()
            if run.pk:
                with suppress(OperationalError, InterfaceError):
                    run.save(update_fields=["state", "remark", "finished_at"])
    return run


def _end_killed() -> None:
    """Close runs that were killed: the lock is held, so none goes on. Forget the oldest ones."""
    rows = PipelineRun.objects.filter(state=PipelineRun.RunState.RUNNING)
    remark = gettext("The process ended. The next run takes up what is left.")
    rows.update(state=PipelineRun.RunState.STOPPED, remark=remark, finished_at=timezone.now())
    oldest = next(iter(PipelineRun.objects.values_list("pk", flat=True)[_KEPT : _KEPT + 1]), None)
    if oldest is not None:
        PipelineRun.objects.filter(pk__lte=oldest).delete()
