"""Which spec a stack is for, and which is refused there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from modelstacks.deployment.spec_mark import (
    Memory,
    SpecMark,
    mark_of,
    memory_in,
    memory_of,
    refuse_other,
)
from modelstacks.errors import UsageError
from modelstacks.lock_decisions import Lock
from spec_builders import SUBSCRIPTION, deployment, spec_of

MINE = SpecMark("sub-1", "rg-models", "aaa", "deployments.yaml", frozenset({"chat", "phi"}))
ENDPOINT = "azure-native:machinelearningservices:ServerlessEndpoint"


def by_state(*names: str) -> SpecMark:
    return SpecMark("sub-1", "rg-models", names=frozenset(names))


def endpoint(name: str, group: str = "rg-models") -> dict[str, Any]:
    """A resource of a state."""
    workspace = "providers/Microsoft.MachineLearningServices/workspaces/chat"
    return {
        "urn": f"urn::{name}",
        "type": ENDPOINT,
        "id": f"/subscriptions/sub-1/resourceGroups/{group}/{workspace}/serverlessEndpoints/{name}",
        "outputs": {"tags": {"modelstacks-deployment": name}},
    }


def root(**outputs: Any) -> dict[str, Any]:
    """The resource of the stack itself."""
    return {"urn": "urn::stack", "type": "pulumi:pulumi:Stack", "outputs": outputs}


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        pytest.param(MINE, False, id="the same"),
        pytest.param(
            replace(MINE, file="renamed.yaml", names=frozenset()), False, id="another name of the file"
        ),
        pytest.param(
            replace(MINE, subscription="SUB-1", resource_group="RG-Models"), False, id="another case"
        ),
        pytest.param(replace(MINE, id="bbb"), True, id="another lock"),
        pytest.param(replace(MINE, id=""), False, id="it had no id yet"),
        pytest.param(replace(MINE, resource_group="rg-other"), True, id="another group"),
        pytest.param(replace(MINE, subscription="sub-2"), True, id="another subscription"),
        pytest.param(by_state("chat", "old"), False, id="by its state: one deployment in common"),
        pytest.param(by_state("old"), True, id="by its state: no deployment in common"),
        pytest.param(by_state(), False, id="by its state: nothing is deployed yet"),
    ],
)
def test_what_makes_it_another_spec(other: SpecMark, differs: bool) -> None:
    assert MINE.differs(other) is differs


def test_a_spec_whose_lock_was_lost_is_still_the_stacks_own() -> None:
    assert not replace(MINE, id="").differs(MINE)


@pytest.mark.parametrize(("lock", "id_"), [(None, ""), (Lock({}), ""), (Lock({}, "abc"), "abc")])
def test_a_spec_that_is_read_is_known_by_the_same_words_as_its_file(lock: Lock | None, id_: str) -> None:
    spec = spec_of([deployment("chat"), deployment("phi")])
    names = frozenset({"chat", "phi"})
    assert mark_of(spec, lock) == SpecMark(SUBSCRIPTION, "rg-models", id_, "deployments.yaml", names)


def test_a_stack_remembers_what_is_known_and_says_nothing_of_the_rest() -> None:
    assert MINE.remembered == {
        "subscription": "sub-1",
        "resource_group": "rg-models",
        "id": "aaa",
        "file": "deployments.yaml",
    }
    assert by_state("chat").remembered == {"subscription": "sub-1", "resource_group": "rg-models"}


def test_a_refusal_says_what_the_stack_holds_for_whom_and_what_to_do() -> None:
    memory = Memory(SpecMark("sub-2", "rg-b", "bbb", "other.yaml"), "guard, idle")
    with pytest.raises(UsageError) as refusal:
        refuse_other(MINE, memory, None, "modelstacks-models/dev", "--stack dev")
    assert str(refusal.value) == (
        "Stack modelstacks-models/dev belongs to another spec, so nothing was touched.\n"
        "It holds guard, idle for other.yaml (resource group rg-b, subscription sub-2, id bbb).\n"
        "This is deployments.yaml (resource group rg-models, subscription sub-1, id aaa): "
        "an up would delete all of that, and so would a destroy.\n"
        "Give this spec a stack of its own: --stack NAME (for plain Pulumi: `pulumi stack init NAME`).\n"
        "To hand the stack over on purpose, run: "
        "pulumi config set --stack dev modelstacks:takeOver 0643a327"
    )


def test_a_stack_that_was_handed_over_is_refused_no_more_but_by_the_next_one() -> None:
    handed, next_one = (Memory(replace(MINE, id=id_), "chat") for id_ in ("bbb", "ccc"))
    refuse_other(MINE, handed, handed.spec.key, "stack", "")
    with pytest.raises(UsageError):
        refuse_other(MINE, next_one, handed.spec.key, "stack", "")


def test_what_the_outputs_say_comes_before_the_ids() -> None:
    output = {"subscription": "sub-9", "resource_group": "rg-9", "id": "zzz", "file": "z.yaml"}
    outputs = {"spec": output, "deployments": {"chat": {}, "phi": {}}}
    remembered = Memory(SpecMark("sub-9", "rg-9", "zzz", "z.yaml"), "chat, phi")
    assert memory_in(outputs) == memory_of([root(**outputs), endpoint("chat")]) == remembered


def test_a_stack_of_an_earlier_version_is_known_by_its_state() -> None:
    resources = [root(deployments={}), endpoint("phi"), endpoint("chat"), endpoint("theirs", "rg-shared")]
    assert memory_of(resources) == Memory(by_state("chat", "phi", "theirs"), "chat, phi, theirs")


def test_a_platforms_stack_remembers_its_workspaces_and_a_spec_without_an_id() -> None:
    outputs = {
        "spec": {"subscription": "sub-9", "resource_group": "rg-9", "file": "platform.yaml"},
        "workspaces": {"hub": {}, "chat": {}},
    }
    assert memory_in(outputs) == Memory(SpecMark("sub-9", "rg-9", "", "platform.yaml"), "hub, chat")
    untold = {"spec": {"resource_group": "rg-9"}, "deployments": None, "workspaces": None}
    assert memory_in(untold) == Memory(SpecMark("", "rg-9"), "")


def test_what_lies_in_no_group_does_not_tell_for_whom_the_stack_is() -> None:
    """A role assignment at the subscription has neither a group nor tags."""
    role = {"urn": "urn::role", "type": "azure-native:authorization:RoleAssignment"}
    roles = [role | {"id": f"/subscriptions/sub-1/providers/x/roleAssignments/{name}"} for name in "ab"]
    bare = {"urn": "urn::stack", "type": "pulumi:pulumi:Stack"}
    untagged = endpoint("chat") | {"outputs": {"tags": None}}
    foreign = endpoint("phi") | {"outputs": {"tags": {"team": "a"}}}
    assert memory_of([bare, *roles]) is None
    assert memory_of([bare, *roles, untagged, foreign]) == Memory(by_state(), "4 resources")


def test_its_own_stack_is_refused_to_no_spec() -> None:
    refuse_other(MINE, None, None, "stack", "")
    refuse_other(MINE, Memory(MINE, "chat"), None, "stack", "")


@pytest.mark.parametrize("resources", [[], [root()], [root(spec={"resource_group": "rg-9"})]])
def test_a_stack_that_holds_nothing_is_anybodys(resources: list[dict[str, Any]]) -> None:
    assert memory_of(resources) is None
