"""The admin of topics: what editors write about a tag, its picture, and which stories lead it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.change_form.cover_field import CoverField, cover_box
from articles.admin.articles.change_form.script_messages import script_messages
from articles.admin.audited import AuditedModelAdmin
from articles.admin.taxonomy.pinned_field import PinnedField
from articles.lib.language_words import language_name
from articles.models import Image, Tag, Topic
from articles.models.topic import topic_of


class TopicForm(forms.ModelForm):
    """The form of a topic; stories can be chosen once its tag is stored."""

    picture = CoverField(queryset=Image.objects.all(), required=False, label=_("Picture"))
    pinned = PinnedField(label=_("Stories that lead"))

    class Meta:
        model = Topic
        fields = ["tag", "is_on", "words", "picture", "pinned"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("pinned"), PinnedField) and self.instance.pk:
            field.offer(self.instance)


@admin.register(Topic)
class TopicAdmin(AuditedModelAdmin):
    """Topics. One stands at the address of its tag, so the tag of a stored one stays."""

    form = TopicForm
    seen_at_once = True
    list_display = ["tag", "state", "words_by_language"]
    list_display_links = ["tag"]
    list_filter = ["is_on"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["tag"]
    search_fields = ["tag__name"]
    autocomplete_fields = ["tag"]
    change_form_template = "admin/articles/topic/change_form.html"
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The fields; which stories lead can be said of a stored topic."""
        fields = ["tag", "is_on", "words", "picture_preview", "picture"]
        return [*fields, "pinned"] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The tag of a stored topic, and what is only shown."""
        return ["tag", "picture_preview"] if obj else ["picture_preview"]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Django's field; a tag without links that open windows: a topic is made of one that has
        stories."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def response_add(
        self, request: HttpRequest, obj: Topic, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Redirect to the form of the new topic, where its stories can be chosen."""
        if "_addanother" not in request.POST and IS_POPUP_VAR not in request.POST:
            request.POST = request.POST.copy()  # type: ignore[assignment]
            request.POST["_continue"] = "1"  # type: ignore[misc]
        return super().response_add(request, obj, post_url_continue)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """All topics with their tags and pictures; one query."""
        return super().get_queryset(request).select_related("tag", "picture")

    @admin.display(description=_("state"), ordering="is_on")
    def state(self, topic: Topic) -> SafeString:
        """Whether readers find it as a topic, as a colour and a word."""
        name, word = ("live", _("On")) if topic.is_on else ("draft", _("Off"))
        return format_html('<span class="state state-{}">{}</span>', name, word)

    @admin.display(description=_("words"), empty_value="–")
    def words_by_language(self, topic: Topic) -> str:
        """The languages in which somebody wrote words for readers."""
        return ", ".join(map(language_name, topic.words))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Django's page of the form, with what the library of pictures within it needs."""
        context |= {
            "writable": "picture" in context["adminform"].form.fields,
            "script_messages": script_messages(),
            "unsplash": bool(settings.UNSPLASH_ACCESS_KEY)
            and request.user.has_perm("articles.add_image"),
            "may_upload": request.user.has_perm("articles.add_image"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("as it looks"))
    def picture_preview(self, topic: Topic) -> SafeString:
        """A thumbnail of the picture, and the box of the script that shows it as readers do."""
        return cover_box(topic.picture)


def topic_form_url(tag: Tag, user: User | AnonymousUser) -> str:
    """Return the address of the form of the topic that a tag is, or by which it becomes one; empty
    for a person who may not see that. One query at most."""
    if topic := topic_of(tag):
        may = user.has_perm("articles.view_topic")
        return reverse("admin:articles_topic_change", args=[topic.pk]) if may else ""
    may = user.has_perm("articles.add_topic")
    return f"{reverse('admin:articles_topic_add')}?tag={tag.pk}" if may else ""
