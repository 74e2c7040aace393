"""Items about one event: which are told together, and which never again by a machine."""

from collections.abc import Collection, Iterator
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.public_row import PublicRow
from articles.models.upstream_item import IDENTITY, UpstreamItem, keys_of_articles


class Cluster(models.Model):
    """Two or more items about one event.

    The lead is the one that becomes a story; of the others the story says that they report it, too.
    An item alone has no cluster. `first_at` and `last_at` are the times of its items.
    """

    lead = models.OneToOneField(
        UpstreamItem, on_delete=models.CASCADE, related_name="+", verbose_name=_("lead")
    )
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("newest"))

    class Meta:
        default_permissions = ("view", "change")
        ordering = ["-last_at", "-id"]
        verbose_name = pgettext_lazy("cluster", "event")
        verbose_name_plural = _("same story")
        indexes = [models.Index(fields=["-last_at", "-id"], name="cluster_by_time")]

    def __str__(self) -> str:
        return str(self.lead)


class ClusterMemberQuerySet(models.QuerySet["ClusterMember"]):
    """Chainable queries of memberships."""

    def in_order(self) -> Self:
        """With their items and sources, in the order in which the items came."""
        return self.select_related("item__source").order_by("item__first_seen_at", "item_id")


class ClusterMember(PublicRow):
    """The membership of an item, which has one at most.

    `joined` is how it came: as the first, as an exact repeat by its id, address or text, as another
    telling, or by hand. Readers see the source and address of each beside stories made of others.
    """

    class Joined(models.TextChoices):
        """Why an item is in its cluster."""

        FIRST = "first", pgettext_lazy("joined", "The first")
        ID = "id", pgettext_lazy("joined", "Same id")
        ADDRESS = "address", pgettext_lazy("joined", "Same address")
        TEXT = "text", pgettext_lazy("joined", "Same text")
        NEAR = "near", pgettext_lazy("joined", "Told in other words")
        HAND = "hand", pgettext_lazy("joined", "Put here by hand")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="members")
    item = models.OneToOneField(UpstreamItem, on_delete=models.CASCADE, related_name="membership")
    joined = models.CharField(_("why"), max_length=10, choices=Joined.choices)
    # How alike it was to the item by which it came, from 0 to 1.
    likeness = models.FloatField(null=True)

    objects = ClusterMemberQuerySet.as_manager()

    SHOWN = ("cluster_id", "item_id")

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.cluster_id}"

    def public_keys(self, changed: Collection[str]) -> Iterator[str]:
        """The articles made of an item of the cluster that readers have; two queries, and one where
        this item is not in it."""
        # Either condition has an index; a query for one or the other would read all items.
        told = UpstreamItem.objects.filter(membership__cluster=self.cluster_id)
        identities = {pk: identity for pk, *identity in told.values_list("pk", *IDENTITY)}
        if self.item_id not in identities:
            identities[self.item_id] = list(self.item.identity)
        return keys_of_articles((source, name) for source, name in identities.values())


class ClusterSplit(models.Model):
    """Two items that an editor took apart: no machine puts them together again."""

    # The one with the smaller id, and the other.
    one = models.ForeignKey(
        UpstreamItem, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    other = models.ForeignKey(UpstreamItem, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cluster_split_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="cluster_split_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"

    @classmethod
    def between(cls, item: int, others: Collection[int]) -> models.QuerySet["ClusterSplit"]:
        """The splits between an item and any of `others`, by id."""
        rows: models.QuerySet[ClusterSplit] = cls._default_manager.all()
        return rows.filter(Q(one=item, other__in=others) | Q(other=item, one__in=others))

    @classmethod
    def remember(cls, item: int, others: Collection[int]) -> None:
        """Keep an item apart from `others` from now on. One query."""
        rows = [cls(one_id=min(item, other), other_id=max(item, other)) for other in others]
        cls._default_manager.bulk_create(rows, ignore_conflicts=True)


class ItemFingerprint(models.Model):
    """The values by which an item is compared with later ones, while its like may still come.

    `moment` is in seconds since 1970, `values` what `Fingerprint.stored()` gave.
    """

    item = models.OneToOneField(
        UpstreamItem, on_delete=models.CASCADE, primary_key=True, related_name="fingerprint"
    )
    moment = models.BigIntegerField(db_index=True)
    values = models.JSONField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.item_id)


class FingerprintBucket(models.Model):
    """One bucket in which an item is found by its like: some thirty for each fingerprint."""

    bucket = models.BigIntegerField()
    moment = models.BigIntegerField()
    item = models.ForeignKey(UpstreamItem, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["bucket", "moment", "item"], name="fingerprint_bucket")]

    def __str__(self) -> str:
        return f"{self.bucket}: {self.item_id}"
