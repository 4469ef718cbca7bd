"""Whose stack it is, asked inside a program: by its outputs, else by its state as the CLI exports it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from modelstacks.deployment.spec_mark import SpecMark
from modelstacks.errors import UsageError
from modelstacks.programs import spec_mark
from modelstacks.programs.spec_mark import _exported_resources, refuse_other_spec
from toolbox import SYSTEM, program

if TYPE_CHECKING:
    from pathlib import Path

MINE = SpecMark("s", "rg", "aaa", "deployments.yaml", frozenset({"chat"}))
OTHERS = {"subscription": "s", "resource_group": "other", "id": "bbb", "file": "theirs.yaml"}


@pytest.fixture(autouse=True)
def _in_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"organization": "organization", "project": "models", "stack": "dev"}.items():
        monkeypatch.setattr(pulumi, f"get_{name}", lambda value=value: value)


def state(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> list[str]:
    """Let the CLI do that; return what is warned of."""
    program(folder, "pulumi", f'echo "$*" >> {folder}/ran\n{script}')
    monkeypatch.setenv("PATH", f"{folder}:{SYSTEM}")
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    return warned


@pytest.mark.parametrize(
    ("deployment", "resources"),
    [({"resources": [{"urn": "a"}]}, [{"urn": "a"}]), ({"resources": None}, []), ({}, [])],
)
def test_the_state_is_exported_by_the_stacks_full_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, deployment: dict[str, Any], resources: list[Any]
) -> None:
    warned = state(monkeypatch, tmp_path, f"echo '{json.dumps({'deployment': deployment})}'")
    assert (_exported_resources(), warned) == (resources, [])
    ran = (tmp_path / "ran").read_text()
    assert ran == "stack export --non-interactive --stack organization/models/dev\n"


@pytest.mark.parametrize(
    ("script", "why"),
    [("echo 'error: no' >&2; exit 255", "error: no"), ("exit 3", "returned non-zero exit status 3.")],
)
def test_a_state_that_cannot_be_had_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, why: str
) -> None:
    warned = state(monkeypatch, tmp_path, script)
    assert _exported_resources() == []
    (line,) = warned
    assert line.startswith("Could not find out whether this stack belongs to another spec: ")
    assert line.endswith(why)


def refuse(monkeypatch: pytest.MonkeyPatch, outputs: dict[str, Any], exported: list[dict[str, Any]]) -> int:
    """Refuse a spec that is not MINE; return how often the state was exported."""
    asked: list[int] = []

    def export() -> list[dict[str, Any]]:
        asked.append(1)
        return exported

    monkeypatch.setattr(spec_mark, "stack_outputs", lambda _name, _invoke: outputs)
    monkeypatch.setattr(spec_mark, "_exported_resources", export)
    refuse_other_spec(MINE)
    return len(asked)


def test_its_own_spec_is_known_by_the_outputs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refuse(monkeypatch, {"spec": MINE.remembered}, []) == 0
    assert refuse(monkeypatch, {}, []) == 1
    assert refuse(monkeypatch, {"spec": OTHERS}, []) == 1


def test_anothers_stack_is_refused_by_its_state_unless_it_is_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group = {
        "urn": "g",
        "type": "azure-native:resources:ResourceGroup",
        "id": "/subscriptions/s/resourceGroups/other",
    }
    stack = {
        "urn": "s",
        "type": "pulumi:pulumi:Stack",
        "outputs": {"spec": OTHERS, "deployments": {"own": {}}},
    }
    with pytest.raises(UsageError) as refused:
        refuse(monkeypatch, {"spec": OTHERS}, [group, stack])
    lines = str(refused.value).splitlines()
    assert lines[0] == "Stack models/dev belongs to another spec, so nothing was touched."
    key = SpecMark("s", "other", "bbb").key
    assert lines[-1].endswith(f"pulumi config set --stack dev modelstacks:takeOver {key}")
    pulumi.runtime.set_all_config({"modelstacks:takeOver": key})
    try:
        assert refuse(monkeypatch, {"spec": OTHERS}, [group, stack]) == 1
    finally:
        pulumi.runtime.set_all_config({})
