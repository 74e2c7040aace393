"""Categories, tags, authors and sources: made, renamed, moved, merged, deleted."""

from typing import Any

from articles.editorial.taxonomy.merging import merge
from articles.models import (
    Article,
    ArticleAuthor,
    Author,
    Category,
    Image,
    Page,
    Redirect,
    Source,
    Tag,
    Topic,
)
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import CATEGORIES, SOURCES, TAGS, Desk


def _typed(desk: Desk, row: Any, **typed: object) -> str:
    name = row._meta.model_name
    desk.touch(row)
    path = f"/admin/articles/{name}/{row.pk}/change/"
    saved = desk.browser.submit(path, f"{name}_form", **typed)
    desk.touch(type(row)._default_manager.get(pk=row.pk))
    return f"{row.pk} {typed}: {'saved' if saved else 'refused'}"


@action(4)
def a_category_is_changed(desk: Desk) -> str:
    category = desk.row(Category.objects.all())
    number = desk.number()
    return _typed(
        desk,
        category,
        **desk.one(
            (
                {"name": f"Section {number}"},
                {"slug": f"section-{number}"},
                {"position": number % 7},
                {"name": f"Section {number}", "slug": f"section-{number}"},
                {"names_uk": f"Рубрика {number}"},
                {"words_en": f"Words of a section {number}."},
            )
        ),
    )


@action(4)
def a_tag_is_changed(desk: Desk) -> str:
    tag = desk.row(Tag.objects.all())
    if tag is None:
        return ""
    number = desk.number()
    return _typed(
        desk,
        tag,
        **desk.one(
            (
                {"name": f"Tag {number}"},
                {"slug": f"tag-{number}"},
                {"name": tag.name.upper()},
                {"names_uk": f"Тег {number}"},
            )
        ),
    )


@action(3)
def a_tag_becomes_a_topic(desk: Desk) -> str:
    tag = desk.row(Tag.objects.filter(topic=None))
    if tag is None:
        return ""
    desk.touch(tag)
    words = {"words_en": desk.one(("", f"All about it, {desk.number()}.")), "words_uk": "Усе."}
    path = "/admin/articles/topic/add/"
    saved = desk.browser.submit(path, "topic_form", tag=tag.pk, is_on="on", **words)
    return f"{tag.pk}: {'saved' if saved else 'refused'}"


@action(4)
def a_topic_is_changed(desk: Desk) -> str:
    topic = desk.row(Topic.objects.all())
    if topic is None:
        return ""
    desk.touch(topic)
    number, picture = desk.number(), desk.row(Image.objects.all())
    offered = topic.tag.article_links.live().newest_first()
    stories = list(offered.values_list("content_object_id", flat=True)[:9])
    typed: dict[str, object] = desk.one(
        (
            {"words_en": f"Words {number}."},
            {"words_uk": f"Слова {number}."},
            {"is_on": desk.one(("on", None))},
            {"picture": picture.pk if picture else ""},
            {f"pinned-{desk.one(stories)}": number % 9} if stories else {},
        )
    )
    path = f"/admin/articles/topic/{topic.pk}/change/"
    saved = desk.browser.submit(path, "topic_form", **typed)
    return f"{topic.pk} {typed}: {'saved' if saved else 'refused'}"


@action(0.5)
def a_topic_is_deleted(desk: Desk) -> str:
    topic = desk.row(Topic.objects.all())
    if topic is None:
        return ""
    desk.touch(topic)
    deleted = desk.browser.submit(f"/admin/articles/topic/{topic.pk}/delete/", post="yes")
    return f"{topic.pk}: {'deleted' if deleted else 'refused'}"


@action(4)
def an_author_is_changed(desk: Desk) -> str:
    author = desk.row(Author.objects.all())
    if author is None:
        return ""
    number, picture = desk.number(), desk.row(Image.objects.all())
    return _typed(
        desk,
        author,
        **desk.one(
            (
                {"name": f"Person {number}"},
                {"slug": f"person-{number}"},
                {"name": author.name.upper()},
                {"role": f"correspondent {number}"},
                {"bio": f"Was born {number} years ago."},
                {"links": f"Home https://example.org/{number}"},
                {"picture": picture.pk if picture else ""},
            )
        ),
    )


@action(4)
def a_source_is_changed(desk: Desk) -> str:
    source = desk.row(Source.objects.all())
    number, logo = desk.number(), desk.row(Image.objects.all())
    return _typed(
        desk,
        source,
        **desk.one(
            (
                {"name": f"The Source {number}"},
                {"names_uk": f"Джерело {number}"},
                {"url": f"https://source-{number}.example.org/"},
                {"url": ""},
                {"trust": desk.one(("publish", "review"))},
                {"kind": desk.one(("RSS", "API", "TWITTER"))},
                {"lang": desk.one(("", "en"))},
                {"logo": logo.pk if logo else ""},
            )
        ),
    )


@action(1)
def a_label_is_added(desk: Desk) -> str:
    number = desk.number()
    typed: dict[str, object]
    name, typed = desk.one(
        (
            ("category", {"name": f"New {number}", "key": f"NEW{number}", "slug": f"new-{number}"}),
            ("category", {"name": "Again", "key": desk.one(CATEGORIES), "slug": f"again-{number}"}),
            ("tag", {"name": desk.one((f"New {number}", *TAGS)), "slug": f"new-{number}"}),
            ("source", {"name": f"New {number}", "key": desk.one((f"new-{number}", *SOURCES)), "kind": "RSS"}),
        )
    )  # fmt: skip
    saved = desk.browser.submit(f"/admin/articles/{name}/add/", f"{name}_form", **typed)
    return f"{name} {typed}: {'saved' if saved else 'refused'}"


@action(3, composed=True)
def labels_are_merged(desk: Desk) -> str:
    model: Any = desk.one((Tag, Tag, Category, Author))
    ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
    if len(ids) < 4 - (model is Author):
        return ""
    chosen = desk.rng.sample(ids, desk.one((2, 2, 3)))
    rows = [model.objects.get(pk=pk) for pk in chosen]
    for row in rows:
        desk.touch(row)
    if desk.by_form():
        path = f"/admin/articles/{model._meta.model_name}/merge/"
        labels = "-".join(map(str, chosen))
        desk.browser.get(f"{path}?labels={labels}")
        values = {"labels": labels, "keep": str(chosen[0]), "act": "merge", "reason": "The same."}
        desk.browser.post(path, values)
    else:
        merge(rows[0], rows[1:], desk.editor)
    return f"{model.__name__} {chosen[1:]} into {chosen[0]}"


@action(2)
def a_label_is_deleted(desk: Desk) -> str:
    model: Any = desk.one((Tag, Tag, Category, Source, Author))
    rows = model.objects.all()
    if model is Author:
        rows = rows.exclude(pk__in=ArticleAuthor.objects.values("author"))
    elif model is not Tag:
        used = "category" if model is Category else "source"
        rows = rows.exclude(pk__in=Article.objects.exclude(**{used: None}).values(used))
    row = desk.row(rows)
    if row is None:
        return ""
    desk.touch(row)
    path = f"/admin/articles/{model._meta.model_name}/{row.pk}/delete/"
    deleted = desk.browser.submit(path, post="yes")
    return f"{model.__name__} {row.pk}: {'deleted' if deleted else 'refused'}"


@action(1)
def rows_are_deleted_from_their_list(desk: Desk) -> str:
    """Several at once, by the action of the change list."""
    model: Any = desk.one((Tag, Image, Redirect, Page, Category))
    ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
    if len(ids) < 4:
        return ""
    chosen = desk.rng.sample(ids, 2)
    for pk in chosen:
        desk.touch(model.objects.get(pk=pk))
    path = f"/admin/articles/{model._meta.model_name}/"
    values = {"action": "delete_selected", "_selected_action": chosen}
    desk.browser.get(path)
    desk.browser.post(path, values)
    desk.browser.post(path, values | {"post": "yes"})
    left = model.objects.filter(pk__in=chosen).count()
    return f"{model.__name__} {chosen}: {left} left"
