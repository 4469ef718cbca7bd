"""Check 5, for `quota: shared`: whether the model may run there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement import possible_in
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.registry import AskRegistryModel, RegistryModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog, Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec


def _needs(spec: Spec, _catalog: Catalog) -> Iterable[AskRegistryModel]:
    models = (deployment.model for deployment in possible_in("managed", spec))
    return (AskRegistryModel(model.registry, model.name) for model in models)


@check(
    "shared-quota-model",
    "unverified",
    needs=_needs,
    source="github.com/Azure/azureml-assets assets/models/system/*/spec.yaml",
)
def shared_quota_model(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """It is known of each model on shared quota that it may run there."""
    unknown: dict[str, list[Deployment]] = {}
    for deployment, _ in placed.deployments("managed"):
        if deployment.quota == "shared" and _allowed(deployment.model, facts) is None:
            unknown.setdefault(deployment.model.name, []).append(deployment)
    for name, deployments in unknown.items():
        yield Finding(
            f"Nobody says whether {name} may run on shared quota: neither its registry nor the catalogue has the flag."
            f" {_known(deployments[0].model, placed.catalog)}",
            "Be ready for a refusal once the endpoint is there, or ask for cores of your own and set quota: dedicated.",
            tuple(deployment.name for deployment in deployments),
        )


def _allowed(model: Model, facts: Facts) -> bool | None:
    answer = facts.get(AskRegistryModel(model.registry, model.name))
    observed = answer.shared_quota_allowed if isinstance(answer, RegistryModel) else None
    return model.shared_quota.allowed if observed is None else observed


def _known(model: Model, catalog: Catalog) -> str:
    """What documents say of the model's family; else of which families the catalogue knows models that may."""
    if model.shared_quota.source:
        return f"Microsoft's pages offer it to the family {model.family}, without naming the model."
    families = {model.family for model in catalog.models if model.shared_quota.allowed and model.family}
    return f"Known to be allowed are models of the families {', '.join(sorted(families))}."
