"""Whatever happens at the desk, in files and to the clock, no process gives readers a wrong answer.

A long walk: `.venv/bin/python -m tests.public.page_cache.oracle --steps 50000 --seed 7`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# `.ci/run` walks so far in all.
STEPS = int(os.environ.get("ORACLE_STEPS", "1200"))


def oracle(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The outcome of the program, in a process of its own."""
    command = [sys.executable, "-m", "tests.public.page_cache.oracle", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1, 2])
def test_every_answer_is_a_fresh_rendering(seed):
    outcome = oracle("--steps", f"{STEPS // 2}", "--seed", f"{seed}")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
