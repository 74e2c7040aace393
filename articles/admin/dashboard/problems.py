"""The problems that imports left to people: refused files, conflicts, and a run that stopped."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import gettext

from articles.admin.articles.change_list.filters import COUNT_LIMIT
from articles.models import ImportConflict, ImportRun, QuarantinedFile

ROW_LIMIT = 8


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A file or a conflict that an import left to people, and the address that solves it."""

    words: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class ImportProblems:
    """The newest problems, and the number of each kind up to `COUNT_LIMIT`.

    `stopped_run` is the address of the last run where that stopped before its end.
    """

    rows: list[ImportProblem]
    quarantined: int = 0
    conflicts: int = 0
    stopped_run: str = ""


def import_problems(user: User | AnonymousUser) -> ImportProblems:
    """The problems that this person may solve; three queries at most."""
    rows: list[ImportProblem] = []
    quarantined: list[tuple[int, str]] = []
    conflicts: list[tuple[int, str, str]] = []
    stopped = ""
    if user.has_perm("articles.change_quarantinedfile"):
        files = QuarantinedFile.objects.order_by("-last_at").values_list("pk", "path")
        quarantined = list(files[:COUNT_LIMIT])
        edit = "admin:articles_quarantinedfile_change"
        rows += [
            ImportProblem(path, gettext("Mend"), reverse(edit, args=[pk]))
            for pk, path in quarantined[:ROW_LIMIT]
        ]
    if user.has_perm("articles.change_importconflict"):
        undecided = ImportConflict.objects.filter(choice="").order_by("-id")
        conflicts = list(undecided.values_list("pk", "field", "article__title")[:COUNT_LIMIT])
        decide = "admin:articles_importconflict_change"
        rows += [
            ImportProblem(f"{title}: {name}", gettext("Decide"), reverse(decide, args=[pk]))
            for pk, name, title in conflicts[:ROW_LIMIT]
        ]
    if user.has_perm("articles.view_importrun"):
        last = ImportRun.objects.order_by("-id").first()
        if last and last.state == ImportRun.State.STOPPED:
            stopped = reverse("admin:articles_importrun_change", args=[last.pk])
    return ImportProblems(rows, len(quarantined), len(conflicts), stopped)
