"""Running a stack, where Pulumi fails or finds what is there already. The engine here is a script."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from modelstacks.engine import runs
from modelstacks.engine.location import CLI, TOOLS
from modelstacks.engine.stacks import OpenStack, StackChoice, StackError, open_stack
from modelstacks.programs.existing import Existing, Findings
from toolbox import SYSTEM, program, programs

if TYPE_CHECKING:
    from pathlib import Path

HISTORY = """[{"kind": "update", "startTime": "2026-11-20T10:00:00.000Z", "message": "", "environment": {},
"config": {}, "result": "succeeded", "endTime": "2026-11-20T10:00:01.000Z", "version": 1}]"""

PULUMI = """
echo "$*" >> "$RAN"
case "$*" in
  version) echo v3.225.0 ;;
  *" output "*--show-secrets*) echo '{"key": "k3y"}' ;;
  *" output "*) echo '{"key": "[secret]"}' ;;
  *" history "*) cat "$HISTORY" ;;
  *" {command} "*)
    echo "Updating"
    [ "$(grep -c " {command} " "$RAN")" -gt {times} ] && exit 0
    exit 255 ;;
esac
"""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenStack:
    """An open stack on a Pulumi that does what it is asked to."""
    monkeypatch.setenv("PATH", f"{programs(tmp_path / 'bin', TOOLS)}:{SYSTEM}")
    monkeypatch.setenv("RAN", str(tmp_path / "ran"))
    monkeypatch.setenv("HISTORY", str(tmp_path / "history"))
    (tmp_path / "history").write_text(HISTORY, encoding="utf-8")
    failing(tmp_path, "up", times=0)
    spec = tmp_path / "deployments.yaml"
    spec.write_text("deployments: {}\n", encoding="utf-8")
    return open_stack(StackChoice(spec, "models", "dev"), os.environ)


def failing(tmp_path: Path, command: str, times: int) -> None:
    """Let Pulumi fail the first *times* that *command* is run."""
    script = PULUMI.replace("{command}", command).replace("{times}", str(times))
    program(tmp_path / "bin", CLI, script)


def ran(tmp_path: Path, word: str) -> list[str]:
    return [line for line in (tmp_path / "ran").read_text().splitlines() if f" {word} " in line]


def existing(name: str = "rg-group", *, ours: bool = True) -> Existing:
    return Existing(
        token="azure-native:resources:ResourceGroup",
        name=name,
        id=f"/subscriptions/s/resourceGroups/{name}",
        parent_name="modelstacks-models-dev",
        parent_urn="urn:pulumi:dev::modelstacks-models::pulumi:pulumi:Stack::modelstacks-models-dev",
        ours=ours,
    )


def test_an_up_refreshes_and_returns_outputs_with_secrets_masked(opened: OpenStack, tmp_path: Path) -> None:
    said: list[str] = []
    assert runs.up(opened, said.append, color="never") == {"key": "[secret]"}
    assert said == ["Updating"]
    assert "--refresh" in ran(tmp_path, "up")[0]


@pytest.mark.parametrize("command", ["preview", "up", "destroy"])
def test_what_pulumi_refuses_ends_in_one_sentence(opened: OpenStack, tmp_path: Path, command: str) -> None:
    failing(tmp_path, command, times=1)
    said: list[str] = []
    with pytest.raises(StackError) as refusal:
        getattr(runs, command)(opened, said.append, color="never")
    assert str(refusal.value) == f"`pulumi {command}` failed for stack dev."
    assert said == ["Updating"]


def test_a_destroy_looks_first_what_is_gone_already(opened: OpenStack, tmp_path: Path) -> None:
    runs.destroy(opened, print, color="never")
    assert "--refresh" in ran(tmp_path, "destroy")[0]


def test_what_a_killed_run_left_is_taken_in_by_another_run(opened: OpenStack, tmp_path: Path) -> None:
    failing(tmp_path, "up", times=1)
    opened.findings.existing.append(existing())
    said: list[str] = []
    runs.up(opened, said.append, color="never")
    assert opened.findings == Findings([], {"rg-group": "/subscriptions/s/resourceGroups/rg-group"})
    assert said == [
        "Updating",
        "Taking in 1 that an earlier run made and could not write down:",
        "  /subscriptions/s/resourceGroups/rg-group",
        "Updating",
    ]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([existing(), existing("theirs", ours=False)], id="not all of it is ours"),
        pytest.param([existing("taken")], id="it was to be taken in already"),
    ],
)
def test_what_cannot_be_taken_in_ends_the_up(
    opened: OpenStack, tmp_path: Path, found: list[Existing]
) -> None:
    failing(tmp_path, "up", times=9)
    opened.findings.take_in["taken"] = "/subscriptions/s/resourceGroups/taken"
    opened.findings.existing += found
    with pytest.raises(StackError):
        runs.up(opened, print, color="never")
    assert len(ran(tmp_path, "up")) == 1
