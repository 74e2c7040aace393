"""An article that cannot be written is named, and all others are written."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command

from articles.models import Article, OriginalFile, Tag, TaggedArticle
from tests.import_export.test_round_trip import PICTURES, sample, write

pytestmark = pytest.mark.django_db


def odd_tag(article: Article, folder: Path) -> None:
    tag = Tag.objects.create(name="a\vb")
    TaggedArticle.objects.create(content_object=article, tag=tag, position=0)


def odd_source(article: Article, folder: Path) -> None:
    article.source.name = "a\vb"
    article.source.save()


def no_file(article: Article, folder: Path) -> None:
    name = article.cover.variants.get().file.name
    default_storage.delete(name)
    storages["originals"].delete(name)


def a_folder_in_its_place(article: Article, folder: Path) -> None:
    (folder / article.original.path).mkdir(parents=True)


def a_file_in_the_place_of_its_folder(article: Article, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / article.original.path.split("/")[0]).write_bytes(b"")


def too_long_a_name(article: Article, folder: Path) -> None:
    path = f"{'n' * 300}/{article.original.path}"
    OriginalFile.objects.filter(article=article).update(path=path)


CASES = {
    odd_tag: "tags[0]: holds the control character U+000B",
    odd_source: "source.name: holds the control character U+000B",
    no_file: "coverImage.raw: the picture covers/",
    a_folder_in_its_place: "Is a directory",
    a_file_in_the_place_of_its_folder: "File exists",
    too_long_a_name: "File name too long",
}


def test_each_is_named_with_its_reason_and_the_others_are_written(tmp_path, import_files):
    tree = {"good.en.md": sample("good")}
    for number, case in enumerate(CASES):
        source = f"{{name: S{number}, key: s{number}, type: RSS}}"
        title = case.__name__.replace("_", "-")
        tree[f"{number}/{title}.md"] = sample(title, "a.jpg", source=source)
        picture = list(PICTURES.values())[number]
        tree[f"{number}/a.jpg"] = picture
    import_files(write(tree, tmp_path / "in"))
    out = tmp_path / "out"
    for case in CASES:
        title = case.__name__.replace("_", "-")
        case(Article.objects.select_related("source", "cover", "original").get(slug=title), out)
    shown, problems = StringIO(), StringIO()
    with pytest.raises(CommandError, match=f"{len(CASES)} articles could not") as caught:
        call_command("export_articles", out, stdout=shown, stderr=problems)
    assert caught.value.returncode == 1
    assert (out / "good.en.md").read_bytes() == tree["good.en.md"]
    assert shown.getvalue().startswith("2 written, 0 unchanged")
    told = problems.getvalue()
    for case, reason in CASES.items():
        title = case.__name__.replace("_", "-")
        article = Article.objects.get(slug=title)
        named = f"article {article.pk} (en/{title}, “{title}”): "
        assert any(line.startswith(named) and reason in line for line in told.splitlines()), (
            case,
            told,
        )
