"""What a serverless deployment takes in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.by_mode import ModePreflight

if TYPE_CHECKING:
    from modelstacks.spec import Deployment


class ServerlessPreflight(ModePreflight):
    """Nothing but the endpoint and its keys."""

    operations = (
        "create/update serverless endpoint",
        "delete serverless endpoint",
        "list serverless endpoint keys",
    )

    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """Azure ML's, which every spec uses."""
        del deployment
        return ()


PART = ServerlessPreflight()
