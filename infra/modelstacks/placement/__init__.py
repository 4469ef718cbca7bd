"""Where each deployment goes: (spec, catalogue, facts) -> decisions with reasons. Pure, no I/O.

- `facts.py`    what placement must know of Azure, typed
- `options.py`  every way one deployment could go, and why others are ruled out
- `assign.py`   one option for each deployment, within what they share
- `place.py`    puts these together
"""

from modelstacks.placement.facts import ALL_FAMILIES, ModelFacts, PlacementFacts, family_key
from modelstacks.placement.options import Rejection
from modelstacks.placement.place import Decision, Placement, place

__all__ = [
    "ALL_FAMILIES",
    "Decision",
    "ModelFacts",
    "Placement",
    "PlacementFacts",
    "Rejection",
    "family_key",
    "place",
]
