"""Two web servers and two workers that share PostgreSQL, Redis and a bucket are one site.

Each server has a page cache of its own and no memory of the other: whatever an editor does on one
shows on both at the next request.
"""

import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html

from tests import object_store, redis_server
from tests.own_sites import ROOT, OwnSite, needs_postgres, postgres_databases
from tests.redis_server import needs_redis
from tests.servers import PATIENCE

pytestmark = [needs_postgres, needs_redis, pytest.mark.thorough]
EDITOR = (
    "from django.contrib.auth.models import Group, User\n"
    "user = User.objects.create_user('ada', password='pw-of-ada', is_staff=True)\n"
    "user.groups.add(Group.objects.get(name='Editors'))\n"
)


class Machine:
    """A web server and a worker; `get()` and `post()` ask the server."""

    def __init__(self, site: OwnSite, folder) -> None:
        self.port = object_store.free_port()
        folder.mkdir()
        environ = site.environ | {"PAGE_CACHE_DIR": str(folder)}
        self.log = (folder / "log").open("wb")
        gunicorn = ["gunicorn", "--config", "newsroom/gunicorn.conf.py", "--workers", "1"]
        self.processes = [
            subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environ, stdout=self.log, stderr=self.log
            )
            for command in (
                ["-m", *gunicorn, "--bind", f"127.0.0.1:{self.port}"],
                ["manage.py", "run_worker"],
            )
        ]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def wait(self) -> None:
        while True:
            with suppress(requests.RequestException):
                if requests.get(self.url("/healthz"), timeout=5).ok:
                    return
            assert self.processes[0].poll() is None, "the server did not start"

    def read(self, path: str) -> str:
        """A page as every reader gets it."""
        answer = requests.get(self.url(path), timeout=PATIENCE)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        self.log.close()


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as stack:
        (url,) = stack.enter_context(postgres_databases(1))
        store = stack.enter_context(object_store.running())
        redis = stack.enter_context(redis_server.running())
        site = OwnSite(
            folder / "site", url, **store.environ, CACHE_URL=f"redis://{redis.socket}",
            SITE_URL="http://127.0.0.1", STATIC_ROOT=str(folder / "static"), DATABASE_POOL="2",
            SECURE_SSL_REDIRECT="false",
        )  # fmt: skip
        for path in ("covers", "articles/2026/10"):
            shutil.copytree(ROOT / "fixtures" / path, folder / "in" / path)
        for file in sorted((folder / "in/articles/2026/10").iterdir())[2:]:
            file.unlink()
        site.manage("migrate", "-v0")
        site.manage("collectstatic", "--noinput", "-v0")
        site.manage("import_articles", folder / "in")
        site.manage("shell", "-v0", "-c", EDITOR)
        pair = [Machine(site, folder / name) for name in ("one", "other")]
        stack.callback(lambda: [machine.stop() for machine in pair])
        for machine in pair:
            machine.wait()
        yield site, *pair


@pytest.fixture
def session(machines):
    """Somebody who signed in on the first machine. Cookies know no ports."""
    _site, one, _other = machines
    session = requests.Session()
    session.get(one.url("/admin/login/"), timeout=PATIENCE)
    answer = post(
        session, one, "/admin/login/?next=/admin/", {"username": "ada", "password": "pw-of-ada"}
    )
    assert urlsplit(answer.url).path == "/admin/"
    return session


def post(session, machine: Machine, path: str, data, **files):
    token = session.cookies["csrftoken"]
    return session.post(
        machine.url(path), data | {"csrfmiddlewaretoken": token}, timeout=PATIENCE, **files
    )


def form(text: str) -> dict[str, str]:
    """The values of the form that holds the title."""
    document = html.fromstring(text)
    (found,) = [one for one in document.forms if "title" in one.fields]
    return {name: value or "" for name, value in found.form_values()}


def test_an_editor_goes_from_one_to_the_other_and_readers_of_both_see_it(machines, session):
    site, one, other = machines
    pk, slug = site.query(
        "SELECT id, slug FROM articles_article WHERE lang = 'en' AND status = 'published' LIMIT 1"
    )[0]
    public, change = f"/en/articles/{slug}/", f"/admin/articles/article/{pk}/change/"
    # Both keep the page.
    assert all("Written on one" not in machine.read(public) for machine in (one, other) * 2)

    # The form is opened on one machine, and its change published on the other.
    page = session.get(one.url(change), timeout=PATIENCE)
    assert page.status_code == 200
    typed = form(page.text) | {"title": "Written on one", "_step": "update"}
    answer = post(session, other, change, typed)
    if "ask=update" in answer.url:
        answer = post(
            session,
            one,
            change,
            form(answer.text) | {"_step": "update", "_confirmed": confirmed(answer.text)},
        )
    assert answer.status_code == 200
    for machine in (one, other):
        assert "Written on one" in machine.read(public)
        assert "Written on one" in machine.read("/en/")


def confirmed(text: str) -> str:
    values = html.fromstring(text).xpath("//*[@name='_confirmed']/@value")
    return values[0] if values else ""


def test_a_picture_that_came_to_one_is_shown_by_the_other(machines, session):
    _site, one, other = machines
    picture = next((ROOT / "fixtures" / "covers").glob("*-320.jpg"))
    with picture.open("rb") as file:
        answer = post(session, one, "/admin/articles/article/picture/", {}, files={"file": file})
    path = answer.json()["markdown"].rpartition("(")[2].rstrip(")")
    for machine in (other, one):
        shown = requests.get(machine.url(path), timeout=PATIENCE)
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")


def test_who_signs_out_on_one_is_signed_out_on_the_other(machines, session):
    _site, one, other = machines
    assert "login" not in session.get(other.url("/admin/"), timeout=PATIENCE).url
    post(session, one, "/admin/logout/", {})
    assert "login" in session.get(other.url("/admin/"), timeout=PATIENCE).url


def test_both_answer_readers_alike_and_two_workers_are_seen(machines):
    _site, one, other = machines
    for path in ("/en/", "/uk/", "/en/feed.rss", "/sitemap.xml"):
        texts = [requests.get(machine.url(path), timeout=PATIENCE).text for machine in (one, other)]
        assert texts[0].replace(str(one.port), "") == texts[1].replace(str(other.port), ""), path
    assert all(process.poll() is None for machine in (one, other) for process in machine.processes)
