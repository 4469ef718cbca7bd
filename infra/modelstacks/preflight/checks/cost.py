"""Check 11: how each deployment is billed, and where to see it. Prices are not known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.sources import MANAGED, SERVERLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec

SEE = "See Cost analysis in the resource group, by meter. Prices: https://azure.microsoft.com/pricing"


@check("cost", "note", needs=no_needs, source=f"{SERVERLESS}; {MANAGED}")
def cost(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """Every deployment says how it is billed."""
    billed: dict[str, list[str]] = {}
    for deployment, decision in placed.deployments():
        billed.setdefault(preflight_of(decision.mode).billing(decision), []).append(deployment.name)
    for words, names in billed.items():
        yield Finding(words, SEE, tuple(names))
