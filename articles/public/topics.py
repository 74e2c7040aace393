"""The topics of a section."""

from collections import Counter
from collections.abc import Iterable

from django.http import HttpRequest

from articles.lib import public_keys
from articles.lib.public_keys import depends_on
from articles.models import Article, Tag, TaggedArticle

# More topics are no line that anybody reads.
MOST = 8


def topics_of(request: HttpRequest, articles: Iterable[Article]) -> list[Tag]:
    """Return the tags of these articles that are topics, those of most articles first, and declare
    that the response to `request` shows them. One query.

    The articles themselves must be declared: with their tags their topics change.
    """
    depends_on(request, public_keys.TOPICS)
    links = TaggedArticle.objects.filter(content_object__in=[article.pk for article in articles])
    stories = Counter(
        link.tag for link in links.filter(tag__topic__is_on=True).select_related("tag")
    )
    tags = sorted(stories, key=lambda tag: (-stories[tag], tag.name))[:MOST]
    depends_on(request, *(public_keys.tag(tag.pk) for tag in tags))
    return tags
