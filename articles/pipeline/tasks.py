"""Background tasks of the chain."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from articles.import_export.exceptions import ImportBusy
from articles.lib.background_tasks import LONG, background_task
from articles.pipeline.run import run_pipeline


@background_task(_("Run the chain from originals to drafts"), once=True, queue=LONG, tries=2)
def run_chain(person_id: int = 0) -> int:
    """Run the chain from originals to drafts once, for a person (their id) or the clock (0).

    Returns the id of the run; 0 while another one runs, and then nothing is done.
    """
    by = User.objects.filter(pk=person_id).first() if person_id else None
    try:
        return run_pipeline(by=by).pk
    except ImportBusy:
        return 0
