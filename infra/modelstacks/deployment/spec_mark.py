"""Which spec a stack is for: it remembers that in its outputs, and another spec is refused before anything is touched: pure.

Project and default stack are the same for every spec. Where a stack remembers nothing (an earlier version created it, or its
first up failed), its state tells: by its ids the subscription and the resource group, by its tags the deployments.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.tags import DEPLOYMENT_TAG
from modelstacks.deployment.config import CONFIG
from modelstacks.errors import UsageError
from modelstacks.lifecycle.leftovers import read_resources
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from modelstacks.lifecycle.leftovers import StateResource
    from modelstacks.lock_decisions import Lock
    from modelstacks.spec import Spec

OUTPUT = "spec"
"""The output in which a stack remembers."""
REMEMBERED = ("subscription", "resource_group", "id", "file")
TAKE_OVER = f"{CONFIG}:takeOver"
"""The config with which a spec takes over the stack of the one that it names by its key."""


@dataclass(frozen=True)
class SpecMark:
    """What tells a spec from others wherever its file lies. *id* is the lock's, if it has one, *names* its deployments'; *file* is for people."""

    subscription: str
    resource_group: str
    id: str = ""
    file: str = ""
    names: frozenset[str] = frozenset()

    def differs(self, other: SpecMark) -> bool:
        """Say whether *other* is another spec's. Where it is read from a state, and so has no id, the names tell."""
        if self._place != other._place:
            return True
        if self.id and other.id:
            return self.id != other.id
        return bool(other.names) and self.names.isdisjoint(other.names)

    @property
    def key(self) -> str:
        """A short name of the mark, for the config that takes a stack over."""
        return sha256(json.dumps([*self._place, self.id]).encode()).hexdigest()[:8]

    @property
    def remembered(self) -> dict[str, str]:
        """What the stack's output says of it."""
        values = {name: getattr(self, name) for name in REMEMBERED}
        return {name: value for name, value in values.items() if value}

    @property
    def _place(self) -> tuple[str, str]:
        return self.subscription.lower(), self.resource_group.lower()

    def __str__(self) -> str:
        id_ = f", id {self.id}" if self.id else ""
        group_ = f"resource group {self.resource_group}, subscription {self.subscription}{id_}"
        return f"{self.file or 'a spec'} ({group_})"


@dataclass(frozen=True)
class Memory:
    """What a stack says of itself: the spec it is for, and what it *holds*, in words."""

    spec: SpecMark
    holds: str


def mark_of(spec: Spec, lock: Lock | None = None) -> SpecMark:
    """Return the mark of a spec that is read already."""
    names = frozenset(deployment.name for deployment in spec.deployments)
    id_ = lock.id if lock and lock.id else ""
    return SpecMark(spec.subscription, spec.resource_group, id_, spec.path.name, names)


def memory_in(outputs: Mapping[str, Any]) -> Memory | None:
    """Return what a stack's outputs remember."""
    remembered = outputs.get(OUTPUT)
    if not isinstance(remembered, dict):
        return None
    subscription, group, id_, file = (str(remembered.get(name) or "") for name in REMEMBERED)
    names = [*(outputs.get("deployments") or {}), *(outputs.get("workspaces") or {})]
    return Memory(SpecMark(subscription, group, id_, file), ", ".join(names))


def memory_of(state: Iterable[Mapping[str, Any]]) -> Memory | None:
    """Return what the resources of a stack's state remember, by their ids if by nothing else; None where it holds nothing."""
    state = list(state)
    resources = read_resources(state)
    if not resources:
        return None
    outputs = next(
        (resource.get("outputs") or {} for resource in state if resource["type"] == "pulumi:pulumi:Stack"), {}
    )
    return memory_in(outputs) or _memory_by_ids(resources)


def _memory_by_ids(resources: Sequence[StateResource]) -> Memory | None:
    ids = [ArmId(resource.id) for resource in resources]
    groups = Counter((id_.subscription, id_.group) for id_ in ids if id_.group)
    if not groups:
        return None
    [((subscription, group), _)] = groups.most_common(1)
    tags = (resource.outputs.get("tags") or {} for resource in resources)
    names = frozenset(str(tag[DEPLOYMENT_TAG]) for tag in tags if DEPLOYMENT_TAG in tag)
    holds = ", ".join(sorted(names)) or number_of(len(resources), "resource")
    return Memory(SpecMark(subscription, group, names=names), holds)


def refuse_other(
    mine: SpecMark, memory: Memory | None, take_over: str | None, stack: str, options: str
) -> None:
    """Raise UsageError where *stack* is another spec's, and no config takes it over from that one.

    *options* make `pulumi config` write the config of that stack.
    """
    if memory is None or not mine.differs(memory.spec) or take_over == memory.spec.key:
        return
    raise UsageError(
        f"Stack {stack} belongs to another spec, so nothing was touched.\n"
        f"It holds {memory.holds} for {memory.spec}.\n"
        f"This is {mine}: an up would delete all of that, and so would a destroy.\n"
        "Give this spec a stack of its own: --stack NAME (for plain Pulumi: `pulumi stack init NAME`).\n"
        f"To hand the stack over on purpose, run: pulumi config set {options} {TAKE_OVER} {memory.spec.key}"
    )
