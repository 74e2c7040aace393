"""Exceptions of imports, uploads, the quarantine and conflicts."""


class ImportBusy(Exception):
    """Another import is running: there is one at a time."""


class ImportStopped(Exception):
    """The run ended early; what was written before stays written."""


class QuarantineChanged(Exception):
    """Another person edited, released or discarded the quarantined file meanwhile."""


class ConflictDecided(Exception):
    """Another person decided the conflict before."""


class ValueDoesNotFit(Exception):
    """The article cannot hold the file's value: it would be published without a time, or have
    the identity of another article."""


class UploadRefused(ValueError):
    """An upload that is refused whole; the message tells the editor why, and what to do."""


class ZipRefused(ValueError):
    """The zip is refused as a whole; the message tells the editor why, and what to do."""


class CannotExport(Exception):
    """A file of an export cannot be written; the message tells people why."""
