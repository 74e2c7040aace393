"""Run logs of imports, and uploads, in the admin."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.admin.imports import import_runs
from articles.import_export.exceptions import ImportBusy
from articles.models import Article, ImportNote, ImportRun

pytestmark = pytest.mark.django_db

LIST, UPLOAD = "/admin/articles/importrun/", "/admin/articles/importrun/add/"


def sent(data: bytes, name: str = "crane.en.md") -> dict:
    return {"file": SimpleUploadedFile(name, data)}


def message(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def run(tmp_path, import_files, example):
    (tmp_path / "harbour-crane.en.md").write_bytes(example)
    (tmp_path / "bad.md").write_text("---\ntitle: ''\n---\n")
    return import_files(tmp_path)


@pytest.mark.parametrize(
    ("group", "allowed"), [("", 302), ("Writers", 403), ("Editors", 200), ("Administrators", 200)]
)
def test_who_may_see_run_logs_and_import(client, make_user, run, example, group, allowed):
    if group:
        client.force_login(make_user(group))
    for address in (LIST, f"{LIST}{run.pk}/change/", UPLOAD):
        assert client.get(address).status_code == allowed, address
    client.post(UPLOAD, sent(example.replace(b"'00417'", b"'9'")))
    assert Article.objects.count() == (2 if allowed == 200 else 1)
    for address in (f"{LIST}{run.pk}/delete/",):
        assert client.post(address, {"post": "yes"}).status_code in (302, 403)
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_a_run_log_tells_what_happened_and_leads_on(sign_in, run):
    page = sign_in().get(f"{LIST}{run.pk}/change/").content.decode()
    article = Article.objects.get()
    for expected in (
        "1 new story", "1 file was refused", "harbour-crane.en.md", "bad.md",
        f"/admin/articles/article/{article.pk}/change/", "#L2", "published-at-missing",
        'class="part-created"', 'class="part-quarantined"',
    ):  # fmt: skip
        assert expected in page, expected
    assert "style=" not in page


def test_notes_are_found_by_kind_and_page_by_page(
    sign_in, run, monkeypatch, django_assert_max_num_queries
):
    ImportNote.objects.bulk_create(
        ImportNote(run=run, kind="moved", path=f"{number}.md") for number in range(250)
    )
    browser = sign_in()
    address = f"{LIST}{run.pk}/change/?kind=moved"
    seen = []
    while address:
        with django_assert_max_num_queries(10):
            context = browser.get(address).context
        seen += [item.note.path for item in context["notes"]]
        following = context["following"]
        address = f"{LIST}{run.pk}/change/?{following}" if following else ""
    assert seen == [f"{number}.md" for number in range(250)]
    for odd in ("kind=nonsense", "after=nonsense", f"after={9**40}", "kind=vanished"):
        assert browser.get(f"{LIST}{run.pk}/change/?{odd}").status_code == 200


def test_a_running_and_a_stopped_run_say_so(sign_in):
    running = ImportRun.objects.create(origin="in")
    stopped = ImportRun.objects.create(origin="in", state="stopped", remark="disk full")
    browser = sign_in()
    assert "Running since" in browser.get(f"{LIST}{running.pk}/change/").content.decode()
    page = browser.get(f"{LIST}{stopped.pk}/change/").content.decode()
    assert "disk full" in page
    assert "Import the same files again" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind__exact=command", {"/srv/in"}),
        ("kind__exact=upload", {"a.zip"}),
        ("kind__exact=retry", {"a.md"}),
        ("state__exact=stopped", {"/srv/in"}),
        ("q=zip", {"a.zip"}),
        ("", {"/srv/in", "a.zip", "a.md"}),
    ],
)
def test_runs_are_found_by_kind_and_state(sign_in, query, expected):
    for kind, origin, state in (
        ("command", "/srv/in", "stopped"),
        ("upload", "a.zip", "finished"),
        ("retry", "a.md", "finished"),
    ):
        ImportRun.objects.create(kind=kind, origin=origin, state=state)
    response = sign_in().get(f"{LIST}?{query}")
    assert {run.origin for run in response.context["cl"].queryset} == expected


def test_an_upload_gives_a_receipt(sign_in, example):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("in/crane.en.md", example)
    response = sign_in().post(UPLOAD, sent(stream.getvalue(), "in.zip"), follow=True)
    run = ImportRun.objects.get()
    assert response.redirect_chain[-1][0] == f"{LIST}{run.pk}/change/"
    assert "1 new story" in message(response)
    assert (run.by.username, run.kind, run.origin) == ("editors", "upload", "in.zip")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"x" * 3000, "a.md", "UPLOAD_MAX_BYTES"),
        (b"%PDF", "a.pdf", "Choose a Markdown file"),
        (b"PK\3\4", "a.zip", "not a zip"),
    ],
)
def test_a_bad_upload_is_told_on_its_form(sign_in, settings, data, name, said):
    settings.UPLOAD_LIMITS = settings.UPLOAD_LIMITS | {"bytes": 2000}
    response = sign_in().post(UPLOAD, sent(data, name))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_is_told_too(sign_in):
    assert "This field is required" in sign_in().post(UPLOAD, {}).content.decode()


def test_an_upload_without_its_token_is_refused(make_user, example):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user("Editors"))
    assert browser.post(UPLOAD, sent(example)).status_code == 403
    form = browser.get(UPLOAD)
    token = str(form.context["csrf_token"])
    response = browser.post(UPLOAD, {"csrfmiddlewaretoken": token} | sent(example))
    assert response.status_code == 302
    assert Article.objects.count() == 1


def test_a_busy_importer_says_since_when(sign_in, example, monkeypatch):
    def busy(*args):
        raise ImportBusy

    monkeypatch.setattr(import_runs.uploads, "import_upload", busy)
    ImportRun.objects.create(origin="/srv/in")
    page = sign_in().post(UPLOAD, sent(example)).content.decode()
    assert "An import is running since" in page
    assert not Article.objects.exists()


def test_the_menu_follows_the_day_and_says_what_waits(sign_in, run):
    response = sign_in().get("/admin/")
    names = [model["object_name"] for model in response.context["app_list"][0]["models"]]
    assert names[:4] == ["Article", "FrontEdition", "ImportRun", "QuarantinedFile"]
    assert "1 file was refused" in response.content.decode()
    assert "was refused" not in sign_in("Writers").get("/admin/").content.decode()


def test_a_problem_of_many_files_is_told_once_and_its_files_are_a_page_of_their_own(
    sign_in, tmp_path, import_files, example
):
    for number in range(12):
        (tmp_path / f"bad-{number:02}.md").write_text("no fence")
    (tmp_path / "other.md").write_text("---\ntitle: ''\n---\n")
    (tmp_path / "good.en.md").write_bytes(example)
    run = import_files(tmp_path)
    browser = sign_in()
    address = f"{LIST}{run.pk}/change/"
    for query in ("", "?kind=quarantined"):
        page = browser.get(address + query).content.decode()
        assert "12 times" in page
        assert page.count("no-fence") == 2, "once in words, once in the link"
        assert ("bad-02.md" in page, "bad-03.md" in page) == (True, False)
        assert "other.md" in page
    page = browser.get(address + "?code=no-fence&key=").content.decode()
    assert ("bad-00.md" in page, "bad-11.md" in page, "other.md" in page) == (True, True, False)
    page = browser.get(address + "?kind=repaired").content.decode()
    assert "12 times" not in page


def test_a_problem_of_an_odd_key_in_many_files_is_told_too(sign_in, run):
    client = sign_in("Editors")
    keys = ["[x", "[.x", "[", "[[1]", "x[\n]", ""]
    for key in keys:
        run.notes.all().delete()
        for number in range(12):
            run.notes.create(
                kind="quarantined", path=f"a{number}.md", code="duplicate-key", key=key
            )
        url = f"{LIST}{run.pk}/change/"
        response = client.get(url)
        assert response.status_code == 200, key
        (group,) = response.context["groups"]
        assert group.count == 12, key
        assert len(client.get(f"{url}?{group.query}").context["notes"]) == 12, key


@pytest.mark.parametrize(
    ("counts", "css", "words"),
    [
        ({"created": 2}, "finished", "Finished"),
        ({"created": 2, "quarantined": 3}, "some_refused", "Finished; 3 refused"),
        ({"unchanged": 2, "quarantined": 1}, "some_refused", "Finished; 1 refused"),
        ({"quarantined": 3}, "all_refused", "Everything was refused"),
        ({"quarantined": 3, "passed_over": 4}, "all_refused", "Everything was refused"),
    ],
)
def test_no_green_word_stands_over_what_was_refused(sign_in, counts, css, words):
    run = ImportRun.objects.create(origin="in", state="finished", **counts)
    browser = sign_in()
    for address in (LIST, f"{LIST}{run.pk}/change/"):
        assert (
            f'<span class="state state-{css}">{words}</span>'
            in browser.get(address).content.decode()
        )
