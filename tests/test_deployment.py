"""The files to run Newsroom with name only what there is, and are what the programs they are for take."""

import fnmatch
import http.client
import http.server
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest
import yaml
from django.core.files.base import ContentFile
from django.core.management import get_commands, load_command_class

from articles.lib.object_storage import ObjectStorage
from tests.object_store import free_port
from tests.servers import is_true_soon, running

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
NGINX = sorted((ROOT / "deploy/nginx").iterdir())
SETTINGS = set(re.findall(r"^#?([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.M))
# Debian has it where the paths of users do not lead.
NGINX_PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
# What programs read that are not Newsroom.
FOREIGN = {
    "PATH", "PYTHONUNBUFFERED", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "PORT",
    "COMPOSE_PROFILES",
}  # fmt: skip
# The lines that compose.yaml gives for .env, to try pictures in a bucket.
S3_LINES = dict(re.findall(r"^#   ([A-Z_0-9]+)=(\S+)$", (ROOT / "compose.yaml").read_text(), re.M))


def instructions(name: str) -> list[str]:
    whole = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{name} (.*)$", whole, re.M)


def test_every_setting_that_they_name_is_one():
    named = {
        name for service in COMPOSE["services"].values() for name in service.get("environment", {})
    }
    named |= set(
        re.findall(r"([A-Z_]{4,})=", " ".join([*instructions("ENV"), *instructions("RUN")]))
    )
    named |= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    named |= {"UPLOAD_MAX_BYTES"} | set(S3_LINES)
    assert named - SETTINGS - FOREIGN == set()


def test_every_command_that_they_run_is_one_and_takes_its_arguments():
    lines = [
        *(
            " ".join(service["command"])
            for service in COMPOSE["services"].values()
            if "command" in service
        ),
        *(line for unit in UNITS for line in re.findall(r"^ExecStart.*$", unit.read_text(), re.M)),
        *instructions("RUN"),
        *re.findall(r"manage\.py [a-z_]+.*", (ROOT / "deploy/try_image.sh").read_text()),
        *re.findall(r"manage\.py [a-z_]+[^`\n]*", (ROOT / "docs/deploy.md").read_text()),
    ]
    run = [
        match.groups()
        for line in lines
        for match in re.finditer(r"manage\.py[, ]+([a-z_]+)((?: --[a-z-]+)*)", line)
    ]
    commands = get_commands()
    assert {"migrate", "run_worker", "backup", "collectstatic"} <= {name for name, _ in run}
    for name, options in run:
        assert name in commands
        known = load_command_class(commands[name], name).create_parser("manage.py", name)
        assert set(options.split()) <= set(known._option_string_actions)


def test_the_image_holds_what_the_program_needs_and_no_secrets():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert ignored[0] == "*"
    taken = {line[1:] for line in ignored if line.startswith("!")}
    for path in ("manage.py", "newsroom", "articles", "templates", "fixtures", "requirements.txt"):
        assert path in taken
        assert (ROOT / path).exists()
    for path in (".env", "var", "tests", ".git", ".venv"):
        assert not any(fnmatch.fnmatch(path, pattern) for pattern in taken)


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is():
    last = DOCKERFILE[DOCKERFILE.rindex("\nFROM") :]
    assert re.search(r"^USER newsroom$", last, re.M)
    assert "ca-certificates" in last
    check = json.loads(re.search(r"^HEALTHCHECK .*\\\n\s+CMD (.*)$", last, re.M)[1])
    assert any("/healthz" in word for word in check)


def test_no_image_is_taken_in_whatever_version_comes():
    images = [
        service["image"] for service in COMPOSE["services"].values() if "build" not in service
    ]
    images.append(re.search(r"^ARG BASE=(.*)$", DOCKERFILE, re.M)[1])
    for image in images:
        assert re.search(r":\d", image), image


def test_the_services_are_those_that_a_site_needs():
    services = COMPOSE["services"]
    assert {"web", "worker", "db", "redis", "s3", "nginx"} <= set(services)
    # Without the profile nothing of the stand-in starts, and nothing waits for it.
    optional = {name for name, service in services.items() if service.get("profiles") == ["s3"]}
    assert optional == {"s3", "buckets"}
    for name in set(services) - optional:
        for needed, wish in services[name].get("depends_on", {}).items():
            assert needed not in optional or wish["required"] is False, (name, needed)


def test_the_stand_in_of_s3_is_the_one_that_tests_run_against():
    image, _colon, version = COMPOSE["services"]["s3"]["image"].rpartition(":")
    assert image.endswith("/moto")
    assert f"moto=={version}" in (ROOT / "constraints.txt").read_text().splitlines()


@pytest.mark.thorough
def test_the_bucket_of_the_stand_in_is_made_and_takes_pictures():
    """The commands of compose, with another port, and the settings that it gives for .env."""
    services = COMPOSE["services"]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    assert S3_LINES["S3_ENDPOINT_URL"] == "http://s3:5000"
    words = [sys.executable, "-c", "from moto.server import main; main()"]
    options = [str(port) if word == "5000" else word for word in services["s3"]["command"]]
    with subprocess.Popen([*words, *options], stderr=subprocess.DEVNULL) as server:
        try:
            check = services["s3"]["healthcheck"]["test"][1:]
            check = [sys.executable, *(word.replace(":5000", f":{port}") for word in check[1:])]
            ask = lambda: not subprocess.run(check, stderr=subprocess.DEVNULL).returncode  # noqa: E731
            assert is_true_soon(ask)
            make = services["buckets"]["command"]
            make = [sys.executable, *(word.replace("http://s3:5000", url) for word in make[1:])]
            subprocess.run(make, check=True)
            storage = ObjectStorage(
                url=S3_LINES["MEDIA_STORAGE"],
                endpoint_url=url,
                region_name=S3_LINES["S3_REGION"],
                access_key=S3_LINES["S3_ACCESS_KEY_ID"],
                secret_key=S3_LINES["S3_SECRET_ACCESS_KEY"],
            )
            name = storage.save("a.txt", ContentFile(b"a picture"))
            assert storage.open(name).read() == b"a picture"
        finally:
            server.terminate()


def test_every_service_can_be_waited_for():
    services = COMPOSE["services"]
    for name, service in services.items():
        for needed, wish in service.get("depends_on", {}).items():
            if wish["condition"] == "service_healthy" and "build" not in services[needed]:
                assert "healthcheck" in services[needed], (name, needed)


def test_proxies_take_uploads_as_large_as_newsroom_does(settings):
    sizes = [re.findall(r"client_max_body_size (\d+)m;", file.read_text()) for file in NGINX]
    found = [int(size) * 1024 * 1024 for each in sizes for size in each]
    assert len(found) == 2
    assert min(found) > settings.UPLOAD_LIMITS["bytes"]


class Welcoming(http.server.BaseHTTPRequestHandler):
    """Answers 200 to everything."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture
def nginx(tmp_path):
    """Runs nginx with one of our configurations, changed by pairs of texts that differ here."""

    def run(name, *arguments, changed=()):
        shutil.copytree(ROOT / "deploy/nginx", tmp_path / "newsroom")
        certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
             "-subj", "/CN=news.example.org", "-days", "2", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        pairs = (
            ("server web:8000", "server 127.0.0.1:8000"),
            ("/etc/letsencrypt/live/news.example.org/fullchain.pem", str(certificate)),
            ("/etc/letsencrypt/live/news.example.org/privkey.pem", str(key)),
            ("/var/cache/nginx/newsroom", str(tmp_path / "pages")),
            *changed,
        )
        for file in (tmp_path / "newsroom").iterdir():
            text = file.read_text()
            for there, here in pairs:
                text = text.replace(there, here)
            file.write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        main = tmp_path / "nginx.conf"
        main.write_text(
            f"{user} pid {tmp_path}/pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; include newsroom/{name}.conf; }}\n"
        )
        command = [NGINX_PROGRAM, "-p", tmp_path, "-c", main, *arguments]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    return run


@pytest.mark.thorough
@pytest.mark.skipif(NGINX_PROGRAM is None, reason="nginx is not installed (.ci/proxies)")
@pytest.mark.parametrize("name", ["site", "compose"])
def test_nginx_takes_its_configuration(name, nginx):
    checking = nginx(name, "-t")
    told = checking.communicate()[1]
    assert checking.returncode == 0, told


@pytest.mark.thorough
@pytest.mark.skipif(NGINX_PROGRAM is None, reason="nginx is not installed (.ci/proxies)")
def test_nginx_lets_few_attempts_to_sign_in_through_and_every_reader(nginx):
    port, elsewhere = free_port(), free_port()
    with running(handler=Welcoming) as upstream:
        changed = [
            ("127.0.0.1:8000", f"127.0.0.1:{upstream.port}"),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
            ("listen 80;", f"listen 127.0.0.1:{elsewhere};"),
            *((f"listen [::]:{one};", "") for one in ("80", "443 ssl http2")),
        ]
        server = nginx("site", "-g", "daemon off;", changed=changed)
        try:

            def asked(method, path):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                with closing(connection):
                    connection.request(method, path)
                    return connection.getresponse().status

            def is_listening():
                with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    return True
                return False

            assert is_true_soon(is_listening)
            attempts = iter(lambda: asked("POST", "/desk/login/?next=/desk/"), 429)
            let_through = list(itertools.islice(attempts, 500))
            readers = Counter(asked("GET", "/desk/login/") for _ in range(40))
        finally:
            server.terminate()
            server.communicate()
    # Ten at once after the first, and one more each second that it took.
    assert 11 <= len(let_through) < 500
    assert set(let_through) == {200}
    assert readers == {200: 40}


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed (.ci/proxies)")
def test_caddy_takes_its_configuration():
    told = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy/Caddyfile"],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
