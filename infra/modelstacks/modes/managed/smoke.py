"""What a smoke test must know of managed compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import ModeSmoke

if TYPE_CHECKING:
    from modelstacks.inference.client import Auth


class ManagedSmoke(ModeSmoke):
    """The container alone answers: nothing of Azure's stands in front of it."""

    no_filter = "Azure filters nothing in front of managed compute"
    no_limits = "managed compute has no limits of this kind"

    def no_token(self, auth: Auth) -> str | None:
        """By the endpoint's authMode."""
        return None if auth == "entra" else "this online endpoint takes keys only (authMode Key)"


PART = ManagedSmoke()
