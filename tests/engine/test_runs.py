"""Running a stack, where Pulumi fails or finds what is there already. The engine here is a script."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pulumi.automation.events import EngineEvent

from modelstacks.engine import runs
from modelstacks.engine.errors import StackError
from modelstacks.engine.stacks import OpenStack, StackChoice, open_stack
from modelstacks.engine.view import EveryLine, View
from modelstacks.programs.existing_resources import ExistingResource, ExistingResources
from toolbox import commands_run, failing_pulumi, scripted_engine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenStack:
    """An open stack on a Pulumi that does what it is asked to."""
    for name, value in scripted_engine(tmp_path).items():
        monkeypatch.setenv(name, value)
    spec = tmp_path / "deployments.yaml"
    spec.write_text("deployments: {}\n", encoding="utf-8")
    return open_stack(StackChoice(spec, "models", "dev"), os.environ)


def existing(name: str = "rg-group", *, ours: bool = True) -> ExistingResource:
    return ExistingResource(
        token="azure-native:resources:ResourceGroup",
        name=name,
        id=f"/subscriptions/s/resourceGroups/{name}",
        parent_name="modelstacks-models-dev",
        parent_urn="urn:pulumi:dev::modelstacks-models::pulumi:pulumi:Stack::modelstacks-models-dev",
        ours=ours,
    )


def test_an_up_refreshes_and_returns_outputs_with_secrets_masked(opened: OpenStack, tmp_path: Path) -> None:
    printed: list[str] = []
    assert runs.bring_up(opened, EveryLine(printed.append)) == runs.BroughtUp(
        {"key": "[secret]"}, {"create": 1}
    )
    assert printed == ["Updating"]
    [called] = commands_run(tmp_path, "up")
    assert ("--refresh" in called, "--show-secrets" in called) == (True, False)
    assert [len(commands_run(tmp_path, word)) for word in ("output", "history")] == [1, 1]
    assert runs.up(opened, View()) == {"key": "[secret]"}


@pytest.mark.parametrize("command", ["preview", "up", "destroy"])
def test_what_pulumi_refuses_ends_in_one_sentence(
    opened: OpenStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    failing_pulumi(tmp_path, command, times=1)
    monkeypatch.setenv("HELD", "no more cores")
    printed: list[str] = []
    with pytest.raises(StackError) as refusal:
        getattr(runs, command)(opened, EveryLine(printed.append))
    assert str(refusal.value) == f"`pulumi {command}` failed for stack dev."
    assert sorted(printed) == ["Updating", "error: no more cores"]


@pytest.mark.parametrize("command", ["preview", "up", "destroy"])
def test_a_stack_that_another_run_holds_says_who_and_what_to_do(
    opened: OpenStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    failing_pulumi(tmp_path, command, times=1)
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    lock = f"  azblob://state/.pulumi/locks/x.json: created by runner@ci-7 (pid 4711) at {since.isoformat()}"
    monkeypatch.setenv(
        "HELD", f"the stack is currently locked by 1 lock(s). Delete it with `pulumi cancel`.\n{lock}"
    )
    printed: list[str] = []
    with pytest.raises(StackError) as refusal:
        getattr(runs, command)(opened, EveryLine(printed.append))
    assert printed == ["Updating"]
    assert str(refusal.value) == (
        f"Stack dev is locked by runner@ci-7 (pid 4711), for 3 h (since {since}).\n"
        "Wait until it ends. Only if it is dead, as after a cancelled CI job, run: "
        f"modelstacks unlock {opened.choice.spec} --stack dev\n"
        "That first watches whether the state still changes, and asks."
    )
    assert commands_run(tmp_path, "cancel") == []


def test_a_destroy_looks_first_what_is_gone_already(opened: OpenStack, tmp_path: Path) -> None:
    runs.destroy(opened, View())
    assert "--refresh" in commands_run(tmp_path, "destroy")[0]


def test_what_a_killed_run_left_is_taken_in_by_another_run(opened: OpenStack, tmp_path: Path) -> None:
    failing_pulumi(tmp_path, "up", times=1)
    opened.existing.found.append(existing())
    printed: list[str] = []
    runs.up(opened, EveryLine(printed.append))
    assert opened.existing == ExistingResources([], {"rg-group": "/subscriptions/s/resourceGroups/rg-group"})
    assert printed == [
        "Updating",
        "Adopting 1 that an earlier run created but could not record:",
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
    opened: OpenStack, tmp_path: Path, found: list[ExistingResource]
) -> None:
    failing_pulumi(tmp_path, "up", times=9)
    opened.existing.take_in["taken"] = "/subscriptions/s/resourceGroups/taken"
    opened.existing.found += found
    with pytest.raises(StackError):
        runs.up(opened, View())
    assert len(commands_run(tmp_path, "up")) == 1


SUBSCRIPTION_URN = (
    "urn:pulumi:dev::p::t$azure-native:machinelearningservices:MarketplaceSubscription::llama-subscription"
)


def refusal(message: str, urn: str | None = SUBSCRIPTION_URN) -> EngineEvent:
    return EngineEvent.from_json({"diagnosticEvent": {"severity": "error", "message": message, "urn": urn}})


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (refusal("Code=MarketplacePlanNotRequiredForModel"), "llama"),
        (refusal("Code=AuthorizationFailed"), None),
        (refusal("Code=MarketplacePlanNotRequiredForModel", None), None),
        (EngineEvent.from_json({"summaryEvent": {"durationSeconds": 1}}), None),
    ],
)
def test_which_subscription_azure_wants_none_for_is_read_of_its_refusal(
    event: EngineEvent, key: str | None
) -> None:
    assert runs._not_required(event) == key


def test_a_subscription_that_is_not_required_is_left_out_of_another_run_once(
    opened: OpenStack, tmp_path: Path
) -> None:
    failing_pulumi(tmp_path, "up", times=1)
    opened.existing.not_required.add("llama")
    printed: list[str] = []
    runs.up(opened, EveryLine(printed.append))
    assert printed[1] == (
        "Azure wants no Marketplace subscription for llama (MarketplacePlanNotRequiredForModel): going on without."
    )
    assert opened.left_out == {"llama"}
    failing_pulumi(tmp_path, "up", times=9)
    with pytest.raises(StackError):
        runs.up(opened, View())
