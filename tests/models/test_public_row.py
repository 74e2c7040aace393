"""Each write of a row that readers see beside the articles is in the public change log."""

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ProtectedError

from articles.editorial.taxonomy.merging import merge, renamed
from articles.lib.public_keys import sitemap_part_with
from articles.models import (
    Article,
    Category,
    CategoryAlias,
    Correction,
    Image,
    ImageText,
    Page,
    PublicChange,
    Redirect,
    Source,
    Tag,
    TagAlias,
    Topic,
    UpstreamItem,
)
from articles.models import image as images
from articles.models.public_row import PublicRow
from articles.models.redirect_aliases import redirect_aliases

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


@pytest.fixture
def told():
    """`told(write)`: the keys that `write()` appended, whatever their moments."""

    def keys_of(write: Callable[[], object]) -> set[str]:
        head = PublicChange.objects.head()
        write()
        return {row.key for row in PublicChange.objects.after(head)}

    return keys_of


def change(row, **columns) -> Callable[[], None]:
    def write() -> None:
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()

    return write


def lists(kind: str, *rows: Tag | Category) -> set[str]:
    return {f"list:{lang}:{kind}:{row.pk}" for lang in ("en", "uk", "ar") for row in rows}


class TestPages:
    @pytest.fixture
    def page(self):
        return Page.objects.create(lang="en", slug="imprint", title="About", body="We print.")

    def test_its_text_is_told_to_the_page_alone(self, page, told):
        assert told(change(page, body="We print news.")) == {"page:imprint"}

    def test_its_name_and_address_are_told_to_the_menu_too(self, page, told):
        assert told(change(page, title="About us")) == {"page:imprint", "menu:en"}
        assert told(change(page, slug="us")) == {"page:imprint", "page:us", "menu:en"}
        assert told(change(page, lang="uk")) == {"page:us", "menu:en", "menu:uk"}

    def test_one_comes_and_goes_with_its_menu(self, told):
        page = Page(lang="en", slug="imprint", title="About")
        assert told(page.save) == {"page:imprint", "menu:en"}
        assert told(Page.objects.filter(pk=page.pk).delete) == {"page:imprint", "menu:en"}

    def test_a_draft_tells_nothing_until_it_is_one_no_more(self, told):
        page = Page(lang="en", slug="imprint", title="About", is_draft=True)
        assert told(page.save) == set()
        assert told(change(page, title="About us")) == set()
        assert told(change(page, is_draft=False)) == {"page:imprint", "menu:en"}
        assert told(change(page, position=3)) == {"page:imprint", "menu:en"}
        assert told(change(page, is_draft=True)) == {"page:imprint", "menu:en"}
        assert told(page.delete) == set()

    def test_saving_it_as_it_is_tells_nothing(self, page, told):
        assert told(page.save) == set()


class TestNames:
    def test_a_category_is_told_to_the_menus_in_which_it_stands(self, make_article, told, category):
        make_article(category=category)
        make_article("D", lang="uk", category=category, status="draft")
        expected = {f"category:{category.pk}", "menu:en"}
        for columns in ({"name": "New"}, {"slug": "new"}, {"position": 3}, {"key": "NEW"}):
            assert told(change(category, **columns)) == expected, columns

    def test_a_tag_is_told_with_its_lists(self, make_article, told):
        make_article(tags=["Sea"])
        tag = Tag.objects.get()
        expected = {f"tag:{tag.pk}"} | lists("tag", tag)
        assert told(change(tag, name="Ocean")) == expected
        assert told(change(tag, slug="ocean")) == expected
        assert told(tag.delete) == expected

    def test_a_topic_is_told_with_its_tag_and_the_lists_of_topics(self, make_article, told):
        article = make_article(tags=["Sea"])
        tag = Tag.objects.get()
        topic = Topic(tag=tag, words={"en": "All of the sea."})
        expected = {f"tag:{tag.pk}", "topics"} | lists("tag", tag)
        assert told(topic.save) == expected
        for columns in (
            {"words": {"uk": "Море"}},
            {"pinned": [article.pk]},
            {"picture": Image.objects.create(alt="A wave")},
            {"is_on": False},
        ):
            assert told(change(topic, **columns)) == expected, columns
        assert told(topic.save) == set()
        assert told(topic.delete) == expected

    def test_a_topic_of_drafts_alone_tells_nothing(self, make_article, told):
        make_article(tags=["Sea"], status="draft")
        topic = Topic(tag=Tag.objects.get(), words={"en": "All of the sea."})
        assert told(topic.save) == set()
        assert told(topic.delete) == set()

    def test_the_words_of_a_section_are_told(self, make_article, told, category):
        make_article(category=category)
        expected = {f"category:{category.pk}", "menu:en"}
        assert told(change(category, words={"en": "Power and money."})) == expected

    def test_a_source_is_told(self, make_article, told, source):
        make_article(source=source)
        for columns in ({"name": "New"}, {"kind": "API"}, {"url": "https://a.example/"}):
            assert told(change(source, **columns)) == {f"source:{source.pk}"}, columns
        # Settings name by their keys those whose articles are news.
        assert told(change(source, key="new")) == {f"source:{source.pk}", "news"}

    def test_what_readers_do_not_see_of_a_source_is_not_told(self, make_article, told, source):
        make_article(source=source)
        logo = Image.objects.create(alt="Logo")
        assert told(change(source, feed_url="https://a.example/", logo=logo)) == set()

    def test_the_trust_of_a_source_decides_what_readers_see_of_originals(
        self, make_article, told, source
    ):
        make_article(source=source)
        assert told(change(source, trust="review")) == {f"source:{source.pk}"}

    def test_an_original_is_told_to_the_articles_made_from_it(
        self, make_article, make_original, told, source
    ):
        article = make_article(source=source, external_id="7")
        make_article("Draft", source=source, external_id="8", status="draft")
        assert told(lambda: make_original("7")) == {f"article:{article.pk}"}
        item = UpstreamItem.objects.get()
        assert told(change(item, title="New")) == {f"article:{article.pk}"}
        assert told(change(item, body="New")) == set()
        assert told(item.delete) == {f"article:{article.pk}"}
        assert told(lambda: make_original("8")) == set()

    def test_those_of_drafts_alone_tell_nothing(self, make_article, told, category, source):
        make_article(status="draft", category=category, source=source, tags=["Sea"])
        tag = Tag.objects.get()
        for row in (category, source, tag):
            assert told(change(row, name="New")) == set()
        assert told(tag.delete) == set()

    def test_new_ones_tell_nothing(self, told):
        assert told(lambda: Category.from_key("PORTS")) == set()
        assert told(lambda: Tag.objects.create(name="Sea")) == set()
        assert told(lambda: Source.objects.create(key="a", name="A", kind="RSS")) == set()


class TestOldAddresses:
    def test_every_change_of_a_redirect_is_told_to_them(self, make_article, told):
        redirect = Redirect(path="/old", article=make_article())
        assert told(redirect.save) == {"any"}
        assert told(change(redirect, path="/older")) == {"any"}
        assert told(change(redirect, article=make_article("Other"))) == {"any"}
        assert told(Redirect.objects.all().delete) == {"any"}

    def test_aliases_of_a_file_are_too(self, make_article, told):
        article = make_article(aliases=["/old/"])
        assert told(lambda: redirect_aliases([article])) == {"any"}
        assert told(lambda: redirect_aliases([article])) == set()

    @pytest.mark.parametrize("model", [TagAlias, CategoryAlias])
    def test_so_is_the_old_address_of_a_list(self, told, model, category):
        target = category if model is CategoryAlias else Tag.objects.create(name="Sea")
        word = model(word="Ocean", folded="ocean", target=target)
        assert told(word.save) == set()
        alias = model(slug="ocean", target=target)
        assert told(alias.save) == {"any"}
        assert told(alias.delete) == {"any"}


class TestCovers:
    @pytest.fixture
    def cover(self):
        cover = Image.objects.create(alt="A crane")
        cover.variants.create(name="regular", url="https://images.unsplash.com/a")
        cover.sign()
        return cover

    @pytest.fixture
    def covered(self, make_article, cover):
        """The keys of the articles that show it."""
        make_article("Draft", cover=cover, status="draft")
        articles = [
            make_article(status, cover=cover, status=status)
            for status in ("published", "retracted")
        ]
        parts = {sitemap_part_with(article.pk) for article in articles}
        return {f"article:{article.pk}" for article in articles} | parts

    def test_a_change_of_it_is_told_to_what_readers_see_with_it(self, cover, covered, told):
        assert told(change(cover, alt="Two cranes")) == covered
        assert told(change(cover, credit="Ada")) == covered

    def test_so_are_its_sizes(self, cover, covered, told):
        size = cover.variants.get()
        assert told(change(size, width=1080)) == covered
        assert told(cover.sign) == covered
        assert (
            told(lambda: cover.variants.create(name="thumb", url="https://a.example/")) == covered
        )
        assert told(size.delete) == covered

    def test_so_are_its_texts_in_other_languages(self, cover, covered, told):
        text = ImageText(image=cover, lang="uk", alt="Кран")
        assert told(text.save) == covered
        assert told(change(text, alt="Портовий кран")) == covered
        assert told(text.delete) == covered

    def test_so_are_its_point_and_its_last_day(self, cover, covered, told):
        assert told(change(cover, focal_x=0.25)) == covered
        assert told(change(cover, rights_until=dt.date(2026, 12, 1))) == covered

    def test_what_only_the_desk_reads_is_not(self, cover, covered, told):
        assert told(change(cover, licence="CC BY 4.0")) == set()

    def test_it_cannot_go_while_an_article_has_it(self, cover, covered):
        with pytest.raises(ProtectedError):
            cover.delete()

    def test_one_of_many_articles_is_told_to_all_pages(self, cover, covered, told, monkeypatch):
        monkeypatch.setattr(images, "_MANY", 1)
        assert told(change(cover, alt="Two cranes")) == {"site"}


class TestCorrections:
    def note(self, article: Article, **columns) -> Correction:
        return Correction(article=article, text="It was Tuesday.", **columns)

    def test_every_change_is_told_to_the_article_and_the_list(self, make_article, told):
        article, other = make_article(), make_article("Andere", lang="de")
        note = self.note(article)
        expected = {f"article:{article.pk}", "corrections:en"}
        assert told(note.save) >= expected
        assert told(change(note, text="It was Monday.")) >= expected
        moved = told(change(note, article=other))
        assert moved >= expected | {f"article:{other.pk}", "corrections:de"}
        assert told(note.delete) >= {f"article:{other.pk}", "corrections:de"}

    def test_the_date_of_the_change_is_told_to_the_sitemap(self, make_article, told):
        article = make_article()
        part = sitemap_part_with(article.pk)
        assert told(self.note(article).save) >= {"sitemap", part, "articles"}

    def test_lists_and_what_stands_around_stay(self, make_article, told):
        keys = told(self.note(make_article(tags=["Sea"])).save)
        assert not [key for key in keys if key.startswith(("list:", "around:", "menu:"))]

    def test_on_a_draft_it_is_not_told(self, make_article, told):
        note = self.note(make_article(status="draft"))
        assert told(note.save) == set()
        assert told(note.delete) == set()

    def test_the_reason_of_a_retraction_is_told_to_feeds(self, make_article, told):
        article = make_article(status="retracted", tags=["Sea"])
        note = self.note(article, kind=Correction.Kind.RETRACTION)
        assert told(note.save) >= {"list:en", f"list:en:tag:{Tag.objects.get().pk}"}


class TestMergesAndRenames:
    @pytest.mark.parametrize("status", ["published", "retracted"])
    def test_a_merged_tag_is_told_with_the_one_that_stays(
        self, make_article, make_user, told, status
    ):
        make_article(tags=["Sea"], status=status)
        make_article("Other", tags=["Ocean"])
        keep, other = Tag.objects.get(name="Ocean"), Tag.objects.get(name="Sea")
        expected = {f"tag:{keep.pk}", f"tag:{other.pk}", "articles", "any"} | lists(
            "tag", keep, other
        )
        assert told(lambda: merge(keep, [other], make_user("Editors"))) == expected

    def test_so_is_a_category_with_the_menus_where_it_was(
        self, make_article, make_user, told, category
    ):
        keep = Category.from_key("PORTS")
        make_article(category=category)
        make_article("Інша", lang="uk", category=keep)
        expected = {f"category:{keep.pk}", f"category:{category.pk}", "articles", "any", "menu:en"}
        expected |= lists("category", keep, category)
        assert told(lambda: merge(keep, [category], make_user("Editors"))) == expected

    def test_a_scheduled_article_will_come_in_the_other_list(
        self, make_article, make_user, category
    ):
        keep, head = Category.from_key("PORTS"), PublicChange.objects.head()
        article = make_article(hours=5, category=category)
        head = PublicChange.objects.head()
        merge(keep, [category], make_user("Editors"))
        rows = PublicChange.objects.after(head).filter(moment=article.published_at)
        assert [row.key for row in rows] == [f"list:en:category:{keep.pk}"]

    def test_a_merge_of_what_only_drafts_have_tells_of_its_address_alone(
        self, make_article, make_user, told
    ):
        make_article(status="draft", tags=["Sea"])
        make_article("Other", tags=["Ocean"])
        keep, other = Tag.objects.get(name="Ocean"), Tag.objects.get(name="Sea")
        assert told(lambda: merge(keep, [other], make_user("Editors"))) == {"any"}

    def test_an_old_address_comes_with_a_rename(self, make_article, make_user, told, category):
        make_article(category=category)
        before = Category.objects.get(pk=category.pk)
        change(category, slug="power")()
        assert told(lambda: renamed(category, before, make_user("Editors"))) == {"any"}


@pytest.mark.django_db(transaction=True)
def test_a_key_is_in_the_transaction_of_its_change(monkeypatch):
    """Where no other transaction is begun, too."""
    inside: list[bool] = []
    append = PublicChange.append
    monkeypatch.setattr(
        PublicChange,
        "append",
        lambda keys: (inside.append(connection.in_atomic_block), append(keys)),
    )
    page = Page(lang="en", slug="imprint", title="About")
    page.save()
    page.delete()
    assert inside == [True, True]


def test_every_model_that_readers_see_is_written_with_its_keys():
    """A new model needs a thought: it is a PublicRow, or readers see nothing of its rows."""
    seen = {model.__name__ for model in apps.get_models() if issubclass(model, PublicRow)}
    assert seen == {
        "Author", "AuthorAlias", "Category", "CategoryAlias", "Correction", "Image", "ImageText", "ImageVariant", "Page",
         "ClusterMember", "FrontEdition", "Redirect", "SiteSettings", "Source", "Tag", "TagAlias", "Topic", "UpstreamItem",
    }  # fmt: skip
    others = {model.__name__ for model in apps.get_app_config("articles").get_models()} - seen
    assert others == {
        # `revise()`, the import and the deletion tell of articles, their tags and their authors.
        "Article", "ArticleAuthor", "TaggedArticle",
        # Of accounts and of the program itself.
        "Attempts", "DeskChoice", "LastBackup", "NoticeChoice", "QueuedTask", "ScheduledJob", "SignOnIdentity",
        "SignedInSession", "Webhook",
        # For the desk.
        "TranslationBase", "ImageUse",
        "AuditEntry", "Autosave", "CdnPosition", "ImportConflict", "ImportNote", "ImportRun",
        "IngestRules", "Notice", "OriginalFile", "PendingRevision", "PipelineRun", "Presence", "PreviewLink", "PublicChange",
        "QuarantinedFile", "Review", "Revision", "UpstreamVersion",
        # What searches look up.
        "TagName",
        # Questions to the language model, what they cost, what it is told, and what it proposes.
        "HouseWord", "ModelCall", "Prompt", "SpendingDay", "Suggestion",
        # What comes from others, and how that goes.
        "Feed", "FeedPoll",
        "Cluster", "ClusterSplit", "FingerprintBucket", "ItemFingerprint",
    }  # fmt: skip


# Modules that write rows in a way that `save()` does not see, each with how their keys are appended.
WRITERS = {
    "articles.editorial.taxonomy.merging": "append_keys_of_merge(); what moves old words only is "
    "in one transaction with it, or with the save of the name",
    "articles.editorial.unsplash.enriching": "when Unsplash was asked, which no reader sees",
    "articles.import_export.image_rows": "new images, which no article has yet",
    "articles.import_export.link_rows": "tags and authors, with their articles",
    "articles.import_export.translation_bases": "what translations were made from, for the desk",
    "articles.import_export.taxonomy_cache": "new sources, which no article has yet",
    "articles.ingest.deciding": "what became of an item, which no reader sees",
    "articles.ingest.store_items": "keys_of_articles(), of items with another title or address",
    "articles.models.author": "new authors, whom no article names yet",
    "articles.models.authorship": "links of authors, with their article",
    "articles.models.derive_again": "the keys of the pages",
    "articles.models.ordered_tags": "links of tags, by the revision of their article",
    "articles.models.redirect_aliases": "the key of old addresses",
    "articles.models.revise": "links of tags, with their article",
    "articles.models.translation_base": "what translations were made from, for the desk",
    "articles.rewriting.translations.accepting": "the same; the article by its revision",
    "articles.rewriting.translations.asking": "answers that nobody took yet",
    "articles.rewriting.translations.making": "the same; a new article in review has no readers",
    "articles.models.transitions": "notes of retraction, with their article",
}
_WRITING = {"update", "bulk_update", "bulk_create", "_raw_delete"}
_ROOTS = {model.__name__ for model in apps.get_app_config("articles").get_models()} - {
    "Article", "AuditEntry", "Autosave", "CdnPosition", "ImportConflict", "ImportNote", "ImportRun",
    "IngestRules", "Notice", "OriginalFile", "PendingRevision", "PipelineRun", "Presence", "PreviewLink", "PublicChange", "QuarantinedFile",
    "Cluster", "ClusterSplit", "FingerprintBucket", "ItemFingerprint",
    "Review", "Revision", "UpstreamVersion",
    "Feed", "FeedPoll",
}  # fmt: skip
# Managers of related rows, and variables that hold one of several models.
_ROOTS |= {
    "aliases",
    "article_links",
    "kind",
    "links",
    "notes",
    "own",
    "tag_links",
    "variants",
}


def _names(node: ast.expr) -> set[str]:
    """The names in `a.b.filter(…).c`."""
    names = set()
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return names | ({node.id} if isinstance(node, ast.Name) else set())


def _writes_unseen(tree: ast.Module) -> bool:
    """`Tag.objects….update(…)` and its like, `article.tag_links….delete()`, `insert_rows(Tag, …)`."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        match call.func:
            case ast.Name("insert_rows") if call.args and _names(call.args[0]) & _ROOTS:
                return True
            case ast.Attribute(rows, name) if name in _WRITING and _names(rows) & _ROOTS:
                return True
            case ast.Attribute(rows, "delete") if "tag_links" in _names(rows):
                return True
            case ast.Attribute(tags, "set" | "add" | "remove" | "clear") if "tags" in _names(tags):
                return True
    return False


def test_nothing_else_writes_what_readers_see_past_save():
    found = set()
    for path in (ROOT / "articles").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if ".migrations." not in module and _writes_unseen(tree):
            found.add(module)
    assert found == set(WRITERS)
