"""The scripts' own arguments, tried on a copy that lies in an empty folder: what runs after all, fails there at once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPTS = Path(__file__).parents[1] / "scripts"
ALL = sorted(file.name for file in SCRIPTS.iterdir() if file.is_file())
TO_PYTEST = {"test", "coverage", "sdk-suite"}


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a script by name."""
    copy = shutil.copytree(SCRIPTS, tmp_path / "scripts")

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([copy / name, *arguments], capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("name", ALL)
def test_help_is_all_that_happens(
    script: Callable[..., subprocess.CompletedProcess[str]], name: str, option: str
) -> None:
    ended = script(name, option)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) >= 1
    assert "==" not in ended.stdout


@pytest.mark.parametrize("name", [name for name in ALL if name not in TO_PYTEST])
def test_what_a_script_does_not_take_is_refused(
    script: Callable[..., subprocess.CompletedProcess[str]], name: str
) -> None:
    ended = script(name, "--dwon", "x")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "--dwon" in ended.stderr


def test_more_than_down_is_refused_by_the_quickstart(
    script: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    ended = script("quickstart", "--down", "models")
    assert ended.returncode == 2
    assert ended.stderr == "scripts/quickstart does not take: --down models. See scripts/quickstart --help.\n"
