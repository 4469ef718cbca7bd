"""Whose tags are written on what is there, and what is refused before anything is."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from foundry_answers import account, foundry, in_accounts
from lifecycle_builders import ENSURED, OURS
from locked_decisions import locked_decision
from modelstacks.azure.ownership import OwnedByStackError
from modelstacks.deployment import adopt
from modelstacks.deployment.plan import ModelsPlan, plan_models
from modelstacks.errors import UsageError
from modelstacks.spec import WorkspaceRef
from spec_builders import deployment, spec_of
from told_arm import ToldArm

SPEC = spec_of([deployment("chat", mode="serverless"), deployment("own", mode="managed")], owner="me")
PLAN = plan_models(SPEC, {each.name: locked_decision(each) for each in SPEC.deployments})
CHAT, OWN, BEHIND = (each.id for each in PLAN.own_resources())
WANTED = {**OURS, "modelstacks-owner": "me"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> ToldArm:
    arm = ToldArm({})
    monkeypatch.setattr(adopt, "open_arm", lambda _environ: arm)
    return arm


def written(arm: ToldArm) -> dict[str, Any]:
    """The tags of each PATCH, by id."""
    sent = [line.removeprefix("PATCH ").split(" ", 1) for line in arm.asked if line.startswith("PATCH ")]
    return {path.partition("?")[0]: json.loads(body)["tags"] for path, body in sent}


def claimed(plan: ModelsPlan = PLAN) -> list[str]:
    return asyncio.run(adopt.claim(plan, OURS, {}))


def test_a_stacks_tags_are_written_on_what_is_there_and_lacks_them(told: ToldArm) -> None:
    told.answers = {CHAT: {"tags": ENSURED}, BEHIND: {"tags": WANTED | {"modelstacks-deployment": "own"}}}
    assert claimed() == [CHAT]
    assert written(told) == {CHAT: WANTED | {"modelstacks-deployment": "chat"}}


def test_what_carries_no_tags_is_taken_in_and_what_is_not_there_is_left_to_up(told: ToldArm) -> None:
    told.answers = {OWN: {"tags": None}}
    assert claimed() == [OWN]
    assert written(told) == {OWN: WANTED}


@pytest.mark.parametrize("tag", sorted(OURS))
def test_another_stacks_is_refused_before_anything_is_written(told: ToldArm, tag: str) -> None:
    told.answers = {CHAT: {}, OWN: {"tags": OURS | {tag: "another"}}}
    with pytest.raises(OwnedByStackError) as refusal:
        claimed()
    assert str(refusal.value).startswith(f"{OWN} belongs to the Pulumi stack ")
    assert written(told) == {}


def test_workspaces_that_the_spec_makes_are_not_adopted(told: ToldArm) -> None:
    ref = WorkspaceRef("swedencentral", "ws", create=True, kind="project")
    with pytest.raises(UsageError, match="ws is a workspace that the spec creates"):
        claimed(plan_models(spec_of([], workspaces={ref.region: ref}), {}))
    assert told.asked == []


@pytest.mark.parametrize(
    ("body", "refused"), [(None, False), ({}, False), ({"tags": ENSURED}, False), ({"tags": OURS}, True)]
)
def test_what_any_stack_holds_is_not_ensured(told: ToldArm, body: Any, refused: bool) -> None:
    told.answers = {} if body is None else {OWN: body}
    if not refused:
        asyncio.run(adopt.refuse_stacks(PLAN, {}))
        return
    with pytest.raises(OwnedByStackError, match="modelstacks-models/dev"):
        asyncio.run(adopt.refuse_stacks(PLAN, {}))


def test_what_a_stack_lets_go_becomes_ensures_and_workspaces_stay_as_they_are(told: ToldArm) -> None:
    plan = plan_models(
        spec_of([foundry()], **in_accounts(account(create=True))),
        {
            "chat": locked_decision(
                foundry(),
                "ai-swedencentral",
                mode="foundry",
                details={"format": "F", "name": "M", "sku": "S", "capacity": 1},
            )
        },
    )
    made, inside = (each.id for each in plan.own_resources())
    workspace = CHAT.rsplit("/", 2)[0]
    tags = OURS | {"team": "a"}
    told.answers = {each: {"tags": tags} for each in (workspace, OWN, made, inside)} | {
        BEHIND: {"tags": None}
    }
    asyncio.run(adopt.release([workspace, OWN, BEHIND, CHAT, made, inside], {}))
    kept = {"team": "a", **ENSURED}
    assert written(told) == {OWN: kept, BEHIND: ENSURED, made: kept, inside: kept}
    told.asked.clear()
    told.answers = {OWN: {"tags": ENSURED}}
    asyncio.run(adopt.release([OWN], {}))
    assert written(told) == {}
