"""One file, all the way: in by command, a page for readers, an edit at the desk, and out again."""

import pytest
from django.core.management import call_command

from articles.models import Article

pytestmark = pytest.mark.django_db


def test_a_file_becomes_a_page_and_comes_back_as_the_same_bytes(client, tmp_path, example):
    file = tmp_path / "in" / "2026" / "11" / "harbour-crane.en.md"
    file.parent.mkdir(parents=True)
    file.write_bytes(example)
    call_command("import_articles", tmp_path / "in", verbosity=0)

    page = client.get("/en/articles/harbour-crane/").content.decode()
    assert "<h1>Port of Lindholm Lifts Its First Driverless Crane: Report</h1>" in page
    assert '<h2 id="s-overview">Overview</h2>' in page
    assert "Tidewater Wire" in page
    assert "Rewritten by a language model" in page
    assert 'class="opinion"' in page
    assert "/en/articles/harbour-crane/" in client.get("/en/").content.decode()

    call_command("export_articles", tmp_path / "out", verbosity=0)
    assert (tmp_path / "out/2026/11/harbour-crane.en.md").read_bytes() == example


def test_an_edit_at_the_desk_reaches_the_page_and_the_file(client, tmp_path, example, make_user):
    (tmp_path / "harbour-crane.en.md").write_bytes(example)
    call_command("import_articles", tmp_path, verbosity=0)
    article = Article.objects.get()
    client.force_login(make_user("Editors"))
    form = client.get(f"/admin/articles/article/{article.pk}/change/").context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    values |= {
        "_step": "update",
        "title": "Crane lifts by itself",
        "tags": "PORTS, Automation, LINDHOLM",
    }
    values |= {"corrections-TOTAL_FORMS": "0", "corrections-INITIAL_FORMS": "0"}
    response = client.post(f"/admin/articles/article/{article.pk}/change/", values)
    assert response.status_code == 302, response.context["adminform"].form.errors
    client.logout()
    assert "Crane lifts by itself" in client.get("/en/articles/harbour-crane/").content.decode()
    call_command("export_articles", tmp_path / "out", verbosity=0)
    text = (tmp_path / "out/harbour-crane.en.md").read_bytes()
    title = next(line for line in example.splitlines() if line.startswith(b"title:"))
    assert text == example.replace(title, b"title: 'Crane lifts by itself'")
