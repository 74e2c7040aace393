"""Names of files in both Unicode forms: macOS writes decomposed letters, others composed ones."""

import os
from collections.abc import Iterable

from articles.lib.normal_forms import normalized


def composed(name: str) -> str:
    """`name` in Unicode's composed form (NFC), in which names of files are compared."""
    return name if name.isascii() else normalized("NFC", name)


def both_forms(names: Iterable[str]) -> set[str]:
    """The names as they are, composed and decomposed, to ask a database for any of them."""
    return {
        form
        for name in names
        for form in (
            (name,)
            if name.isascii()
            else (name, *(normalized(form, name) for form in ("NFC", "NFD")))
        )
    }


def spelled_as_on_disk(path: str) -> str:
    """`path` with each part in the form that the disk has; unchanged where it has none of them.

    Costs one look at the disk where the path exists as it is written. Two forms of one folder may
    stand side by side.
    """
    if path.isascii() or os.path.lexists(path):
        return path
    root, *parts = path.split(os.sep)
    found = [root + os.sep if path.startswith(os.sep) else root]
    for part in parts:
        forms = dict.fromkeys([part, *(normalized(f, part) for f in ("NFC", "NFD"))])
        candidates = (os.path.join(folder, form) for folder in found for form in forms)
        found = [candidate for candidate in candidates if os.path.lexists(candidate)]
    return found[0] if found else path
