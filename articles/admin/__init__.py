"""The desk: Django's admin, arranged for editors. One module per thing that is edited."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as UnusedTag

from articles.admin.article import ArticleAdmin
from articles.admin.audit import AuditEntryAdmin
from articles.admin.conflict import ImportConflictAdmin
from articles.admin.history import RevisionAdmin
from articles.admin.image import ImageAdmin
from articles.admin.imports import ImportRunAdmin
from articles.admin.page import PageAdmin
from articles.admin.people import PersonAdmin, RoleAdmin
from articles.admin.quarantine import QuarantinedFileAdmin
from articles.admin.source import SourceAdmin
from articles.admin.taxonomy import CategoryAdmin, PastAddressAdmin, TagAdmin

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Desk")
# The headlines need the width.
admin.site.enable_nav_sidebar = False
# taggit's own tags are not ours: two lists of tags would confuse everyone.
admin.site.unregister(UnusedTag)

__all__ = [
    "ArticleAdmin",
    "AuditEntryAdmin",
    "CategoryAdmin",
    "ImageAdmin",
    "ImportConflictAdmin",
    "ImportRunAdmin",
    "PageAdmin",
    "PastAddressAdmin",
    "PersonAdmin",
    "QuarantinedFileAdmin",
    "RevisionAdmin",
    "RoleAdmin",
    "SourceAdmin",
    "TagAdmin",
]
