"""What two stacks of a fleet would both make: the second one to come would fail, or change what is the first one's: pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_names
from modelstacks.preflight.placed_spec import group_scope, parent_scope, workspace_scope
from modelstacks.preflight.report import Reported
from modelstacks.spec.by_mode import spec_of
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelstacks.fleet.member import Member
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Spec

CHECK = "fleet-same-resource"
FIX = (
    "Let it differ from stack to stack, by ${MODELSTACKS_STACK_NAME} in its name or in `name_suffix`; or let one stack make it, and the "
    "others use it."
)


def made_twice(examined: Sequence[tuple[Member, Examination]]) -> Iterator[Reported]:
    """Yield a finding for each thing that several members make."""
    makers: dict[str, dict[str, str]] = defaultdict(dict)
    for member, found in examined:
        for id_, words in _made_by(found.placed):
            makers[id_.lower()][member.name] = words
    together: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for stacks in makers.values():
        if len(stacks) > 1:
            together[tuple(stacks)].append(next(iter(stacks.values())))
    for names, things in together.items():
        message = (
            f"{listed(names)} would all make {listed(things)}."
            if names[2:]
            else f"{names[0]} and {names[1]} would both make {listed(things)}."
        )
        yield Reported(CHECK, "error", message, FIX, names)


def parents_made_by(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield the id of each thing that a stack makes and others may stand on, and what it is in words."""
    if spec.makes_group:
        yield group_scope(spec), f"the resource group {spec.resource_group}"
    for workspace in spec.workspaces_to_create:
        yield workspace_scope(spec, workspace.name), f"the workspace {workspace.name}"
    for mode in mode_names():
        for parent in () if spec_of(mode).in_workspaces else spec.parents_of(mode).values():
            if parent.create:
                yield parent_scope(spec, mode, parent.name), f"the account {parent.name}"


def _made_by(placed: PlacedSpec) -> Iterator[tuple[str, str]]:
    """Yield what tells each thing from all others, and what it is in words.

    The names of online and serverless endpoints are unique in their region, those of Foundry deployments in their account.
    """
    spec = placed.spec
    yield from parents_made_by(spec)
    for deployment, decision in placed.deployments():
        if not deployment.endpoint_exists:
            around = decision.region
            if not spec_of(decision.mode).in_workspaces:
                around = parent_scope(spec, decision.mode, decision.workspace)
            name = deployment.endpoint_name
            yield f"{around}/{decision.mode}/{name}", f"the endpoint {name} in {decision.region}"
