"""Links between articles and what they are listed by, such as tags and authors."""

from django.db import models

from articles.models.moment_column import MomentColumn
from articles.querysets import ListedQuerySet
from articles.workflow import STATUS_LABELS


class ListLinkQuerySet(ListedQuerySet):
    """The queries of articles, asked of the links of a tag or an author.

    Their index starts with the tag or author, so that page 1,000 of a large one costs what page 1
    costs.
    """

    article_id = "content_object_id"
    article_path = "content_object__"


class ListLink(models.Model):
    """The link between an article, its `content_object`, and something that has a list of articles.

    It carries its place in the file and copies of the columns that the list filters and sorts by,
    so that the list is one walk along one index. `articles.models.revise` keeps the copies true in
    the transaction of each write.
    """

    position = models.PositiveSmallIntegerField(default=0)
    lang = models.CharField(max_length=12)
    status = models.CharField(max_length=12, choices=list(STATUS_LABELS.items()))
    published_at = MomentColumn(null=True)
    expires_at = MomentColumn(null=True)
    sticky_weight = models.SmallIntegerField(default=0)
    sticky_until = MomentColumn(null=True)

    objects = ListLinkQuerySet.as_manager()

    COPIES = ("lang", "status", "published_at", "expires_at", "sticky_weight", "sticky_until")

    class Meta:
        abstract = True
        ordering = ["position", "id"]
