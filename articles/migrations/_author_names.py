"""Makes names of authors of what files said under `author` while nothing read that key."""

import hashlib
import re
import unicodedata

_LIMIT, _MOST = 200, 30
_COPIES = ("lang", "status", "published_at", "expires_at", "sticky_weight", "sticky_until")


def move_names(apps, schema_editor):
    """Move `author` from the unknown keys of articles, and of changes that wait, to their names."""
    alias = schema_editor.connection.alias
    articles = apps.get_model("articles", "Article").objects.using(alias)
    authors = {}
    rows = articles.filter(extra__article__has_key="author").order_by("pk")
    for article in rows.only("pk", "extra", *_COPIES).iterator(chunk_size=500):
        names = _taken(article.extra)
        articles.filter(pk=article.pk).update(extra=article.extra, author_names=names)
        _link(apps, alias, article, names, authors)
    pending = apps.get_model("articles", "PendingRevision").objects.using(alias)
    named = dict(articles.exclude(author_names=[]).values_list("pk", "author_names"))
    for row in pending.order_by("pk"):
        for values in (row.values, row.base):
            if "extra" in values:
                values["author_names"] = _taken(values["extra"])
            else:
                values.setdefault("author_names", named.get(row.article_id, []))
        pending.filter(pk=row.pk).update(values=row.values, base=row.base)


def _taken(extra):
    """The names in the unknown keys of an article, without repetitions; the key goes."""
    keys = extra.get("article", {})
    value = keys.pop("author", None)
    if "article" in extra and not keys:
        del extra["article"]
    names = {}
    for entry in value if isinstance(value, list) else [value]:
        name = entry.get("name") if isinstance(entry, dict) else entry
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if name and len(name) <= _LIMIT:
            names.setdefault(_fold(name), name)
    return list(names.values())[:_MOST]


def _link(apps, alias, article, names, authors):
    model = apps.get_model("articles", "Author")
    link = apps.get_model("articles", "ArticleAuthor")
    for position, name in enumerate(names):
        folded = _fold(name)
        if folded not in authors:
            taken = model.objects.using(alias)
            slug = _slug(name, folded)
            if taken.filter(slug=slug).exists():
                slug = f"{slug}-{hashlib.sha256(folded.encode()).hexdigest()[:8]}"
            authors[folded] = taken.create(name=name, folded=folded, slug=slug).pk
        copies = {column: getattr(article, column) for column in _COPIES}
        link.objects.using(alias).create(
            content_object_id=article.pk, author_id=authors[folded], position=position, **copies
        )


def _fold(name):
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    folded = " ".join(folded.split())
    return folded if len(folded) <= 200 else hashlib.sha256(folded.encode()).hexdigest()


def _slug(name, folded):
    # Of letters that are not Latin the hash is the address, until somebody writes a better one.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['`]", "", plain.lower()))
    return "-".join(words)[:90].strip("-") or hashlib.sha256(folded.encode()).hexdigest()[:12]
