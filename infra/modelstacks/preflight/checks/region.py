"""Check 4: each model is offered, in the wanted mode, in a region where there is a workspace."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.placed_spec import group_scope
from modelstacks.preflight.sources import NOT_THERE, REGIONS, SERVERLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog, Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec


@check("region-offer", "error", needs=no_needs, source=REGIONS)
def region_offer(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Each model is offered serverless in at least one of the regions asked for."""
    for (name, regions), deployments in _without_offer(placed).items():
        model = deployments[0].model
        nearest = _offered_in(placed, model, regions[0])
        yield Finding(
            f"{name} is not known to be offered serverless in {_listed(regions)}.{_known(model, nearest)}",
            _fix(placed, nearest, model),
            tuple(deployment.name for deployment in deployments),
        )


def _without_offer(placed: PlacedSpec) -> dict[tuple[str, tuple[str, ...]], list[Deployment]]:
    """Deployments without a place that no region offers, by model and regions: one cause each."""
    found: dict[tuple[str, tuple[str, ...]], list[Deployment]] = defaultdict(list)
    for deployment in placed.spec.deployments:
        rejected = placed.placement.unplaced.get(deployment.name, ())
        if any(rejection.cause == "region" for rejection in rejected):
            found[deployment.model.name, deployment.regions].append(deployment)
    return found


def _offered_in(placed: PlacedSpec, model: Model, origin: str) -> tuple[str, ...]:
    regions = model.serverless_offer.regions if model.serverless_offer else ()
    return placed.catalog.nearest_first(regions, origin)


def _known(model: Model, nearest: tuple[str, ...]) -> str:
    if not nearest or model.serverless_offer is None:
        return " No source read lists regions for it."
    snapshot = model.serverless_offer.snapshot
    return f" It is offered in, nearest first: {', '.join(nearest)} (region table of {snapshot}; a hint)."


def _fix(placed: PlacedSpec, nearest: tuple[str, ...], model: Model) -> str:
    ready = [region for region in nearest if region in placed.spec.places]
    managed = ", or set mode: managed" if "managed" in model.modes else ""
    if ready:
        return f"Add {ready[0]} to its regions{managed}."
    if nearest:
        return (
            f"Add a workspace in {nearest[0]} under `workspaces` (a deployment lives in its region){managed}."
        )
    return f"Set mode: serverless to try it all the same{managed}."


def _workspace_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskWorkspace | AskPermissions]:
    yield from (AskWorkspace(ref.name) for ref in spec.places.values() if not ref.create)
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
    for deployment, decision in placed.deployments():
        used[decision.region] += (deployment.name,)
    return used


def _listed(regions: tuple[str, ...]) -> str:
    return ", ".join(regions)
