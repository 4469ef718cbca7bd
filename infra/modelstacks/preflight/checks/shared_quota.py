"""Check 5, for `quota: shared`: whether the model may run there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.registry_facts import AskRegistryModel, RegistryModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog, Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec


def _needs(spec: Spec, _catalog: Catalog) -> Iterable[AskRegistryModel]:
    rows = (row for row in spec.deployments if row.quota == "shared" and "managed" in row.model.modes)
    return (AskRegistryModel(row.model.registry, row.model.name) for row in rows if row.mode != "serverless")


@check("shared-quota-model", "unverified", needs=_needs)
def shared_quota_model(plan: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """It is known of each model on shared quota that it may run there."""
    unknown: dict[str, list[Deployment]] = {}
    for row, decision in plan.placed("managed"):
        asked_for = row.quota == "shared" and decision.quota == "shared"
        if asked_for and _allowed(row.model, facts) is None:
            unknown.setdefault(row.model.name, []).append(row)
    for name, rows in unknown.items():
        yield Finding(
            f"Nobody says whether {name} may run on shared quota: neither its registry nor the catalogue has the flag."
            f" {_known(rows[0].model, plan.catalog)}",
            "Be ready for a refusal once the endpoint is there, or ask for cores of your own and set quota: dedicated.",
            tuple(row.name for row in rows),
        )


def _allowed(model: Model, facts: Facts) -> bool | None:
    said = facts.get(AskRegistryModel(model.registry, model.name))
    live = said.shared_quota_allowed if isinstance(said, RegistryModel) else None
    return model.shared_quota.allowed if live is None else live


def _known(model: Model, catalog: Catalog) -> str:
    """What documents say of the model's family; else of which families the catalogue knows models that may."""
    if model.shared_quota.source:
        return f"Microsoft's pages offer it to the family {model.family}, without naming the model."
    families = {row.family for row in catalog.models if row.shared_quota.allowed and row.family}
    return f"Known to be allowed are models of the families {', '.join(sorted(families))}."
