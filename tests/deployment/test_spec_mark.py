"""Which spec a stack is for, and which is refused there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from modelstacks.deployment.spec_mark import Memory, SpecMark, memory_in, memory_of, refuse_other
from modelstacks.errors import UsageError

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
        f"pulumi config set --stack dev modelstacks:takeOver {memory.spec.key}"
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


@pytest.mark.parametrize("resources", [[], [root()], [root(spec={"resource_group": "rg-9"})]])
def test_a_stack_that_holds_nothing_is_anybodys(resources: list[dict[str, Any]]) -> None:
    assert memory_of(resources) is None
