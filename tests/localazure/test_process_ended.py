"""A server process that ends before its first answer, without the seconds that a real one takes to begin."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from localazure import preparing, process
from localazure.errors import LocalAzureError
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from pathlib import Path


def test_of_a_long_log_the_last_lines_are_shown_whatever_is_in_them(tmp_path: Path) -> None:
    state = StateDir(tmp_path)
    preparing.prepare(state, None)
    state.log.write_bytes(b"".join(b"line %d \xff\n" % number for number in range(1, 26)))
    with subprocess.Popen(["sh", "-c", "exit 3"]) as ended, pytest.raises(LocalAzureError) as failed:
        process._ready(state, ended, "https://localhost:1")
    shown = "\n".join(f"line {number} \N{REPLACEMENT CHARACTER}" for number in range(6, 26))
    assert str(failed.value) == (
        f"The local Azure did not start (exit code 3). The end of {state.log}:\n{shown}"
    )
