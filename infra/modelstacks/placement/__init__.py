"""Where each deployment goes: (spec, catalogue, facts) -> decisions with reasons. Pure, no I/O.

- `facts.py`    what placement must know of Azure, typed
- `options.py`  a way that one deployment could go, or why it is ruled out
- `by_mode.py`  what is asked of a mode (`modes/*/placement.py`)
- `ways.py`     every way one deployment could go, over its modes
- `decision.py` what was decided
- `assign.py`   one option for each deployment, within what they share
- `place.py`    puts these together
"""

from modelstacks.placement.decision import Decision, Placement
from modelstacks.placement.facts import ALL_FAMILIES, ModelFacts, PlacementFacts, family_key
from modelstacks.placement.options import Rejection
from modelstacks.placement.place import place
from modelstacks.placement.ways import as_modes_see, modes_possible, possible_in

__all__ = [
    "ALL_FAMILIES",
    "Decision",
    "ModelFacts",
    "Placement",
    "PlacementFacts",
    "Rejection",
    "as_modes_see",
    "family_key",
    "modes_possible",
    "place",
    "possible_in",
]
