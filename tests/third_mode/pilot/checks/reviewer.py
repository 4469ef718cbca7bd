"""Somebody looks after each pilot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.sources import OWN
from pilot.asks.group import AskGroup
from pilot.spec import reviewer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _needs(_spec: Spec, _catalog: Catalog) -> Iterable[AskGroup]:
    return (AskGroup(),)


@check("pilot-reviewer", "error", needs=_needs, source=OWN)
def pilot_reviewer(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each pilot has a reviewer."""
    for deployment, _ in placed.deployments("pilot"):
        if reviewer_of(deployment) == "nobody":
            where = facts.get(AskGroup())
            yield Finding(
                f"Nobody looks after {deployment.name} in {where}.", "Name a reviewer.", (deployment.name,)
            )
