"""What every listing prints at 60 and 80 columns, from a running local Azure; and to a reader who has gone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow

LISTINGS = (
    "check SPEC",
    "checks",
    "contract SPEC",
    "doctor",
    "endpoints",
    "lock SPEC",
    "local clock --state STATE",
    "local fault list --state STATE",
    "local scenarios",
    "local status --state STATE",
    "models",
    "models Llama-3.3-70B-Instruct",
    "models --region swedencentral",
    "reap --all --any-quota --dry-run",
    "show own SPEC",
    "show phi SPEC",
    "smoke SPEC",
    "snippets phi SPEC",
)


def written_out(line: str, deployed: DeployedModels) -> list[str]:
    places = {"SPEC": deployed.spec.name, "STATE": str(deployed.estate.azure.state.path)}
    return [places.get(word, word) for word in line.split()]


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("listing", LISTINGS)
def test_no_line_is_wider_than_the_reader_but_for_what_is_copied_in_one_piece(
    modelstacks: CommandLine, deployed: DeployedModels, listing: str, width: int
) -> None:
    modelstacks.within(deployed.estate.azure.env() | {"COLUMNS": str(width), "NO_COLOR": "1"})
    modelstacks.monkeypatch.chdir(deployed.spec.parent)
    ended = modelstacks(*written_out(listing, deployed))
    lines = ended.out.splitlines()
    assert ended.code in (0, 1), ended.err
    assert len(lines) > 0
    assert "\x1b" not in ended.out + ended.err
    assert [line for line in lines if len(line) > width and " " in without_commands(line)] == []


def without_commands(line: str) -> str:
    """A line with what is a command or a place of its own as one word."""
    words = line.strip().split("`")
    return "".join(word if at % 2 == 0 else word.replace(" ", "_") for at, word in enumerate(words))


@pytest.mark.parametrize(("listing", "code"), [("check SPEC", 1), ("smoke SPEC --output json", 0)])
def test_a_reader_who_leaves_changes_no_code_and_hears_no_complaint(
    deployed: DeployedModels, listing: str, code: int
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "modelstacks.cli", *written_out(listing, deployed)],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        cwd=deployed.spec.parent,
        env=os.environ | deployed.estate.azure.env(),
        check=False,
    )
    os.close(writer)
    assert ended.returncode == code
    assert [word for word in ("Traceback", "Broken") if word in ended.stderr] == []
