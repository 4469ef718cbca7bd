"""Check 7: endpoint names are free in their region, and a project holds a model serverless only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.endpoints import AskEndpoints
from modelstacks.preflight.asks.names import AskNameFree
from modelstacks.preflight.sources import ENDPOINT_NAMES, OWN, SERVERLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

FIX = "Set name_suffix, or another `endpoint` for it."


def _endpoint_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskEndpoints]:
    return (AskEndpoints(region) for region in spec.places)


@check("endpoint-name-ours", "error", needs=_endpoint_needs, source=ENDPOINT_NAMES)
def endpoint_name_ours(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No endpoint of the subscription has the name of one of this stack's, unless it is this stack's own."""
    deployments: dict[tuple[str, str], tuple[str, ...]] = {}
    for deployment, decision in placed.deployments():
        if deployment.endpoint_exists:
            continue
        key = (decision.region, deployment.endpoint_name)
        deployments[key] = (*deployments.get(key, ()), deployment.name)
    for (region, name), names in deployments.items():
        taken = [other for other in facts.get(AskEndpoints(region)) or () if other.is_named(name)]
        if taken and not any(map(placed.owns, taken)):
            yield Finding(
                f"The endpoint {name} is in {region} already, in {taken[0].workspace_name}, and not this stack's.",
                f"{FIX} If it should be this stack's, import it (`pulumi import`).",
                names,
            )


@check("endpoint-exists", "error", needs=_endpoint_needs, source=OWN)
def endpoint_exists(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """An endpoint that should exist already is there, in the workspace of its region."""
    for deployment, decision in placed.deployments("managed"):
        existing = facts.get(AskEndpoints(decision.region))
        if not deployment.endpoint_exists or existing is None:
            continue
        group = placed.spec.resource_group
        here = [
            other for other in existing if other.mode == "managed" and other.is_in(group, decision.workspace)
        ]
        if not any(other.is_named(deployment.endpoint_name) for other in here):
            yield Finding(
                f"The endpoint {deployment.endpoint_name} should exist already, and {decision.workspace} has none of that name.",
                "Correct its name or the region, or leave out `existing: true`: then this stack makes it.",
                (deployment.name,),
            )


def _name_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskNameFree | AskEndpoints]:
    for deployment in spec.deployments:
        if (
            deployment.mode != "serverless"
            and "managed" in deployment.model.modes
            and not deployment.endpoint_exists
        ):
            for region in deployment.regions:
                yield AskEndpoints(region)
                yield AskNameFree(region, spec.places[region].name, deployment.endpoint_name)


# A warning, since Azure documents no request that tells it: an unverified answer must not stop `strict`.
@check("endpoint-name-free", "warning", needs=_name_needs, source=ENDPOINT_NAMES)
def endpoint_name_free(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Nobody else has an online endpoint of that name in the region; one in this subscription is another check's."""
    deployments: dict[AskNameFree, tuple[str, ...]] = {}
    for deployment, decision in placed.deployments("managed"):
        if deployment.endpoint_exists:
            continue
        ask = AskNameFree(decision.region, decision.workspace, deployment.endpoint_name)
        deployments[ask] = (*deployments.get(ask, ()), deployment.name)
    for ask, names in deployments.items():
        here = any(other.is_named(ask.name) for other in facts.get(AskEndpoints(ask.region)) or ())
        if not here and facts.get(ask) is False:
            message = f"Somebody else has an online endpoint named {ask.name} in {ask.region}."
            yield Finding(message, FIX, names)


@check("one-per-model", "error", needs=_endpoint_needs, source=SERVERLESS)
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
