"""A form field of the stories that lead a topic: its stories with a place beside each."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.lib.input_groups import group_attributes
from articles.lib.keyset import read_id
from articles.models import Article, TaggedArticle, Topic
from articles.models.topic import MOST_PINNED

# So many of the newest stories of a topic are offered.
_NEWEST = 50
_INPUT = re.compile(r"-(\d{1,19})")
# The typed places by the ids of their stories.
Places = dict[int, str]


class PinnedWidget(forms.Widget):
    """The stories of a topic, each with an input for its place."""

    group_label: Any = ""

    def __init__(self) -> None:
        super().__init__()
        self.stories: Sequence[Article] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Places:
        """The typed places, without empty ones."""
        places: Places = {}
        for key in data:
            match = _INPUT.fullmatch(key.removeprefix(name)) if key.startswith(name) else None
            pk = read_id(match[1]) if match else None
            if pk is not None and (typed := str(data[key]).strip()):
                places[pk] = typed
        return places

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: a form without places says that no story leads."""
        return False

    def id_for_label(self, id_: str) -> str:
        """Return "": each input has a label of its own."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The stories, those with a place first; no query."""
        places: Places = value or {}
        rows = [
            {"story": story, "name": f"{name}-{story.pk}", "place": places.get(story.pk, "")}
            for story in self.stories
        ]
        group = group_attributes(name, attrs, self.group_label, has_focus="autofocus" in self.attrs)
        context = {"rows": rows, "group": group, "most": MOST_PINNED}
        return render_to_string("admin/articles/topic/pinned.html", context)


class PinnedField(forms.Field):
    """Ids of stories in the order of the places that are typed beside them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PinnedWidget(), required=False, **kwargs)
        self.widget.group_label = self.label

    def offer(self, topic: Topic) -> None:
        """Offer the stories of a topic: those that lead it, and the newest live ones. Two
        queries."""
        links = TaggedArticle.objects.filter(tag=topic.tag_id)
        stories = Article.objects.only("title", "lang", "status", "published_at", "expires_at")
        newest = links.live().newest_first().values_list("content_object_id", flat=True)
        ids = [*topic.pinned, *newest[:_NEWEST]]
        found = stories.in_bulk(ids)
        self.widget.stories = [found[pk] for pk in dict.fromkeys(ids) if pk in found]

    def prepare_value(self, value: Any) -> Places:
        """The places of stored ids; typed ones as they are."""
        if isinstance(value, dict):
            return value
        return {pk: str(number) for number, pk in enumerate(value or [], 1)}

    def clean(self, value: Any) -> list[int]:
        """The ids in the order of their places. Raises ValidationError for what is no place, and
        for a story that was not offered."""
        places: Places = value or {}
        offered = {story.pk for story in self.widget.stories}
        if not places.keys() <= offered:
            raise ValidationError(_("Choose among the stories of this topic."), code="story")
        if not all(re.fullmatch(r"[0-9]{1,4}", place, re.ASCII) for place in places.values()):
            raise ValidationError(_("Write whole numbers as the places."), code="place")
        # Of equal places the story that stands above comes first.
        ordered = [story.pk for story in self.widget.stories if story.pk in places]
        return sorted(ordered, key=lambda pk: int(places[pk]))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the typed places say another order than the stored one."""
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True
