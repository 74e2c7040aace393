"""Loads what readers' first pages need, before there is a reader."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.formats import get_format

# Below the folders of templates. Those of the admin are loaded when an editor comes.
_PUBLIC_TEMPLATES = ("*.*", "articles/*.*")


def warm_start() -> None:
    """Load all addresses, translations, and templates of public pages. No query.

    A server that loads the application before it forks has them once for all its processes, and
    a process that it starts later answers at once.
    """
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("robots")
            translation.gettext("Home")
            get_format("DATE_FORMAT")
    engine: Any = engines["django"]
    # Imports the context processors, too.
    _ = engine.engine.template_context_processors
    for folder in map(Path, engine.dirs):
        for pattern in _PUBLIC_TEMPLATES:
            for path in sorted(folder.glob(pattern)):
                get_template(path.relative_to(folder).as_posix())
