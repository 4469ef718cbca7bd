"""Check 4, for managed compute: a registry has the versions that the spec names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.registry_facts import AskModelVersion, AskRegistryModel, RegistryModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog, Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec


def _pinned(spec: Spec) -> Iterator[tuple[Deployment, AskModelVersion]]:
    """The deployments that could be managed and name a version: a serverless endpoint takes none."""
    for row in spec.deployments:
        if row.version and row.mode != "serverless" and "managed" in row.model.modes:
            yield row, AskModelVersion(row.model.registry, row.model.name, row.version)


def _needs(spec: Spec, _catalog: Catalog) -> Iterable[AskModelVersion | AskRegistryModel]:
    for row, ask in _pinned(spec):
        yield ask
        yield AskRegistryModel(row.model.registry, row.model.name)


@check("model-version", "error", needs=_needs)
def model_version(plan: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each version that the spec names is in the model's registry."""
    missing: dict[AskModelVersion, list[Deployment]] = {}
    for row, ask in _pinned(plan.spec):
        decision = plan.placement.decisions.get(row.name)
        if (decision is None or decision.mode == "managed") and facts.get(ask) is False:
            missing.setdefault(ask, []).append(row)
    for ask, rows in missing.items():
        yield _finding(ask, rows, facts)


def _finding(ask: AskModelVersion, rows: list[Deployment], facts: Facts) -> Finding:
    newest = facts.get(AskRegistryModel(ask.registry, ask.name))
    there = isinstance(newest, RegistryModel) and newest.latest_version
    known = f"; the newest is {there}" if there else ""
    return Finding(
        f"The registry {ask.registry} has no version {ask.version} of {ask.name}{known}.",
        f'Set version: "{there}", or leave it out to get the newest.' if there else _listing(rows[0].model),
        tuple(row.name for row in rows),
    )


def _listing(model: Model) -> str:
    return f"See what it has: az ml model list --registry-name {model.registry} --name {model.name}"
