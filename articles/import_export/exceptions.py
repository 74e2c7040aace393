"""What imports, uploads, the quarantine and conflicts raise."""


class ImportBusy(Exception):
    """Another import is running."""


class ImportStopped(Exception):
    """The run ended early; what was written before stays written."""


class QuarantineChanged(Exception):
    """Somebody else mended, released or discarded the file meanwhile."""


class ConflictDecided(Exception):
    """Somebody else decided the conflict before."""


class ValueDoesNotFit(Exception):
    """The article cannot hold the file's value as it stands: readers would see a story without
    a time, or another story has it."""


class UploadRefused(ValueError):
    """Nothing was imported; the message says why, and what to do."""


class ZipRefused(ValueError):
    """The zip is not taken, whole; the message says why, and what to do."""
