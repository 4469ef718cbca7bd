"""What a stack's state holds, and what a reap does with endpoints that name it: two stacks at once."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from engine_events import prelude, said, urn_of
from lifecycle_builders import WORKSPACE, observed
from modelstacks.azure.tags import stack_tags
from modelstacks.engine.errors import StackError
from modelstacks.engine.stack_state import (
    StackState,
    azure_resources,
    below,
    delete_resources,
    error_in,
    open_stack_state,
)
from modelstacks.engine.stacks import StackChoice
from modelstacks.engine.view import EveryLine
from modelstacks.lifecycle.reaping import Holding, plan_reap, stacks_of
from toolbox import commands_run, failing_pulumi, scripted_engine

if TYPE_CHECKING:
    from pathlib import Path

    from pulumi.automation.events import EngineEvent

ONLINE = "azure-native:machinelearningservices:OnlineEndpoint"


def state_of(*resources: dict[str, Any]) -> StackState:
    unopened: Any = None
    return StackState(unopened, list(resources))


def endpoint(name: str, urn: str) -> dict[str, Any]:
    return {"urn": urn, "type": ONLINE, "id": f"{WORKSPACE}/onlineEndpoints/{name}".upper()}


def test_only_what_the_named_stack_holds_is_deleted_and_through_that_stack() -> None:
    states = {
        "models/dev": state_of(
            {"urn": "stack", "type": "pulumi:pulumi:Stack"},
            {"urn": "traffic", "type": "pulumi-python:dynamic:Traffic", "id": observed("traffic").id},
            endpoint("both", "urn:dev:both"),
            endpoint("dev", "urn:dev:dev"),
        ),
        "models/prod": state_of(endpoint("prod", "urn:prod:prod")),
    }
    assert states["models/dev"].urns == {
        observed("both").id.lower(): "urn:dev:both",
        observed("dev").id.lower(): "urn:dev:dev",
    }
    dev, prod = stack_tags("models", "dev"), stack_tags("models", "prod")
    endpoints = [
        observed("dev", tags=dev),
        observed("prod", tags=prod),
        observed("both", tags=prod),
        observed("traffic", tags=dev),
        observed("nobodys"),
    ]
    assert stacks_of(endpoints) == ["models/dev", "models/prod"]
    planned = plan_reap(endpoints, {name: Holding(state.urns) for name, state in states.items()})
    assert [(each.name, each.way, each.result, each.stack) for each in planned] == [
        ("dev", "stack", "planned", "models/dev"),
        ("prod", "stack", "planned", "models/prod"),
        ("both", "stack", "skipped", "models/prod"),
        ("traffic", "stack", "skipped", "models/dev"),
        ("nobodys", "azure", "planned", None),
    ]
    assert "its tags name stack models/prod, but that stack does not hold it" in planned[2].why


@pytest.mark.parametrize("name", ["theirs/dev", "modelstacks-modelsx/dev", "dev"])
def test_a_stack_of_another_project_is_not_opened(name: str) -> None:
    with pytest.raises(StackError) as refused:
        open_stack_state(name, [], {})
    assert str(refused.value) == f"{name.partition('/')[0]} is not a project of modelstacks."


def test_deleting_of_a_stack_asks_pulumi_for_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = [
        {"urn": "urn:dev:both", "type": ONLINE, "id": "/both"},
        {"urn": "urn:dev:other", "type": ONLINE},
    ]
    environ = {**scripted_engine(tmp_path), "RESOURCES": json.dumps(resources)}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with open_stack_state("modelstacks-models/dev", [], os.environ) as state:
        assert delete_resources(state, ["urn:dev:both"], EveryLine(print)) == {}
    [called] = commands_run(tmp_path, "destroy")
    assert ("--target urn:dev:both" in called, "--continue-on-error" in called) == (True, True)
    ran = (tmp_path / "ran").read_text().splitlines()
    assert [line for line in ran if "--show-secrets" in line] == []
    assert len(commands_run(tmp_path, "refresh")) == 1


ONE, TWO = (f"urn:pulumi:dev::modelstacks-models::{ONLINE}::{name}" for name in ("one", "two"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the scripted Pulumi of a stack with two resources lies, the second below the first."""
    resources = [{"urn": ONE, "type": ONLINE, "id": "/one"}, {"urn": TWO, "type": ONLINE, "parent": ONE}]
    environ = {**scripted_engine(tmp_path), "RESOURCES": json.dumps(resources), "TMPDIR": str(tmp_path)}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_folder_of_its_own_goes_with_the_state_that_it_was_made_for(folder: Path) -> None:
    with open_stack_state("modelstacks-models/dev", [], os.environ) as state:
        made = state.folder
        assert made is not None
        assert (made / "Pulumi.yaml").is_file()
        assert [each.id for each in azure_resources(state.stack)] == ["/one"]
        assert below(state.stack, [ONE]) == [TWO]
    assert not made.exists()
    with open_stack_state("modelstacks-models/dev", [spec_of_stack(folder, "platform")], os.environ) as state:
        assert state.folder is not None
    with open_stack_state("modelstacks-models/dev", [spec_of_stack(folder, "models")], os.environ) as state:
        assert state.folder is None


def spec_of_stack(folder: Path, kind: str) -> StackChoice:
    spec = folder / f"{kind}.yaml"
    spec.write_text("subscription: s\n", encoding="utf-8")
    return StackChoice(spec, kind, "dev")


def test_a_stack_that_is_not_there_leaves_no_folder(folder: Path) -> None:
    failing_pulumi(folder, "select", times=1)
    with pytest.raises(StackError):
        open_stack_state("modelstacks-models/dev", [], os.environ)
    assert list(folder.glob("modelstacks-*")) == []


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (said("error", " deleting failed\n", "phi"), (urn_of("phi"), "deleting failed")),
        (said("error", "update failed"), None),
        (said("warning", "it takes long", "phi"), None),
        (prelude(), None),
    ],
)
def test_only_a_resource_s_error_is_taken_from_what_the_engine_tells(
    event: EngineEvent, error: tuple[str, str] | None
) -> None:
    assert error_in(event) == error


def test_what_cannot_be_deleted_is_told_for_each_in_pulumis_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_pulumi(folder, "destroy", times=1)
    monkeypatch.setenv("HELD", "no")
    with open_stack_state("modelstacks-models/dev", [], os.environ) as state:
        assert delete_resources(state, [ONE, TWO], EveryLine(print)) == {ONE: "error: no", TWO: "error: no"}
