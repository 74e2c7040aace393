"""No picture takes much memory of the process that serves the site, or of its decoder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.images.costly import write_all
from tests.images.hostile import all_pictures

ROOT = Path(__file__).parent.parent.parent
# Bytes of both processes together.
LIMIT = 300 * 2**20


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and only Linux keeps the limit")
def test_the_worker_and_its_decoder_stay_below_300_mb(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    write_all(folder)
    for number, picture in enumerate(all_pictures().values()):
        (folder / f"hostile {number}").write_bytes(picture.data)
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.images.costly", str(folder)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ
        | {"MEDIA_ROOT": str(tmp_path / "media"), "ORIGINALS_ROOT": str(tmp_path / "originals")},
    )
    assert child.returncode == 0, child.stderr.decode()[-2000:]
    measured = [json.loads(line) for line in child.stdout.splitlines()]
    assert len(measured) == len(list(folder.iterdir()))
    for name, became, worker, decoder in sorted(measured, key=lambda row: -row[2] - row[3])[:10]:
        print(f"{name}: {worker >> 20} + {decoder >> 20} MB, {became}")
    above = [row for row in measured if row[2] + row[3] > LIMIT]
    assert above == []
    # The limits on pixels say what is refused, with few exceptions: files that lie.
    starved = [name for name, became, *_ in measured if "memory" in became or "broke off" in became]
    assert [name for name in starved if "second picture is huge" not in name] == []
