"""Check 8: the model is neither retired nor about to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.lifecycle_words import basis, successor
from modelstacks.preflight.sources import RETIREMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Model
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment


@check("lifecycle-retired", "error", needs=no_needs, source=RETIREMENT)
def lifecycle_retired(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """No model is retired, unless the deployment says accept_retired."""
    for model, names in _models(placed, "retired", accepted=False):
        yield Finding(
            f"{_retired(model)}: a deployment may be refused or answer 404.",
            f"{successor(model.lifecycle)}, or set accept_retired: true.",
            names,
        )


@check("lifecycle-accepted", "warning", needs=no_needs, source=RETIREMENT)
def lifecycle_accepted(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Retired models that were accepted stay in view."""
    for model, names in _models(placed, "retired", accepted=True):
        yield Finding(f"{_retired(model)}, and accepted.", f"{successor(model.lifecycle)} in time.", names)


@check("lifecycle-retiring", "warning", needs=no_needs, source=RETIREMENT)
def lifecycle_retiring(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """No model retires within 60 days."""
    for model, names in _models(placed, "retiring"):
        days = (model.lifecycle.retirement_date or placed.today) - placed.today
        message = f"{model.name} retires on {model.lifecycle.retirement_date}, in {days.days} days{basis(model.lifecycle)}."
        yield Finding(message, f"{successor(model.lifecycle)} before that.", names)


def _models(
    placed: PlacedSpec, stage: str, *, accepted: bool | None = None
) -> Iterator[tuple[Model, tuple[str, ...]]]:
    """Each model at that stage once, with its deployments."""
    found: dict[str, list[Deployment]] = {}
    for deployment in placed.spec.deployments:
        at_stage = deployment.model.lifecycle.stage(placed.today) == stage
        if at_stage and accepted in (None, deployment.accept_retired):
            found.setdefault(deployment.model.name, []).append(deployment)
    for deployments in found.values():
        yield deployments[0].model, tuple(deployment.name for deployment in deployments)


def _retired(model: Model) -> str:
    date = model.lifecycle.retirement_date
    return f"{model.name} is retired{f' since {date}' if date else ''}{basis(model.lifecycle)}"
