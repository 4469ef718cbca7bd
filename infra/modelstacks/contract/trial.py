"""What level 1 makes: a group, a hub with a project, one model that needs no purchase, an endpoint without a deployment: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING, RESOURCES
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.tags import EXPIRES_TAG, OWNER_TAG
from modelstacks.contract.removing import RUN_TAG
from modelstacks.contract.wanted_ids import Located
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from modelstacks.catalog import Model
    from modelstacks.spec import DeploymentsSpec

PREFIX = "rg-modelstacks-contract-"
FIRST_OWNER, SECOND_OWNER = "modelstacks-contract", "modelstacks-contract-changed"
"""The owner in the spec: changing it changes a tag of everything, and nothing else."""


@dataclass(frozen=True)
class Trial:
    """*run*: eight random characters that end every name."""

    run: str
    subscription: str
    region: str
    model: Model

    @property
    def group(self) -> Located:
        """The resource group."""
        return Located(ArmId.at(self.subscription, f"{PREFIX}{self.run}"), RESOURCES)

    @property
    def endpoint(self) -> Located:
        """The online endpoint without a deployment; the spec knows none, so it is made by a request of its own."""
        workspace = (
            f"{self.group.id}/providers/Microsoft.MachineLearningServices/workspaces/contract-{self.run}"
        )
        return Located(f"{workspace}/onlineEndpoints/empty-{self.run}", MACHINE_LEARNING)

    def group_body(self, owner: str, ends: datetime) -> dict[str, Any]:
        """Return what makes the group."""
        tags = {OWNER_TAG: owner, EXPIRES_TAG: ends.isoformat(), RUN_TAG: self.run}
        return {"location": self.region, "tags": tags}

    def endpoint_body(self) -> dict[str, Any]:
        """Return what makes the endpoint."""
        return {
            "location": self.region,
            "identity": {"type": "SystemAssigned"},
            "properties": {"authMode": "Key"},
            "tags": {RUN_TAG: self.run},
        }

    def spec(self, owner: str) -> str:
        """Return the deployments.yaml."""
        return (
            f"subscription: {self.subscription}\n"
            f"resource_group: {PREFIX}{self.run}\n"
            f"owner: {owner}\n"
            f"workspaces: {{{self.region}: {{name: contract-{self.run}, create: true}}}}\n"
            f"deployments: {{chat-{self.run}: {{model: {self.model.name}, mode: serverless}}}}\n"
        )


def choose(packaged: DeploymentsSpec, region: str | None) -> tuple[str, Model]:
    """Return the region and the model: of the packaged spec, the first that is sold without a purchase there.

    Raises UsageError where none is.
    """
    places = [region] if region else list(packaged.workspaces)
    for at in places:
        for row in packaged.deployments:
            free = not row.model.needs_marketplace_subscription("serverless")
            if row.mode == "serverless" and free and row.model.is_offered("serverless", at) is not False:
                return at, row.model
    raise UsageError(
        f"No model that needs no purchase is known to be offered serverless in {' or '.join(places)}.\n"
        f"Name another --region{', or leave it out' if region else ''}."
    )
