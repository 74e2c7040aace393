"""Quarantined files in the admin: edited, imported again, kept, discarded."""

import pytest
from django.contrib.admin.models import LogEntry

from articles.admin.imports import quarantine as desk_page
from articles.import_export.exceptions import ImportBusy
from articles.models import Article, AuditEntry, ImportRun, OriginalFile, QuarantinedFile

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/quarantinedfile/"
BAD = (
    b"\xef\xbb\xbf---\r\ntitle: Crane <b>\r\nlang: xx\r\n"
    b"publishedAt: 2026-11-10T08:00:00Z\r\n---\r\nText.\r\n"
)
GOOD = BAD.replace(b"xx", b"en")


@pytest.fixture
def held(tmp_path, import_files) -> QuarantinedFile:
    (tmp_path / "crane.md").write_bytes(BAD)
    import_files(tmp_path)
    return QuarantinedFile.objects.get()


def page_of(held: QuarantinedFile) -> str:
    return f"{LIST}{held.pk}/change/"


def typed(response, **changes) -> dict[str, str]:
    """What a browser sends: newlines as CRLF."""
    sheet, held = response.context["sheet"], response.context["file"]
    text = changes.pop("text", sheet.text)
    values = {"edition": sheet.state_hash, "root": held.root, "path": held.path}
    return values | {"text": text.replace("\n", "\r\n")} | changes


@pytest.mark.parametrize(
    ("group", "allowed"), [("", 302), ("Writers", 403), ("Editors", 200), ("Administrators", 200)]
)
def test_who_may_see_mend_and_discard(client, make_user, held, group, allowed):
    if group:
        client.force_login(make_user(group))
    for address in (LIST, page_of(held), f"{LIST}{held.pk}/file/", f"{LIST}{held.pk}/delete/"):
        assert client.get(address).status_code == allowed, address
    refused = {302, 403} if allowed != 200 else {302}
    assert client.post(f"{LIST}try-all/").status_code in refused
    assert client.get(f"{LIST}add/").status_code in (302, 403)
    assert ImportRun.objects.count() == (2 if allowed == 200 else 1)
    now = QuarantinedFile.objects.get()
    client.post(page_of(held), {"edition": now.state_hash, "text": GOOD.decode("utf-8-sig")})
    assert Article.objects.count() == (1 if allowed == 200 else 0)


def test_the_page_shows_each_problem_at_its_line(sign_in, held):
    page = sign_in().get(page_of(held)).content.decode()
    for expected in (
        'href="#L3"', 'id="L3" class="bad"', "is not a language of this site",
        "SITE_LANGUAGES", "title: Crane &lt;b&gt;",
    ):  # fmt: skip
        assert expected in page, expected
    assert "\ufeff" not in page
    assert "style=" not in page


def test_a_mended_file_keeps_its_newlines_and_bom_and_leads_to_its_article(sign_in, held):
    browser = sign_in()
    form = browser.get(page_of(held))
    response = browser.post(
        page_of(held), typed(form, text=form.context["sheet"].text.replace("xx", "en")), follow=True
    )
    article = Article.objects.get()
    assert bytes(OriginalFile.objects.get().data) == GOOD
    page = response.content.decode()
    assert f'href="/admin/articles/article/{article.pk}/change/"' in page
    assert "Crane &lt;b&gt;" in page
    run = ImportRun.objects.first()
    assert f"/admin/articles/importrun/{run.pk}/change/" in page
    assert run.by.username == "editors"
    assert LogEntry.objects.filter(object_id=str(held.pk)).exists()


def test_what_is_still_bad_stays_in_the_form(sign_in, held):
    browser = sign_in()
    form = browser.get(page_of(held))
    text = form.context["sheet"].text.replace("xx", "yy")
    response = browser.post(page_of(held), typed(form, text=text), follow=True)
    sheet = response.context["sheet"]
    assert sheet.text == text
    assert sheet.problems[0]["value"] == "yy"
    assert "It is still refused" in response.content.decode()
    fresh = browser.get(f"{page_of(held)}?fresh").context["sheet"]
    assert "lang: xx" in fresh.text


def test_somebody_elses_text_is_shown_and_nothing_typed_is_lost(sign_in, held):
    browser = sign_in()
    form = browser.get(page_of(held))
    text = form.context["sheet"].text
    browser.post(page_of(held), typed(form, text=text + "Theirs.", _keep="1"))
    response = browser.post(page_of(held), typed(form, text=text.replace("xx", "en")))
    assert response.status_code == 200
    assert "lang: en" in response.context["sheet"].text
    assert "Theirs." in response.context["stored_sheet"].text
    assert not Article.objects.exists()
    # Saving again is a decision.
    again = typed(response, text=response.context["sheet"].text.replace("\r\n", "\n"))
    browser.post(page_of(held), again)
    assert Article.objects.count() == 1


def test_a_file_that_was_released_meanwhile_gives_the_text_back(sign_in, held):
    browser = sign_in()
    form = browser.get(page_of(held))
    browser.post(page_of(held), typed(form, text=form.context["sheet"].text.replace("xx", "en")))
    response = browser.post(page_of(held), typed(form, text="all my work"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "all my work" in page
    assert f"/admin/articles/article/{Article.objects.get().pk}/change/" in page
    assert browser.get(page_of(held)).status_code == 302


def test_a_busy_importer_loses_nothing(sign_in, held, monkeypatch):
    def busy(*args):
        raise ImportBusy

    monkeypatch.setattr(desk_page.quarantine, "retry", busy)
    browser = sign_in()
    form = browser.get(page_of(held))
    response = browser.post(page_of(held), typed(form, text="all my work\n"), follow=True)
    assert "Another import is running" in response.content.decode()
    assert response.context["sheet"].text == "all my work\n"


def test_bytes_that_are_not_utf_8_are_shown_by_a_guess_that_says_so(
    sign_in, tmp_path, import_files
):
    text = "---\ntitle: Порт підняв кран\nlang: uk\ndraft: true\n---\nДокери дивились.\n"
    (tmp_path / "kran.md").write_bytes(text.encode("cp1251"))
    import_files(tmp_path)
    held = QuarantinedFile.objects.get()
    browser = sign_in()
    form = browser.get(page_of(held))
    assert form.context["sheet"].text == text
    assert "cp1251" in form.content.decode()
    browser.post(page_of(held), typed(form))
    assert Article.objects.get().title == "Порт підняв кран"
    assert import_files(tmp_path).unchanged == 1


def test_what_no_text_box_can_hold_says_what_to_do(sign_in, held):
    browser = sign_in()
    QuarantinedFile.objects.update(data=b"x" * 1_000_001)
    assert "too large for a text box" in browser.get(page_of(held)).content.decode()
    QuarantinedFile.objects.update(data=None)
    assert "Mend it where it lies" in browser.get(page_of(held)).content.decode()
    QuarantinedFile.objects.update(root="")
    page = browser.get(page_of(held)).content.decode()
    assert "upload it again" in page
    assert "_retry" not in page


def test_the_bytes_can_be_had_as_they_came(sign_in, held):
    response = sign_in().get(f"{LIST}{held.pk}/file/")
    assert response.content == BAD
    assert response["Content-Disposition"] == 'attachment; filename="crane.md"'


@pytest.mark.parametrize("name", ["a\nb.md", "a\r\nSet-Cookie: b.md", 'a"b.md', "ціна.md"])
def test_any_name_of_a_file_is_a_header(sign_in, held, name):
    QuarantinedFile.objects.update(path=f"posts/{name}")
    response = sign_in().get(f"{LIST}{held.pk}/file/")
    assert response.content == BAD
    assert response["Content-Disposition"].startswith("attachment; filename")


def test_chosen_ones_and_all_are_tried_again(sign_in, held):
    browser = sign_in()
    data = {"action": "try_again", "_selected_action": [held.pk]}
    assert "1 file was refused" in browser.post(LIST, data, follow=True).content.decode()
    QuarantinedFile.objects.update(data=GOOD)
    page = browser.post(f"{LIST}try-all/", follow=True).content.decode()
    assert "1 new story" in page
    assert "No file was refused" in page


def test_a_discarded_file_is_asked_about_first(sign_in, held):
    browser = sign_in()
    assert (
        "the next import brings it again"
        in browser.get(f"{LIST}{held.pk}/delete/").content.decode()
    )
    assert QuarantinedFile.objects.exists()
    browser.post(f"{LIST}{held.pk}/delete/", {"post": "yes"})
    assert not QuarantinedFile.objects.exists()
    assert "discarded the file" in browser.get("/admin/articles/auditentry/").content.decode()


def test_files_discarded_together_are_on_record_one_by_one(sign_in, held, tmp_path, import_files):
    (tmp_path / "quay.md").write_bytes(BAD)
    import_files(tmp_path)
    chosen = list(QuarantinedFile.objects.values_list("pk", flat=True))
    sign_in().post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert not QuarantinedFile.objects.exists()
    discarded = AuditEntry.objects.filter(action="discard_file")
    assert set(discarded.values_list("detail__path", flat=True)) == {"crane.md", "quay.md"}
