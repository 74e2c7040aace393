"""Workers that are killed while they poll lose nothing and double nothing."""

import subprocess
import sys

import pytest

from tests.own_sites import ROOT, OwnSite
from tests.servers import PATIENCE


@pytest.mark.thorough
def test_polls_that_are_killed_lose_and_double_nothing(tmp_path):
    site = OwnSite(tmp_path / "site")
    site.manage("migrate", "--verbosity=0")
    done = subprocess.run(
        [sys.executable, "-m", "tests.ingest.feeds.killed_polls", "--kills=15"],
        cwd=ROOT, env=site.environ, capture_output=True, text=True, timeout=5 * PATIENCE,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
