"""Check 5: managed deployments find enough cores of the exact VM family, or may use shared quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement import family_key, possible_in
from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.sources import MANAGED, QUOTAS, VM_SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

REQUEST = (
    "Ask for more (Azure ML studio, Quota: https://ml.azure.com/quota), add a region, or set quota: shared."
)
QUOTA_CAUSES = frozenset({"cores", "shared-quota"})


def _needs(spec: Spec, _catalog: Catalog) -> Iterable[AskUsages]:
    return (AskUsages(region) for deployment in possible_in("managed", spec) for region in deployment.regions)


@check("core-quota", "error", needs=_needs, source=QUOTAS)
def core_quota(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """All managed deployments together find their cores.

    Where what shares an endpoint could go somewhere by itself, the endpoint is in the way: another check's.
    """
    _look_at_usages(placed, facts)
    causes: dict[tuple[str, ...], list[str]] = {}
    for name, rejected in placed.placement.unplaced.items():
        reasons = tuple(rejection.reason for rejection in rejected if rejection.cause in QUOTA_CAUSES)
        if reasons and not any(rejection.cause == "endpoint" for rejection in rejected):
            causes.setdefault(tuple(dict.fromkeys(reasons)), []).append(name)
    for reasons, names in causes.items():
        yield Finding(f"No managed compute: {'; '.join(reasons)}.", REQUEST, tuple(names))


@check("vm-size", "error", needs=no_needs, source=VM_SIZES)
def vm_size(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """A VM size is known for every managed deployment."""
    for model, names in _without_size(placed).items():
        yield Finding(
            f"No VM size is known for {model}: neither its registry nor the catalogue recommends one.",
            "Set instance_type (sizes: https://aka.ms/oe-vm-sku-list).",
            names,
        )


def _without_size(placed: PlacedSpec) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for deployment in placed.spec.deployments:
        if any(rejection.cause == "sku" for rejection in placed.placement.unplaced.get(deployment.name, ())):
            found[deployment.model.name] = (*found.get(deployment.model.name, ()), deployment.name)
    return found


def _look_at_usages(placed: PlacedSpec, facts: Facts) -> None:
    """Placement used them: where they could not be read, the check was not made."""
    for deployment in possible_in("managed", placed.spec):
        decision = placed.placement.decisions.get(deployment.name)
        if decision is None:
            for region in deployment.regions:
                facts.get(AskUsages(region))
        elif decision.quota == "dedicated":
            facts.get(AskUsages(decision.region))


@check("core-quota-read", "warning", needs=_needs, source=VM_SIZES)
def core_quota_read(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The service counts the family of every VM size chosen."""
    for deployment, decision in placed.deployments("managed"):
        sku = placed.catalog.find_sku(decision.instance_type or "")
        if decision.quota != "dedicated" or sku is None:
            continue
        usages = facts.get(AskUsages(decision.region))
        if usages is not None and family_key(sku.family) not in usages:
            yield Finding(
                f"{decision.region} reports no core usage of {sku.family}: {sku.name} may not exist there.",
                f"Run: az ml compute list-sizes --location {decision.region}",
                (deployment.name,),
            )


@check("shared-quota-lifetime", "note", needs=_needs, source=MANAGED)
def shared_quota_lifetime(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Endpoints on shared quota are deleted by Azure."""
    names = tuple(
        deployment.name
        for deployment, decision in placed.deployments("managed")
        if decision.quota == "shared"
    )
    if names:
        hours = placed.catalog.limit_count("shared_quota", "endpoint_lifetime_hours")
        yield Finding(
            f"On shared quota: for tests only, billed by use, and Azure deletes the endpoint after {hours} hours.",
            "For something lasting, ask for dedicated cores and set quota: dedicated.",
            names,
        )
