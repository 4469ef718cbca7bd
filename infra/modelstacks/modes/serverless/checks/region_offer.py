"""Check 4: each model is offered serverless in a region where there is a workspace."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.sources import REGIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment


@check("region-offer", "error", needs=no_needs, source=REGIONS)
def region_offer(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Each model is offered serverless in at least one of the regions asked for."""
    for (name, regions), deployments in _without_offer(placed).items():
        model = deployments[0].model
        nearest = _offered_in(placed, model, regions[0])
        yield Finding(
            f"{name} is not known to be offered serverless in {', '.join(regions)}.{_known(model, nearest)}",
            _fix(placed, nearest, model),
            tuple(deployment.name for deployment in deployments),
        )


def _without_offer(placed: PlacedSpec) -> dict[tuple[str, tuple[str, ...]], list[Deployment]]:
    """Deployments without a place that no region offers, by model and regions: one cause each."""
    found: dict[tuple[str, tuple[str, ...]], list[Deployment]] = defaultdict(list)
    for deployment in placed.spec.deployments:
        rejected = placed.placement.unplaced.get(deployment.name, ())
        if any((rejection.mode, rejection.cause) == ("serverless", "region") for rejection in rejected):
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
    others = " or ".join(
        mode for mode in model.modes if mode != "serverless" and placed.spec.parents_of(mode)
    )
    other = f", or set mode: {others}" if others else ""
    if ready:
        return f"Add {ready[0]} to its regions{other}."
    if nearest:
        return (
            f"Add a workspace in {nearest[0]} under `workspaces` (a deployment lives in its region){other}."
        )
    return f"Set mode: serverless to try it all the same{other}."
