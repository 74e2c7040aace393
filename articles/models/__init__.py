"""The tables. Direction: models know querysets, workflow and pure modules, and nothing above."""

from articles.models.article import Article
from articles.models.attempts import Attempts
from articles.models.audit import AuditEntry
from articles.models.author import ArticleAuthor, Author
from articles.models.autosave import Autosave, Presence
from articles.models.cdn_position import CdnPosition
from articles.models.cluster import (
    Cluster,
    ClusterMember,
    ClusterSplit,
    FingerprintBucket,
    ItemFingerprint,
)
from articles.models.conflict import ImportConflict
from articles.models.correction import Correction
from articles.models.desk_choice import DeskChoice
from articles.models.feed import Feed, FeedPoll
from articles.models.front_edition import FrontEdition
from articles.models.image import Image
from articles.models.image_text import ImageText
from articles.models.image_use import ImageUse
from articles.models.image_variant import ImageVariant
from articles.models.import_run import ImportNote, ImportRun
from articles.models.ingest_rules import IngestRules
from articles.models.last_backup import LastBackup
from articles.models.model_call import ModelCall, ModelJob, SpendingDay
from articles.models.notice import Notice, NoticeChoice
from articles.models.original_file import OriginalFile
from articles.models.page import Page
from articles.models.pending_revision import PendingRevision
from articles.models.pipeline_run import PipelineRun, StageResult
from articles.models.preview_link import PreviewLink
from articles.models.prompt import HouseWord, Prompt
from articles.models.public_change_log import PublicChange
from articles.models.quarantine import QuarantinedFile
from articles.models.queued_task import QueuedTask
from articles.models.redirect import Redirect
from articles.models.review import Review
from articles.models.revision import Revision
from articles.models.scheduled_job import ScheduledJob
from articles.models.sign_on_identity import SignOnIdentity
from articles.models.signed_in_session import SignedInSession
from articles.models.site_settings import SiteSettings
from articles.models.source import Source
from articles.models.suggestion import Suggestion
from articles.models.tag_name import TagName
from articles.models.taxonomy import Category, Tag, TaggedArticle
from articles.models.taxonomy_alias import AuthorAlias, CategoryAlias, TagAlias
from articles.models.topic import Topic
from articles.models.translation_base import TranslationBase
from articles.models.upstream_item import UpstreamItem, UpstreamVersion
from articles.models.webhook import Webhook

__all__ = [
    "Article",
    "ArticleAuthor",
    "Attempts",
    "AuditEntry",
    "Author",
    "AuthorAlias",
    "Autosave",
    "Category",
    "CategoryAlias",
    "CdnPosition",
    "Cluster",
    "ClusterMember",
    "ClusterSplit",
    "Correction",
    "DeskChoice",
    "Feed",
    "FeedPoll",
    "FingerprintBucket",
    "FrontEdition",
    "HouseWord",
    "Image",
    "ImageText",
    "ImageUse",
    "ImageVariant",
    "ImportConflict",
    "ImportNote",
    "ImportRun",
    "IngestRules",
    "ItemFingerprint",
    "LastBackup",
    "ModelCall",
    "ModelJob",
    "Notice",
    "NoticeChoice",
    "OriginalFile",
    "Page",
    "PendingRevision",
    "PipelineRun",
    "Presence",
    "PreviewLink",
    "Prompt",
    "PublicChange",
    "QuarantinedFile",
    "QueuedTask",
    "Redirect",
    "Review",
    "Revision",
    "ScheduledJob",
    "SignOnIdentity",
    "SignedInSession",
    "SiteSettings",
    "Source",
    "SpendingDay",
    "StageResult",
    "Suggestion",
    "Tag",
    "TagAlias",
    "TagName",
    "TaggedArticle",
    "Topic",
    "TranslationBase",
    "UpstreamItem",
    "UpstreamVersion",
    "Webhook",
]
