"""Check 4, for managed compute: a registry has the versions that the spec names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement import possible_in
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.registry import AskModelVersion, AskRegistryModel, RegistryModel
from modelstacks.preflight.sources import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog, Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec


def _pinned(spec: Spec) -> Iterator[tuple[Deployment, AskModelVersion]]:
    """The deployments that could be managed and name a version: a serverless endpoint takes none."""
    for deployment in possible_in("managed", spec):
        if deployment.version:
            yield (
                deployment,
                AskModelVersion(deployment.model.registry, deployment.model.name, deployment.version),
            )


def _needs(spec: Spec, _catalog: Catalog) -> Iterable[AskModelVersion | AskRegistryModel]:
    for deployment, ask in _pinned(spec):
        yield ask
        yield AskRegistryModel(deployment.model.registry, deployment.model.name)


@check("model-version", "error", needs=_needs, source=OWN)
def model_version(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each version that the spec names is in the model's registry."""
    missing: dict[AskModelVersion, list[Deployment]] = {}
    for deployment, ask in _pinned(placed.spec):
        decision = placed.placement.decisions.get(deployment.name)
        if (decision is None or decision.mode == "managed") and facts.get(ask) is False:
            missing.setdefault(ask, []).append(deployment)
    for ask, deployments in missing.items():
        yield _finding(ask, deployments, facts)


def _finding(ask: AskModelVersion, deployments: list[Deployment], facts: Facts) -> Finding:
    newest = facts.get(AskRegistryModel(ask.registry, ask.name))
    there = isinstance(newest, RegistryModel) and newest.latest_version
    known = f"; the newest is {there}" if there else ""
    return Finding(
        f"The registry {ask.registry} has no version {ask.version} of {ask.name}{known}.",
        f'Set version: "{there}", or leave it out to get the newest.'
        if there
        else _listing(deployments[0].model),
        tuple(deployment.name for deployment in deployments),
    )


def _listing(model: Model) -> str:
    return f"See what it has: az ml model list --registry-name {model.registry} --name {model.name}"
