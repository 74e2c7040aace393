"""The manager `article.tags`, which keeps the order of tags."""

from collections.abc import Iterable

from django.db import transaction
from taggit.managers import _TaggableManager

from articles.lib.text import taxonomy_key
from articles.models.taxonomy import Tag, TaggedArticle


class OrderedTags(_TaggableManager):
    """The manager `article.tags`, which keeps the order that `set()` and `add()` were given.

    Words are matched folded, so `Крипто` and `КРИПТО` are one tag in every database.
    """

    def _to_tag_model_instances(self, tags: Iterable[Tag | str], tag_kwargs: object) -> list[Tag]:
        tags = list(tags)
        known = Tag.for_words(tag for tag in tags if isinstance(tag, str))
        rows = (known[taxonomy_key(tag)] if isinstance(tag, str) else tag for tag in tags)
        return list({tag.pk: tag for tag in rows}.values())

    def _remove_prefetched_objects(self) -> None:
        super()._remove_prefetched_objects()
        # `Article.tag_list` reads the links.
        getattr(self.instance, "_prefetched_objects_cache", {}).pop("tag_links", None)

    def set(self, tags: Iterable[Tag | str], **kwargs: object) -> None:
        """Make `tags` (names or Tag objects) the article's tags, in this order."""
        article = self.instance
        with transaction.atomic():
            new = self._to_tag_model_instances(list(tags), {})
            have = list(
                article.tag_links.order_by("position", "id").values_list("tag_id", flat=True)
            )
            if [tag.pk for tag in new] == have:
                return
            self._remove_prefetched_objects()
            article.tag_links.all().delete()
            copies = {name: getattr(article, name) for name in TaggedArticle.COPIES}
            TaggedArticle.objects.bulk_create(
                TaggedArticle(content_object=article, tag=tag, position=place, **copies)
                for place, tag in enumerate(new)
            )

    def add(self, *tags: Tag | str, **kwargs: object) -> None:
        """Append `tags` to the article's present ones."""
        self.set([*self.instance.tags.all(), *tags])
