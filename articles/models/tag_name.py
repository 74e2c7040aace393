"""The names of tags in the languages of the site, as searches look for them."""

from collections.abc import Iterable

from django.db import models

from articles.lib.text import taxonomy_key


class TagName(models.Model):
    """A name of a tag in one of the languages, which several tags may have.

    `folded` is its `taxonomy_key()`, which no database computes. `Tag.save()` writes the rows.
    """

    tag = models.ForeignKey("articles.Tag", on_delete=models.CASCADE, related_name="+")
    folded = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["folded", "tag"], name="tag_name_once")]

    def __str__(self) -> str:
        return self.folded

    @classmethod
    def renew(cls, tag_id: int, names: Iterable[str]) -> None:
        """Write the names of a tag in place of those of before. One query, three where they are
        others."""
        rows = cls._default_manager.filter(tag=tag_id)
        keys = {taxonomy_key(name) for name in names if name}
        if keys != set(rows.values_list("folded", flat=True)):
            rows.delete()
            cls._default_manager.bulk_create(
                [cls(tag_id=tag_id, folded=key) for key in sorted(keys)]
            )
