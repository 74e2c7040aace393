"""Runs of the chain and workers that are killed lose nothing, double nothing and buy nothing again."""

import subprocess
import sys

import pytest

from tests.own_sites import ROOT, OwnSite
from tests.servers import PATIENCE


@pytest.mark.thorough
def test_a_chain_that_is_killed_loses_and_doubles_nothing(tmp_path):
    site = OwnSite(tmp_path / "site")
    site.manage("migrate", "--verbosity=0")
    done = subprocess.run(
        [sys.executable, "-m", "tests.pipeline.killed_runs", "--kills=8"],
        cwd=ROOT, env=site.environ, capture_output=True, text=True, timeout=5 * PATIENCE,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
