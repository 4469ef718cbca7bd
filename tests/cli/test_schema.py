"""`modelstacks schema`, and its copies beside the specs."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from wheel import REPO

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine

FOLDERS = {"deployments": "models", "platform": "platform"}


@pytest.mark.parametrize("kind", FOLDERS)
def test_the_copy_beside_our_sample_is_what_it_prints(modelstacks: CommandLine, kind: str) -> None:
    printed = modelstacks("schema", kind)
    assert (printed.code, printed.err) == (0, "")
    assert (REPO / "stacks" / FOLDERS[kind] / f"{kind}.schema.json").read_text() == printed.out, (
        "scripts/docs"
    )


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_spec_of_init_names_the_schema_that_lies_beside_it(
    modelstacks: CommandLine, tmp_path: Path, kind: str
) -> None:
    """By a path that an editor takes from the spec's own folder: it works in every clone, without a network."""
    modelstacks("init", tmp_path)
    folder = tmp_path / FOLDERS[kind]
    first, _ = (folder / f"{kind}.yaml").read_text().split("\n", 1)
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (folder / named).read_text() == modelstacks("schema", kind).out


def test_an_unknown_kind_is_refused(modelstacks: CommandLine) -> None:
    assert modelstacks("schema", "lock").code == 2


def test_the_keys_of_another_distribution_s_mode_are_in_it() -> None:
    command = [sys.executable, "-m", "modelstacks.cli", "schema"]
    env = {"PYTHONPATH": str(REPO / "tests" / "third_mode"), "PATH": "/usr/bin:/bin"}
    schema = json.loads(subprocess.check_output(command, env=env, text=True))
    deployment = schema["$defs"]["DeploymentSchema"]["properties"]
    assert deployment["reviewer"]["default"] == "nobody"
    assert "pilot" in deployment["mode"]["anyOf"][0]["enum"]
    assert "pilots" in schema["properties"]
    assert schema["properties"]["deployments"]["description"]
