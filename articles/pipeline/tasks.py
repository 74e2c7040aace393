"""Background tasks of the chain."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from articles.import_export.exceptions import ImportBusy
from articles.lib.background_tasks import LONG, background_task
from articles.pipeline.run import run_pipeline


@background_task(_("Run the chain from originals to drafts"), once=True, queue=LONG, tries=2)
def run_chain(person_id: int = 0) -> int:
    """`run_pipeline()` for a person, 0 for the clock; the id of the run, 0 while another runs."""
    by = User.objects.filter(pk=person_id).first() if person_id else None
    try:
        return run_pipeline(by=by).pk
    except ImportBusy:
        return 0
