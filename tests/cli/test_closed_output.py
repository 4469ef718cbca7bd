"""A reader that goes away, and an output that is not there: the command ends with its own code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "modelstacks.cli"]
FULL = Path("/dev/full")


@pytest.fixture(params=["buffered", "unbuffered"])
def environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """How Python writes: as on a laptop, and as images set it."""
    return {**os.environ, "PYTHONUNBUFFERED": "1" if request.param == "unbuffered" else ""}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["models"], 0),
        (["models", "--output", "json"], 0),
        (["models", "Phi-99"], 2),
        (["no-such-command"], 2),
        (["local", "status", "--state", "nowhere"], 1),
    ],
)
def test_who_reads_no_more_changes_no_code(environ: dict[str, str], arguments: list[str], code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run([*COMMAND, *arguments], stdout=writer, stderr=writer, env=environ, check=False)
    os.close(writer)
    assert ended.returncode == code


def test_nothing_is_said_about_it(environ: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*COMMAND, "models"], stdout=writer, stderr=subprocess.PIPE, env=environ, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(("arguments", "code"), [("models", 0), ("models Phi-99", 2)])
def test_a_command_started_without_outputs_runs(environ: dict[str, str], arguments: str, code: int) -> None:
    line = f"exec '{sys.executable}' -m modelstacks.cli {arguments} >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], env=environ, check=False).returncode == code


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("arguments", [["models"], ["models", "Phi-4", "--output", "json"]])
def test_a_full_disk_is_said_once(environ: dict[str, str], arguments: list[str]) -> None:
    with FULL.open("w") as full:
        ended = subprocess.run(
            [*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=environ, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr == (
        "The output can't be written: No space left on device.\n"
        "Use a folder that you can read and write and that has free space.\n"
    )
