"""The sample content is what it promises, and the program takes all of it."""

from collections import Counter
from pathlib import Path

import pytest

from articles.import_export.discover import FoundFile, discover_files
from articles.import_export.exporter import document_of
from articles.models import Article
from tests.import_export.test_exporter import export

ROOT = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.mark.django_db
def test_every_sample_is_taken_shown_and_given_back(client, import_files, tmp_path):
    run = import_files(ROOT)
    files = [found for found in discover_files([ROOT]) if isinstance(found, FoundFile)]
    assert run.quarantined == 0
    assert run.created == len(files) >= 36
    assert run.repaired == 1
    by_lang = Counter(Article.objects.values_list("lang", flat=True))
    assert set(by_lang) == {"en", "uk", "ar"}
    groups = Counter(Article.objects.exclude(external_id="").values_list("source", "external_id"))
    assert sum(count > 1 for count in groups.values()) >= 9
    assert Article.objects.filter(status="draft").exists()
    assert Article.objects.scheduled().exists()
    assert Article.objects.pinned().live().count() >= 3
    assert Article.objects.filter(cover=None).exists()
    assert Article.objects.exclude(ai=None).exists()
    originals = {found.path: Path(found.file).read_bytes() for found in files}
    for article in Article.objects.for_export():
        assert document_of(article) == originals[article.original.path]
        page = client.get(article.get_absolute_url())
        assert page.status_code == (200 if article.is_live else 404), article
    assert import_files(ROOT).unchanged == len(files)
    export(tmp_path / "out")
    given = {path.relative_to(ROOT): path.read_bytes() for path in ROOT.rglob("*.jpg")}
    given |= {Path(path): document for path, document in originals.items()}
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path / "out"): path.read_bytes() for path in written} == given


def test_covers_are_small_and_all_of_them_are_used():
    covers = {path.name: path.stat().st_size for path in (ROOT / "covers").glob("*.jpg")}
    assert sum(covers.values()) < 1_500_000
    texts = "".join(path.read_text("utf-8") for path in (ROOT / "articles").rglob("*.md"))
    assert [name for name in covers if name not in texts] == []
