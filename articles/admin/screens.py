"""Every screen of the admin, imported once so that its ModelAdmin classes register.

Loaded by `articles.apps.NewsroomAdminConfig`.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult
from taggit.models import Tag as UnusedTag

from articles.admin.articles.history.revision_admin import RevisionAdmin
from articles.admin.articles.model_admin import ArticleAdmin
from articles.admin.audit_log import AuditEntryAdmin
from articles.admin.clusters.model_admin import ClusterAdmin
from articles.admin.feeds.feed_admin import FeedAdmin
from articles.admin.front_page.model_admin import FrontEditionAdmin
from articles.admin.images.model_admin import ImageAdmin
from articles.admin.imports.conflicts import ImportConflictAdmin
from articles.admin.imports.import_runs import ImportRunAdmin
from articles.admin.imports.quarantine import QuarantinedFileAdmin
from articles.admin.notices.webhook_admin import WebhookAdmin
from articles.admin.pages import PageAdmin
from articles.admin.people.person_admin import PersonAdmin
from articles.admin.people.role_admin import RoleAdmin
from articles.admin.pipeline.runs import PipelineRunAdmin
from articles.admin.rewriting.house_words import HouseWordAdmin
from articles.admin.rewriting.prompts import PromptAdmin
from articles.admin.rewriting.suggestions import SuggestionAdmin
from articles.admin.rules.model_admin import IngestRulesAdmin
from articles.admin.site_settings.model_admin import SiteSettingsAdmin
from articles.admin.tasks import QueuedTaskAdmin
from articles.admin.taxonomy.authors import AuthorAdmin
from articles.admin.taxonomy.model_admins import (
    CategoryAdmin,
    RedirectAdmin,
    TagAdmin,
)
from articles.admin.taxonomy.sources import SourceAdmin
from articles.admin.taxonomy.topics import TopicAdmin
from articles.admin.upstream.items import UpstreamItemAdmin

admin.site.index_title = _("Desk")
# The headlines need the width.
admin.site.enable_nav_sidebar = False
# taggit's own tags are not ours: two lists of tags would confuse everyone.
admin.site.unregister(UnusedTag)
# So would two lists of tasks.
admin.site.unregister(DBTaskResult)
# Their pages show the keys of second factors.
admin.site.unregister([StaticDevice, TOTPDevice])

__all__ = [
    "ArticleAdmin",
    "AuditEntryAdmin",
    "AuthorAdmin",
    "CategoryAdmin",
    "ClusterAdmin",
    "FeedAdmin",
    "FrontEditionAdmin",
    "HouseWordAdmin",
    "ImageAdmin",
    "ImportConflictAdmin",
    "ImportRunAdmin",
    "IngestRulesAdmin",
    "PageAdmin",
    "PersonAdmin",
    "PipelineRunAdmin",
    "PromptAdmin",
    "QuarantinedFileAdmin",
    "QueuedTaskAdmin",
    "RedirectAdmin",
    "RevisionAdmin",
    "RoleAdmin",
    "SiteSettingsAdmin",
    "SourceAdmin",
    "SuggestionAdmin",
    "TagAdmin",
    "TopicAdmin",
    "UpstreamItemAdmin",
    "WebhookAdmin",
]
