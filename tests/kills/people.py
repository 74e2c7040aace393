"""Readers and editors of a site whose processes are killed, and what they were answered."""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import lxml.html
import requests

PASSWORD = "harbour-crane-tide-7"
# Its server was killed while it was sent: no proxy can take back what a reader has of it.
CUT_OFF = "cut off"
# Seconds that a person waits for an answer.
PATIENCE = 60


@dataclass
class Reader:
    """Asks for one public address after the other, as long as `stop` is not set."""

    port: int
    paths: list[str]
    seed: int
    stop: threading.Event
    # Answers by status, or what was wrong with them.
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def run(self) -> None:
        rng = random.Random(self.seed)
        while not self.stop.is_set():
            begun = time.monotonic()
            self.answers[self._ask(rng.choice(self.paths))] += 1
            self.seconds.append(time.monotonic() - begun)
            self.stop.wait(rng.uniform(0, 0.1))

    def _ask(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        except http.client.IncompleteRead:
            return CUT_OFF
        except (OSError, http.client.HTTPException) as error:
            return f"no answer: {error!r:.60}"
        finally:
            connection.close()
        if answer.status == 503 and not answer.headers["Retry-After"]:
            return "503 without Retry-After"
        return str(answer.status)


@dataclass
class Editor:
    """Signs in, and adds a line to one draft after the other; remembers the lines that were saved."""

    port: int
    name: str
    articles: list[int]
    stop: threading.Event
    # Article and line, once the site had said that it is saved.
    saved: list[tuple[int, str]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    _browser: requests.Session = field(default_factory=requests.Session)

    def run(self) -> None:
        rng = random.Random(self.name)
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self._add_line(rng.choice(self.articles), f"{self.name}-{number}-end")
            except requests.RequestException:
                self.answers["no answer"] += 1
            self.stop.wait(rng.uniform(0.1, 0.5))

    def _add_line(self, article: int, line: str) -> None:
        address = f"http://127.0.0.1:{self.port}/admin/articles/article/{article}/change/"
        page = self._browser.get(address, timeout=PATIENCE)
        if "/login/" in page.url and page.status_code == 200:
            page = self._sign_in(page)
        self.answers[f"form {page.status_code}"] += 1
        if page.status_code != 200:
            self.answers[lxml.html.fromstring(page.text).text_content()[:80]] += 1
        if page.status_code != 200:
            return
        form = next(one for one in lxml.html.fromstring(page.text).forms if "body" in one.fields)
        values = dict(form.form_values())
        values |= {"body": f"{values['body']}\n\n{line}", "_step": "save"}
        answer = self._browser.post(
            address, values, timeout=PATIENCE, allow_redirects=False, headers={"Referer": address}
        )
        self.answers[f"save {answer.status_code}"] += 1
        if answer.status_code == 302 and "/login/" not in answer.headers["Location"]:
            self.saved.append((article, line))

    def _sign_in(self, page: requests.Response) -> requests.Response:
        form = next(
            one for one in lxml.html.fromstring(page.text).forms if "password" in one.fields
        )
        values = dict(form.form_values()) | {"username": self.name, "password": PASSWORD}
        return self._browser.post(page.url, values, timeout=PATIENCE, headers={"Referer": page.url})
