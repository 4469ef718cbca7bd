"""What `modelstacks lock` and `contract` say before anybody is asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from locked_decisions import A100, write_lock

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine

SUBSCRIPTION = "5ab5c41b-0000-4000-8000-000000000001"
HEAD = f"subscription: {SUBSCRIPTION}\nresource_group: rg-models\n"
SPEC = f"""{HEAD}workspaces: {{swedencentral: chat}}
deployments:
  own: {{model: Phi-4, mode: managed, regions: [swedencentral], quota: dedicated}}
  chat: {{model: Llama-3.3-70B-Instruct, mode: serverless, regions: [swedencentral]}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec with its lock."""
    path = tmp_path / "deployments.yaml"
    path.write_text(SPEC)
    write_lock(path, os.environ)
    return path


def test_a_lock_that_fits_is_shown_with_the_sizes_it_decided(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("lock", "--check", spec)
    assert ended.code == 0, ended.err
    rows = [line.split() for line in ended.out.splitlines()]
    assert [row[:4] for row in rows[1:3]] == [
        ["chat", "serverless", "swedencentral"],
        ["own", "managed", "swedencentral", A100],
    ]
    assert ended.out.endswith(f"{spec.with_name('deployments.lock.yaml')} fits {spec}.\n")
    told = modelstacks("lock", "--check", spec, "--output", "json").json()
    shown: dict[str, Any] = told["deployments"]
    assert told["file"] == str(spec.with_name("deployments.lock.yaml"))
    assert {name: each["instance_type"] for name, each in shown.items()} == {"chat": None, "own": A100}


def test_a_platform_has_no_lock(modelstacks: CommandLine, tmp_path: Path) -> None:
    spec = tmp_path / "platform.yaml"
    spec.write_text(f"{HEAD}region: swedencentral\nhubs: {{hub: {{}}}}\n")
    assert modelstacks("lock", spec, "--check", "--output", "json").json() == {
        "file": None,
        "deployments": {},
    }


def test_what_is_to_be_decided_again_must_be_in_the_lock(modelstacks: CommandLine, spec: Path) -> None:
    ended = modelstacks("lock", spec, "--upgrade", "own", "--upgrade", "nobody")
    assert (ended.code, ended.err.splitlines()[-2:]) == (
        2,
        ["--upgrade nobody: the lock has no such deployment.", "It has: chat, own."],
    )


@pytest.mark.parametrize("options", [("deployments.yaml",), ("--spend",), ("deployments.yaml", "--spend")])
def test_what_is_made_has_a_spec_of_its_own(modelstacks: CommandLine, options: tuple[str, ...]) -> None:
    ended = modelstacks("contract", "--create", *options)
    assert (ended.code, ended.err) == (
        2,
        "--create has a spec of its own and sends what it says.\nLeave SPEC and --spend out.\n",
    )


def test_the_spec_that_is_named_is_read(
    modelstacks: CommandLine, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(spec.parent)
    run = modelstacks.within({"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})
    ended = run("contract", "elsewhere.yaml")
    assert (ended.code, ended.err.startswith("elsewhere.yaml:1:1: there is no such file")) == (2, True)
    spec.write_text("deployments: [\n")
    assert run("contract").err.startswith("deployments.yaml:")
