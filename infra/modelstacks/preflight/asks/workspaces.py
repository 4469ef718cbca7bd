"""The workspaces that the spec names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.arm_id import region_id
from modelstacks.preflight.asked_azure import ML
from modelstacks.preflight.facts import Absent, Ask
from modelstacks.preflight.placed_spec import workspace_scope

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.spec import Spec


@dataclass(frozen=True)
class WorkspaceState:
    """*kind* is `Default`, `Hub` or `Project`; *ours*: it carries this stack's tags."""

    region: str
    kind: str
    ours: bool = False


@dataclass(frozen=True)
class AskWorkspace(Ask[WorkspaceState | Absent]):
    """A workspace of the spec's resource group."""

    name: str
    rights: ClassVar[tuple[str, ...]] = (f"{ML}/workspaces/read",)
    essential: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"the workspace {self.name}"

    def scope_in(self, spec: Spec) -> str:
        """Return the workspace's id."""
        return workspace_scope(spec, self.name)

    async def fetch(self, azure: AskedAzure) -> WorkspaceState | Absent:
        """Read the workspace."""
        body = await azure.requests.find(self.scope_in(azure.spec), MACHINE_LEARNING)
        if body is None:
            return Absent()
        return WorkspaceState(region_id(body["location"]), body.get("kind", "Default"), azure.is_ours(body))
