"""Check 5, too: the deployments behind one endpoint find one place with one quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check, no_needs
from modelstacks.preflight.sources import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec

FIX = (
    "Give them the same quota, or an `endpoint` each; "
    "`modelstacks lock --upgrade NAME` decides one again that is locked already."
)


@check("one-endpoint", "error", needs=no_needs, source=OWN)
def one_endpoint(placed: PlacedSpec, _facts: Facts) -> Iterator[Finding]:
    """What shares an endpoint can go to one place."""
    causes: dict[str, tuple[str, ...]] = {}
    for name, rejected in placed.placement.unplaced.items():
        for rejection in rejected:
            if rejection.cause == "endpoint":
                causes[rejection.reason] = (*causes.get(rejection.reason, ()), name)
    for reason, names in causes.items():
        words = "; ".join([reason, *_beside(placed, names)])
        yield Finding(f"{words[0].upper()}{words[1:]}.", FIX, names)


def _beside(placed: PlacedSpec, names: Iterable[str]) -> dict[str, None]:
    """What else was in the way of these deployments, once."""
    rejected = [rejection for name in names for rejection in placed.placement.unplaced[name]]
    return dict.fromkeys(rejection.reason for rejection in rejected if rejection.cause != "endpoint")
