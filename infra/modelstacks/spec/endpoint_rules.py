"""What must hold for the endpoints of managed deployments: those that several share, and those that exist already."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_names
from modelstacks.spec.by_mode import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.errors import Mistake
    from modelstacks.spec.schemas import DeploymentSchema, DeploymentsSchema
    from modelstacks.yaml_source import Loc, Source


def existing_mistakes(
    deployment: DeploymentSchema, source: Source, schema: DeploymentsSchema, loc: Loc
) -> Iterator[Mistake]:
    """Yield what an endpoint that exists can't be: it lies in one region, and only its owner can change what it is."""
    if deployment.endpoint is None or not deployment.endpoint.existing:
        return
    at: Loc = (*loc, "endpoint")
    if not _shares(deployment):
        yield source.mistake(
            at, f"only deployments with mode: {_sharing()} can use an endpoint that exists already"
        )
    if len(deployment.regions or schema.workspaces) != 1:
        message = f"the endpoint '{deployment.endpoint.name}' lies in one region: name it alone under regions"
        yield source.mistake(at, message)
    if deployment.content_safety:
        message = (
            "content safety needs an identity of its own at the endpoint, and this one is somebody else's"
        )
        yield source.mistake((*loc, "content_safety"), message)
    if deployment.quota == "shared":
        message = "shared quota is a property of the endpoint, and this one is somebody else's"
        yield source.mistake((*loc, "quota"), message)
    if deployment.traffic is None:
        message = (
            "'traffic' is missing: what it takes of an endpoint that others use must be stated, never assumed"
        )
        yield source.mistake(at, message)


def endpoint_mistakes(schema: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
    """Yield what is wrong between the deployments behind one endpoint."""
    by_endpoint: dict[str, list[str]] = defaultdict(list)
    for name in schema.deployments:
        by_endpoint[schema.endpoint_name(name).lower()].append(name)
    for names in by_endpoint.values():
        yield from _one_endpoint(names, schema, source)


def _one_endpoint(names: list[str], schema: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
    deployments = {name: schema.deployments[name] for name in names}
    endpoint = schema.endpoint_name(names[0])
    if len(names) == 1:
        if deployments[names[0]].traffic not in (None, 100) and not _exists(deployments[names[0]]):
            message = f"'{names[0]}' is alone behind endpoint '{endpoint}': its traffic is 100"
            yield source.mistake(("deployments", names[0], "traffic"), message)
        return
    strangers = [name for name in names if not _shares(deployments[name])]
    for name in strangers:
        yield source.mistake(
            ("deployments", name),
            f"only deployments with mode: {_sharing()} can share an endpoint; '{endpoint}' is that of {_list(names)}",
            at_key=True,
        )
    if strangers:
        return
    for name in names[1:]:
        if deployments[name].regions != deployments[names[0]].regions:
            message = f"'{name}' and '{names[0]}' share endpoint '{endpoint}': their regions must be the same"
            yield source.mistake(("deployments", name, "regions"), message)
        if _exists(deployments[name]) != _exists(deployments[names[0]]):
            message = (
                f"'{name}' and '{names[0]}' share endpoint '{endpoint}': it exists for both or for neither"
            )
            yield source.mistake(("deployments", name, "endpoint"), message)
    yield from _quota(endpoint, deployments, source)
    yield from _traffic(endpoint, deployments, source)


def _quota(endpoint: str, deployments: dict[str, DeploymentSchema], source: Source) -> Iterator[Mistake]:
    """Shared quota is a property of the endpoint: it ends with all that is behind it."""
    chosen = {
        name: deployment.quota for name, deployment in deployments.items() if deployment.quota != "auto"
    }
    first = next(iter(chosen), "")
    for name, quota in chosen.items():
        if quota != chosen[first]:
            message = (
                f"'{name}' and '{first}' share endpoint '{endpoint}', which has one quota: "
                f"'{quota}' here and '{chosen[first]}' there exclude each other"
            )
            yield source.mistake(("deployments", name, "quota"), message)


def _traffic(endpoint: str, deployments: dict[str, DeploymentSchema], source: Source) -> Iterator[Mistake]:
    missing = [name for name, deployment in deployments.items() if deployment.traffic is None]
    for name in missing:
        message = f"'traffic' is missing: endpoint '{endpoint}' is shared by {_list(list(deployments))}"
        yield source.mistake(("deployments", name), message, at_key=True)
    shares = {name: deployment.traffic or 0 for name, deployment in deployments.items()}
    ours = sum(shares.values())
    if not missing and ours != 100 and not (_exists(deployments[next(iter(deployments))]) and ours < 100):
        addends = " + ".join(f"{name} {share}" for name, share in shares.items())
        first = next(iter(shares))
        yield source.mistake(
            ("deployments", first, "traffic"),
            f"the traffic of endpoint '{endpoint}' must be 100 together, not {ours} ({addends})",
        )


def _exists(deployment: DeploymentSchema) -> bool:
    """Others may have the rest of an existing endpoint's traffic."""
    return deployment.endpoint is not None and deployment.endpoint.existing


def _shares(deployment: DeploymentSchema) -> bool:
    """With `auto` nobody knows beforehand."""
    return deployment.mode != "auto" and spec_of(deployment.mode).shares_endpoints


def _sharing() -> str:
    return " or ".join(mode for mode in mode_names() if spec_of(mode).shares_endpoints)


def _list(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
