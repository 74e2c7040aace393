"""What benchmarks/pages measures is what it says: clients, corpus, addresses, promises."""

import http.server
import os
import subprocess
import sys
import threading

import pytest

from articles.models import Article
from benchmarks.databases import ROOT
from benchmarks.pages import addresses, load, processes
from benchmarks.pages.corpus import Corpus
from benchmarks.pages.measuring import Figures, shares
from benchmarks.pages.report import Report
from benchmarks.pages.scenarios import BARE, AfterPublication, Memory
from benchmarks.pages.site import Site, zipf


class Handler(http.server.BaseHTTPRequestHandler):
    """Writes down each path; /nothing is 404, /chunks comes in chunks, /last closes after it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.paths.append(self.path)
        self.send_response(404 if self.path == "/nothing" else 200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nseven\r\n")
            self.wfile.flush()
            self.wfile.write(b"3\r\nsix\r\n0\r\n\r\n")
        else:
            self.send_header("Content-Length", "300000")
            self.end_headers()
            self.wfile.write(b"." * 300_000)
        # Without a word to the client, as a server does with a connection that was idle.
        self.close_connection = self.path == "/last"

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.paths = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def asked(server, *paths, connections=1):
    requests = [load.request(server.server_port, path) for path in paths]
    return load.drive(server.server_port, iter(requests), connections, None)


@pytest.mark.parametrize("connections", [1, 3, 9])
def test_each_request_is_sent_once_and_its_answer_read_whole(server, connections):
    paths = [f"/{number}" for number in range(7)]
    assert len(asked(server, *paths, connections=connections)) == 7
    assert sorted(server.paths) == paths


def test_an_answer_in_chunks_is_read_whole(server):
    assert len(asked(server, "/chunks", "/chunks", "/one")) == 3


def test_a_connection_that_the_server_closed_is_opened_again(server):
    assert len(asked(server, "/last", "/last", "/one")) == 3
    assert server.paths == ["/last", "/last", "/one"]


def test_another_answer_than_200_has_no_figures(server):
    with pytest.raises(load.LoadError, match=r"GET /nothing HTTP/1\.1: HTTP/1\.1 404"):
        asked(server, "/one", "/nothing")


def test_percentiles_are_milliseconds_of_sorted_answers():
    sample = load.Sample(100, 2.0, [number / 1000 for number in range(100)])
    assert sample.rate == 50
    assert [sample.percentile(share) for share in (0.5, 0.99, 1)] == [50, 99, 99]


def test_the_family_of_a_process_is_measured_with_its_children():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert {os.getpid(), child.pid} <= set(processes.family(os.getpid()))
        assert processes.megabytes(os.getpid()) > processes.megabytes(child.pid) > 0
        assert processes.processor_seconds(os.getpid()) > 0
    finally:
        child.communicate(b"\n")


def test_the_first_address_is_asked_for_most():
    paths = [f"/{number}" for number in range(100)]
    mix = zipf(paths, 2000, seed=1)
    assert mix == zipf(paths, 2000, seed=1)
    counts = [mix.count(path) for path in paths]
    assert counts[0] == max(counts)
    assert sum(counts[:10]) > sum(counts[10:])
    assert len(set(mix)) > 80


def test_every_address_is_asked_for_under_one_rank(tmp_path):
    site = Site({}, {"list": ["/en/", "/uk/"], "article": ["/a/", "/b/"]}, tmp_path)
    ranked = site.popular(100)
    assert ranked[0] == "/en/"
    assert len(ranked) == len(set(ranked))
    assert {"/a/", "/b/"} <= set(ranked)


def test_invented_files_are_as_different_as_real_ones():
    corpus = Corpus(100)
    documents = [corpus.document(number, "en") for number in range(1, 101)]
    again = Corpus(100)
    assert documents == [again.document(number, "en") for number in range(1, 101)]
    assert len(set(documents)) == 100
    assert max(map(len, documents)) > 3 * min(map(len, documents))
    assert sum("coverImage" in document for document in documents) == 88
    assert len({document.count("\n  - TAG") for document in documents}) > 5


@pytest.mark.django_db
def test_every_address_of_an_invented_site_answers(import_files, tmp_path, client):
    corpus = Corpus(24)
    numbers = [(number, "en") for number in range(1, 27)]
    for number, lang in [*numbers, (2, "uk"), (6, "uk"), (6, "ar")]:
        path = tmp_path / f"story-{number}.{lang}.md"
        path.write_text(corpus.document(number, lang), encoding="utf-8")
    import_files(tmp_path)
    # What is numbered above the size is a draft.
    assert (Article.objects.count(), Article.objects.live().count()) == (29, 27)
    found = addresses.collect(100)
    assert {kind for kind, paths in found.items() if paths} == {
        "list", "later page", "feed", "markdown", "API", "article",
    }  # fmt: skip
    assert len(found["article"]) == 27
    paths = [path for paths in found.values() for path in paths]
    assert len(set(paths)) == len(paths)
    assert [path for path in paths if client.get(path).status_code != 200] == []


def rounds(*rates):
    return [Figures(rate=rate, p50=1, p99=rate / 100, cpu=1) for rate in rates]


def test_shares_are_taken_round_by_round():
    assert shares(rounds(100, 30), rounds(200, 20), "rate") == [0.5, 1.5]


def test_a_report_says_which_promises_are_met(capsys):
    report = Report()
    bare = rounds(100, 200, 300)
    report.warm(
        {
            8: {BARE: bare, "memory: article": rounds(115, 230, 345)},
            32: {BARE: bare, "memory: article": rounds(201, 402, 603)},
        }
    )
    report.zipf({BARE: bare, "Redis": rounds(74, 148, 222)})
    report.after_publication(
        {"memory": [AfterPublication(5, 9, 2, 2), AfterPublication(5, 9, 1, 1)]}
    )
    report.memory({"memory": Memory(90, 161, 161)}, 10)
    capsys.readouterr()
    report.close()
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[5:]]
    assert [(what, measured, kept) for what, _promised, measured, kept in rows] == [
        ("warm article, memory", "115%", "met"),
        ("p99 of article at 32 connections, memory", "2.01 ×", "**missed**"),
        ("Zipf mix, Redis", "74%", "**missed**"),
        ("renders for 32 who wait, memory", "1–2", "met"),
        ("memory, memory", "161 MB", "**missed**"),
        ("memory is flat, memory", "100%", "met"),
    ]


@pytest.mark.thorough
def test_the_whole_measurement_runs():
    small = ["--quick", "--articles", "60", "--addresses", "100", "--rounds", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", *small],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "### Promises" in done.stdout
