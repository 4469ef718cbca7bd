"""What must hold for the endpoints of managed deployments: those that several share, and those that exist already."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.errors import Mistake
    from modelstacks.spec.schemas import DeploymentSchema, DeploymentsSchema
    from modelstacks.yaml_source import Loc, Source


def existing_mistakes(
    row: DeploymentSchema, source: Source, shape: DeploymentsSchema, loc: Loc
) -> Iterator[Mistake]:
    """Yield what an endpoint that exists can't be: it lies in one region, and only its owner can change what it is."""
    if row.endpoint is None or not row.endpoint.existing:
        return
    at: Loc = (*loc, "endpoint")
    if row.mode != "managed":
        yield source.mistake(
            at, "only deployments with mode: managed can use an endpoint that exists already"
        )
    if len(row.regions or shape.workspaces) != 1:
        message = f"the endpoint '{row.endpoint.name}' lies in one region: name it alone under regions"
        yield source.mistake(at, message)
    if row.content_safety:
        message = (
            "content safety needs an identity of its own at the endpoint, and this one is somebody else's"
        )
        yield source.mistake((*loc, "content_safety"), message)
    if row.quota == "shared":
        message = "shared quota is a property of the endpoint, and this one is somebody else's"
        yield source.mistake((*loc, "quota"), message)
    if row.traffic is None:
        message = "'traffic' is missing: what it takes of an endpoint that others use is said, never assumed"
        yield source.mistake(at, message)


def endpoint_mistakes(shape: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
    """Yield what is wrong between the deployments behind one endpoint."""
    by_endpoint: dict[str, list[str]] = defaultdict(list)
    for name in shape.deployments:
        by_endpoint[shape.endpoint_name(name).lower()].append(name)
    for names in by_endpoint.values():
        yield from _one_endpoint(names, shape, source)


def _one_endpoint(names: list[str], shape: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
    rows = {name: shape.deployments[name] for name in names}
    endpoint = shape.endpoint_name(names[0])
    if len(names) == 1:
        if rows[names[0]].traffic not in (None, 100) and not _exists(rows[names[0]]):
            message = f"'{names[0]}' is alone behind endpoint '{endpoint}': its traffic is 100"
            yield source.mistake(("deployments", names[0], "traffic"), message)
        return
    strangers = [name for name in names if rows[name].mode != "managed"]
    for name in strangers:
        yield source.mistake(
            ("deployments", name),
            f"only deployments with mode: managed can share an endpoint; '{endpoint}' is that of {_list(names)}",
            at_key=True,
        )
    if strangers:
        return
    for name in names[1:]:
        if rows[name].regions != rows[names[0]].regions:
            message = f"'{name}' and '{names[0]}' share endpoint '{endpoint}': their regions must be the same"
            yield source.mistake(("deployments", name, "regions"), message)
        if _exists(rows[name]) != _exists(rows[names[0]]):
            message = (
                f"'{name}' and '{names[0]}' share endpoint '{endpoint}': it exists for both or for neither"
            )
            yield source.mistake(("deployments", name, "endpoint"), message)
    yield from _quota(endpoint, rows, source)
    yield from _traffic(endpoint, rows, source)


def _quota(endpoint: str, rows: dict[str, DeploymentSchema], source: Source) -> Iterator[Mistake]:
    """Shared quota is a property of the endpoint: it ends with all that is behind it."""
    said = {name: row.quota for name, row in rows.items() if row.quota != "auto"}
    first = next(iter(said), "")
    for name, quota in said.items():
        if quota != said[first]:
            message = (
                f"'{name}' and '{first}' share endpoint '{endpoint}', which has one quota: "
                f"'{quota}' here and '{said[first]}' there exclude each other"
            )
            yield source.mistake(("deployments", name, "quota"), message)


def _traffic(endpoint: str, rows: dict[str, DeploymentSchema], source: Source) -> Iterator[Mistake]:
    missing = [name for name, row in rows.items() if row.traffic is None]
    for name in missing:
        message = f"'traffic' is missing: endpoint '{endpoint}' is shared by {_list(list(rows))}"
        yield source.mistake(("deployments", name), message, at_key=True)
    shares = {name: row.traffic or 0 for name, row in rows.items()}
    ours = sum(shares.values())
    if not missing and ours != 100 and not (_exists(rows[next(iter(rows))]) and ours < 100):
        said = " + ".join(f"{name} {share}" for name, share in shares.items())
        first = next(iter(shares))
        yield source.mistake(
            ("deployments", first, "traffic"),
            f"the traffic of endpoint '{endpoint}' must be 100 together, not {ours} ({said})",
        )


def _exists(row: DeploymentSchema) -> bool:
    """Others may have the rest of an existing endpoint's traffic."""
    return row.endpoint is not None and row.endpoint.existing


def _list(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
