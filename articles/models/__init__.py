"""The tables. Direction: models know querysets, workflow and pure modules, and nothing above."""

from articles.models.article import Article
from articles.models.audit import AuditEntry
from articles.models.autosave import Autosave, Presence
from articles.models.conflict import ImportConflict
from articles.models.correction import Correction
from articles.models.image import Image, ImageVariant
from articles.models.import_run import ImportNote, ImportRun
from articles.models.original_file import OriginalFile
from articles.models.page import Page
from articles.models.pending_revision import PendingRevision
from articles.models.preview_link import PreviewLink
from articles.models.quarantine import QuarantinedFile
from articles.models.redirect import Redirect
from articles.models.review import Review
from articles.models.revision import Revision
from articles.models.source import Source
from articles.models.taxonomy import Category, Tag, TaggedArticle
from articles.models.taxonomy_alias import CategoryAlias, TagAlias

__all__ = [
    "Article",
    "AuditEntry",
    "Autosave",
    "Category",
    "CategoryAlias",
    "Correction",
    "Image",
    "ImageVariant",
    "ImportConflict",
    "ImportNote",
    "ImportRun",
    "OriginalFile",
    "Page",
    "PendingRevision",
    "Presence",
    "PreviewLink",
    "QuarantinedFile",
    "Redirect",
    "Review",
    "Revision",
    "Source",
    "Tag",
    "TagAlias",
    "TaggedArticle",
]
