"""What a smoke test must know of serverless endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import ModeSmoke

if TYPE_CHECKING:
    from modelstacks.inference.client import Auth


class ServerlessSmoke(ModeSmoke):
    """Filtered and limited by Azure, with keys alone."""

    def no_token(self, auth: Auth) -> str | None:
        """Whatever it says that it takes."""
        del auth
        return "a serverless endpoint takes keys only"


PART = ServerlessSmoke()
