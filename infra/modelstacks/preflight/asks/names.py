"""Whether a name is still to be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import KEY_VAULT as VAULTS
from modelstacks.azure.api_versions import STORAGE
from modelstacks.preflight.facts import NO_REQUEST, Ask, Unverified
from modelstacks.preflight.placed_spec import group_scope

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure

STORAGE_ACCOUNT, KEY_VAULT = "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"
"""The types that a hub or workspace stands on and whose names are unique in all of Azure."""
API_VERSIONS = {STORAGE_ACCOUNT: STORAGE, KEY_VAULT: VAULTS}


@dataclass(frozen=True)
class AskNameFree(Ask[bool]):
    """Whether nobody, in no subscription, has an online endpoint of that name in the region."""

    region: str
    workspace: str
    name: str

    def __str__(self) -> str:
        return f"whether the name {self.name} is free in {self.region}"

    async def fetch(self, _azure: AskedAzure) -> Unverified:
        """Nobody tells it."""
        return NO_REQUEST


@dataclass(frozen=True)
class NameState:
    """Whether a name is *free* in all of Azure; if not, whether its resource is this stack's own (by its tags).

    *here*: it is in the spec's resource group.
    """

    free: bool
    ours: bool = False
    here: bool = False


@dataclass(frozen=True)
class AskGlobalName(Ask[NameState]):
    """The name of a storage account or key vault."""

    type: str
    name: str
    rights: ClassVar[tuple[str, ...]] = (
        "Microsoft.KeyVault/checkNameAvailability/read",
        "Microsoft.Storage/checknameavailability/read",
        f"{KEY_VAULT}/read",
        f"{STORAGE_ACCOUNT}/read",
    )

    def __str__(self) -> str:
        return f"whether the name {self.name} is free for a {self.type}"

    async def fetch(self, azure: AskedAzure) -> NameState:
        """Ask for the name, and where it is taken look for its resource in the spec's resource group."""
        namespace, _, type_ = self.type.partition("/")
        version = API_VERSIONS[self.type]
        body = {"name": self.name, "type": self.type}
        path = f"{azure.root}/providers/{namespace}/checkNameAvailability"
        if (await azure.requests.ask(path, version, body))["nameAvailable"]:
            return NameState(free=True)
        found = await azure.requests.find(
            f"{group_scope(azure.spec)}/providers/{namespace}/{type_}/{self.name}", version
        )
        if found is None:
            return NameState(free=False)
        return NameState(free=False, ours=azure.is_ours(found), here=True)
