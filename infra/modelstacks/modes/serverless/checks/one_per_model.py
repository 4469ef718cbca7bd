"""Check 7, for serverless deployments: a project holds a model once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.endpoints import AskEndpoints, endpoint_needs
from modelstacks.preflight.sources import SERVERLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec


@check("one-per-model", "error", needs=endpoint_needs, source=SERVERLESS)
def one_per_model(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """A project has no other serverless deployment of the model, here or in this file.

    One of the same name is another check's, and so is one of this stack.
    """
    for deployment, decision in placed.deployments("serverless"):
        for other in facts.get(AskEndpoints(decision.region)) or ():
            same_place = other.mode == "serverless" and other.is_in(
                placed.spec.resource_group, decision.workspace
            )
            same_model = other.serves(deployment.model.id)
            same_name = other.is_named(deployment.endpoint_name)
            if same_place and same_model and not placed.owns(other) and not same_name:
                yield Finding(
                    f"{decision.workspace} has a serverless deployment of {deployment.model.name}, the endpoint {other.name}; "
                    "a project takes one.",
                    f"Use {other.name}, delete it, or place {deployment.name} in another project.",
                    (deployment.name,),
                )
    yield from _too_many_in_this_file(placed)


def _too_many_in_this_file(placed: PlacedSpec) -> Iterator[Finding]:
    found: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
    for deployment in placed.spec.deployments:
        rejected = placed.placement.unplaced.get(deployment.name, ())
        if any(rejection.cause == "one-per-model" for rejection in rejected):
            key = (deployment.model.name, deployment.regions)
            found[key] = (*found.get(key, ()), deployment.name)
    for (model, regions), names in found.items():
        yield Finding(
            f"A project takes one serverless deployment of {model}, and this file has others in {', '.join(regions)}.",
            "Leave out what is too many, or add a workspace in another region.",
            names,
        )
