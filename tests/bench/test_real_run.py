"""One cheap row for real: `scripts/bench` measures it, writes the file, and compares with it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from processes import alive, children_of, words_of

pytestmark = pytest.mark.slow

SUPPORT = Path(__file__).parents[1] / "support"
BENCH = [sys.executable, "-m", "bench", "--only", "alias bomb"]
GENEROUS = {"format": 1, "rows": {"check: a YAML alias bomb": {"ratio": 1000.0}}}


def test_a_row_is_measured_beside_its_floor_and_compared(tmp_path: Path) -> None:
    before, now = tmp_path / "before.json", tmp_path / "now.json"
    before.write_text(json.dumps(GENEROUS))
    words = [*BENCH, "--json", str(now), "--against", str(before)]
    ended = subprocess.run(
        words, env={"PYTHONPATH": str(SUPPORT), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    row = json.loads(now.read_text())["rows"]["check: a YAML alias bomb"]
    assert len(row["values"]) == len(row["floors"]) == 5
    assert all(0 < floor < value for floor, value in zip(row["floors"], row["values"], strict=True))


def test_interrupted_it_leaves_no_process_behind(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "bench", "--only", "one client"]
    running = subprocess.Popen(
        words,
        env={"PYTHONPATH": str(SUPPORT), "PATH": "", "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started = servers_of(running.pid, tmp_path, wanted=2)
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate()
    assert (running.returncode, err) == (130, "Interrupted. Nothing was written.\n")
    psutil.wait_procs(started, timeout=30)  # one ends by the end of its input
    assert not [process for process in started if alive(process)]
    assert list(tmp_path.iterdir()) == []


def servers_of(pid: int, folder: Path, wanted: int) -> list[psutil.Process]:
    """Wait until that many servers with their state in *folder* run, and return them."""
    while psutil.pid_exists(pid):
        found = [each for each in children_of(pid) if str(folder) in words_of(each)]
        if len(found) >= wanted:
            return found
    raise AssertionError("It ended before.")
