"""When a stack's file says all of its config, beside what the real Pulumi says of the same files."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from modelstacks.engine.location import CLI, find_engine
from modelstacks.engine.plain_config import plain_config

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = "name: p\nruntime: python\n"
CONFIG = """config:
  modelstacks:check: strict
  modelstacks:rows: 'a: b #c.yaml'
  azure-native:location: swedencentral  # a comment
"""


def folder_with(folder: Path, stack: str | None, project: str = PROJECT) -> Path:
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    if stack is not None:
        (folder / "Pulumi.dev.yaml").write_text(stack, encoding="utf-8")
    return folder


def told_by_pulumi(folder: Path) -> dict[str, str]:
    cli = find_engine().tool(CLI)
    assert cli is not None
    (folder / "state").mkdir()
    environ = {
        **os.environ,
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "none",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }

    def run(*words: str) -> str:
        line = [str(cli.path), "--non-interactive", *words]
        return subprocess.check_output(line, cwd=folder, env=environ, text=True)

    run("stack", "init", "dev")
    config = json.loads(run("config", "--json", "--stack", "dev"))
    return {key: value["value"] for key, value in config.items()}


@pytest.mark.e2e
def test_a_plain_file_says_what_pulumi_says(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, CONFIG)
    plain = plain_config(folder, "dev")
    assert plain == plain_config(folder, "organization/p/dev") == told_by_pulumi(folder)


def test_a_plain_file_is_read_without_pulumi(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, CONFIG)
    read = {
        "modelstacks:check": "strict",
        "modelstacks:rows": "a: b #c.yaml",
        "azure-native:location": "swedencentral",
    }
    assert plain_config(folder, "dev") == plain_config(folder, "organization/p/dev") == read


@pytest.mark.parametrize(
    ("stack", "project"),
    [
        (None, PROJECT),
        ("encryptionsalt: v1:abc\n", PROJECT),
        (f"environment: [shared]\n{CONFIG}", PROJECT),
        (f"{CONFIG}  modelstacks:takeOver: {{secure: v1:abc}}\n", PROJECT),
        (f"{CONFIG}  modelstacks:smokeTimeout: 1e3\n", PROJECT),
        (f"{CONFIG}  check: strict\n", PROJECT),
        (f"{CONFIG}  1: strict\n", PROJECT),
        (f"{CONFIG}  a:b:c: strict\n", PROJECT),
        (f"{CONFIG}  : [\n", PROJECT),
        (CONFIG, f"{PROJECT}config: {{modelstacks:check: warn}}\n"),
        (CONFIG, f"{PROJECT}stackConfigDir: stacks\n"),
    ],
    ids=[
        "no file",
        "no config",
        "ESC",
        "secret",
        "number",
        "other key",
        "no text",
        "two colons",
        "no YAML",
        "defaults",
        "folder",
    ],
)
def test_anything_else_pulumi_is_asked_for(tmp_path: Path, stack: str | None, project: str) -> None:
    assert plain_config(folder_with(tmp_path, stack, project), "dev") is None
