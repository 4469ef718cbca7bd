"""The ids of everything that a plan makes, before it is made: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modelstacks.azure.resource_ids import locate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.spec import WorkspaceToCreate

_ML = "machinelearningservices:"


class Located(NamedTuple):
    """A resource by its id, and the api-version to ask it with."""

    id: str
    api_version: str


def ids_of(plan: ModelsPlan) -> Iterator[Located]:
    """Yield them in the order in which they are made; what somebody else's stack makes is not among them."""
    at = _Place(plan.subscription, plan.resource_group)
    for ref in plan.workspaces:
        for made in ref.workspaces_to_create(plan.scope):
            yield from at.workspace(made)
    for row in plan.marketplace_subscriptions:
        yield at.id("MarketplaceSubscription", workspaceName=row.workspace, name=row.name)
    for own in plan.own_resources():
        yield Located(own.id, own.api_version)


class _Place(NamedTuple):
    subscription: str
    resource_group: str

    def workspace(self, made: WorkspaceToCreate) -> Iterator[Located]:
        """What it stands on comes first."""
        names = made.dependencies
        if names:
            yield self.located("storage:StorageAccount", {"accountName": names.storage_account})
            yield self.located("keyvault:Vault", {"vaultName": names.key_vault})
            yield self.located("operationalinsights:Workspace", {"workspaceName": names.log_analytics})
            yield self.located("applicationinsights:Component", {"resourceName": names.application_insights})
        yield self.id("Workspace", workspaceName=made.name)

    def id(self, type_: str, **names: str) -> Located:
        return self.located(f"{_ML}{type_}", names)

    def located(self, token: str, names: Mapping[str, str]) -> Located:
        found = locate(token, {"resourceGroupName": self.resource_group, **names}, self.subscription)
        assert found is not None  # each of these types has a row
        return Located(*found)
