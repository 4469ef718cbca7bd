"""What a smoke test must know of deployments in Foundry accounts."""

from __future__ import annotations

from modelstacks.inference.by_mode import ModeSmoke


class FoundrySmoke(ModeSmoke):
    """Filtered and limited by Azure."""


PART = FoundrySmoke()
