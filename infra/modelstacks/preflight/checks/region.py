"""Check 4: each workspace that something goes to is there, in its region."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.placed_spec import group_scope
from modelstacks.preflight.sources import NOT_THERE, SERVERLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _workspace_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskWorkspace | AskPermissions]:
    yield from (AskWorkspace(ref.name) for ref in spec.places.values())
    yield AskPermissions(group_scope(spec))


@check("workspace-there", "error", needs=_workspace_needs, source=NOT_THERE)
def workspace_there(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each workspace that something goes to is there, or made by this stack; without a group there is none."""
    if facts.get(AskPermissions(group_scope(placed.spec))) == Absent():
        return
    for region, names in _used_workspaces(placed).items():
        ref = placed.spec.places[region]
        if not ref.create and facts.get(AskWorkspace(ref.name)) == Absent():
            yield Finding(
                f"The workspace {ref.name} is not in the resource group {placed.spec.resource_group}.",
                f"Make it with stacks/platform, or write `{region}: {{name: {ref.name}, create: true}}`.",
                names,
            )


@check("workspace-region", "error", needs=_workspace_needs, source=SERVERLESS)
def workspace_region(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each workspace is in the region that the spec says."""
    for region, names in _used_workspaces(placed).items():
        ref = placed.spec.places[region]
        state = None if ref.create else facts.get(AskWorkspace(ref.name))
        if state and not isinstance(state, Absent) and state.region != region:
            yield Finding(
                f"The workspace {ref.name} is in {state.region}, not in {region}.",
                f"Write it under `{state.region}:`, or name a workspace that is in {region}.",
                names,
            )


def _used_workspaces(placed: PlacedSpec) -> dict[str, tuple[str, ...]]:
    used: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for deployment, decision in placed.in_workspaces():
        used[decision.region] += (deployment.name,)
    return used
