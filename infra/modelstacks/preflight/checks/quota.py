"""Check 5: managed deployments find enough cores of the exact VM family, or may use shared quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement import family_key
from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.facts import AskUsages

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
    rows = (row for row in spec.deployments if row.mode != "serverless" and "managed" in row.model.modes)
    return (AskUsages(region) for row in rows for region in row.regions)


@check("core-quota", "error", needs=_needs)
def core_quota(plan: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """All managed deployments together find their cores. Source: how-to-manage-quotas.

    Where what shares an endpoint could go somewhere by itself, the endpoint is in the way: another check's.
    """
    _look_at_usages(plan, facts)
    causes: dict[tuple[str, ...], list[str]] = {}
    for name, rejected in plan.placement.unplaced.items():
        reasons = tuple(row.reason for row in rejected if row.cause in QUOTA_CAUSES)
        if reasons and not any(row.cause == "endpoint" for row in rejected):
            causes.setdefault(tuple(dict.fromkeys(reasons)), []).append(name)
    for reasons, names in causes.items():
        yield Finding(f"No managed compute: {'; '.join(reasons)}.", REQUEST, tuple(names))


@check("vm-size", "error", needs=no_needs)
def vm_size(plan: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """A VM size is known for every managed deployment."""
    for model, names in _without_size(plan).items():
        yield Finding(
            f"No VM size is known for {model}: neither its registry nor the catalogue recommends one.",
            "Set instance_type (sizes: https://aka.ms/oe-vm-sku-list).",
            names,
        )


def _without_size(plan: PlacedSpec) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in plan.spec.deployments:
        if any(rejection.cause == "sku" for rejection in plan.placement.unplaced.get(row.name, ())):
            found[row.model.name] = (*found.get(row.model.name, ()), row.name)
    return found


def _look_at_usages(plan: PlacedSpec, facts: Facts) -> None:
    """Placement used them: where they could not be read, the check was not made."""
    for row in plan.spec.deployments:
        decision = plan.placement.decisions.get(row.name)
        if decision is None and row.mode != "serverless" and "managed" in row.model.modes:
            for region in row.regions:
                facts.get(AskUsages(region))
        elif decision and decision.quota == "dedicated":
            facts.get(AskUsages(decision.region))


@check("core-quota-read", "warning", needs=_needs)
def core_quota_read(plan: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The service counts the family of every VM size chosen."""
    for row, decision in plan.placed("managed"):
        sku = plan.catalog.find_sku(decision.instance_type or "")
        if decision.quota != "dedicated" or sku is None:
            continue
        usages = facts.get(AskUsages(decision.region))
        if usages is not None and family_key(sku.family) not in usages:
            yield Finding(
                f"{decision.region} reports no core usage of {sku.family}: {sku.name} may not exist there.",
                f"Run: az ml compute list-sizes --location {decision.region}",
                (row.name,),
            )


@check("shared-quota-lifetime", "note", needs=_needs)
def shared_quota_lifetime(plan: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Endpoints on shared quota are deleted by Azure."""
    names = tuple(row.name for row, decision in plan.placed("managed") if decision.quota == "shared")
    if names:
        hours = plan.catalog.limit_count("shared_quota", "endpoint_lifetime_hours")
        yield Finding(
            f"On shared quota: for tests only, billed by use, and Azure deletes the endpoint after {hours} hours.",
            "For something lasting, ask for dedicated cores and set quota: dedicated.",
            names,
        )
