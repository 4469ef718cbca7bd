"""A reader that goes away, and an output that is not there: the command ends with its own code."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pytest

from modelstacks.cli.closed_output import is_read, outlive_readers

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = [sys.executable, "-m", "modelstacks.cli"]
FULL = Path("/dev/full")


@pytest.fixture(params=["buffered", "unbuffered"])
def environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """How Python writes: as on a laptop, and as images set it."""
    return {**os.environ, "PYTHONUNBUFFERED": "1" if request.param == "unbuffered" else ""}


@pytest.mark.slow
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


@pytest.mark.slow
def test_nothing_is_said_about_it(environ: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*COMMAND, "models"], stdout=writer, stderr=subprocess.PIPE, env=environ, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "code"), [("models", 0), ("models Phi-99", 2)])
def test_a_command_started_without_outputs_runs(environ: dict[str, str], arguments: str, code: int) -> None:
    line = f"exec '{sys.executable}' -m modelstacks.cli {arguments} >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], env=environ, check=False).returncode == code


@pytest.mark.slow
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


@contextmanager
def printing(monkeypatch: pytest.MonkeyPatch, how: str) -> Iterator[int]:
    """Have this process print into a pipe in there; yield its reading end, which the test closes."""
    reader, writer = os.pipe()
    unbuffered = how == "unbuffered"
    binary: Any = os.fdopen(writer, "wb", 0 if unbuffered else -1)
    with io.TextIOWrapper(binary, encoding="latin-1", write_through=unbuffered) as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        outlive_readers()
        yield reader
        monkeypatch.undo()


def printed(text: str, stream: TextIO) -> None:
    stream.write(text)
    stream.flush()


@pytest.mark.parametrize("how", ["buffered", "unbuffered"])
def test_what_is_printed_is_read_until_the_reader_goes(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with printing(monkeypatch, how) as reader:
        assert is_read(sys.stdout) is True
        printed("gelöst", sys.stdout)
        assert os.read(reader, 100) == "gelöst".encode("latin-1")
        os.close(reader)
        assert is_read(sys.stdout) is False
        printed("nobody reads it", sys.stdout)
        printed("nor that", sys.stdout)
        assert is_read(sys.stdout) is False


def test_what_a_notebook_prints_to_is_left_alone_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with printing(monkeypatch, "buffered") as reader:
        ours = sys.stdout, sys.stderr
        outlive_readers()
        assert (sys.stdout, sys.stderr) == ours
        assert is_read(sys.stderr) is True
        os.close(reader)
        monkeypatch.setattr(sys, "stderr", None)
        outlive_readers()
        with sys.stderr:
            printed("nowhere", sys.stderr)
            assert is_read(sys.stderr) is True
