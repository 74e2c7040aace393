"""What reviewing and restoring raise."""


class DocumentRefused(Exception):
    """The document cannot be the story's: the rules have become stricter since."""


class TextChanged(Exception):
    """The text is not the one that was read, or somebody approved it before."""
