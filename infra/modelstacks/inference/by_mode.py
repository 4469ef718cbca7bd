"""What the smoke test asks of a deployment's mode: why a probe makes no sense there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes import part

if TYPE_CHECKING:
    from modelstacks.inference.client import Auth


class ModeSmoke:
    """What endpoints of one mode have, and what not. None: they have it."""

    no_filter: str | None = None
    """Why Azure's content filter does not stand in front of them."""
    no_limits: str | None = None
    """Why they do not count requests and tokens."""

    def no_token(self, auth: Auth) -> str | None:
        """Return why one that takes *auth* takes no token of Entra."""
        return None if auth == "entra" else "this endpoint takes keys only"


def smoke_of(mode: str) -> ModeSmoke:
    """Return what the smoke test must know of *mode*."""
    found: ModeSmoke = part(mode, "smoke")
    return found
