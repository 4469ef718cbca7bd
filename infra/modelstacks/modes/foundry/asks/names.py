"""Whether an account's subdomain is still to be had, and which deleted account keeps one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, FOUNDRY_OFFERS
from modelstacks.azure.arm_id import region_id
from modelstacks.modes.foundry.asks.models import NAMESPACE
from modelstacks.modes.foundry.offered import KIND
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class Subdomain:
    """Whether it is to be had; if not, Azure's *reason*."""

    available: bool
    reason: str = ""


@dataclass(frozen=True)
class AskSubdomain(Ask[Subdomain]):
    """The first word of an account's address, unique over all customers."""

    name: str
    rights: ClassVar[tuple[str, ...]] = (f"{NAMESPACE}/checkDomainAvailability/action",)

    def __str__(self) -> str:
        return f"whether the subdomain {self.name} is free"

    async def fetch(self, azure: AskedAzure) -> Subdomain:
        """Ask for the name."""
        body = {"subdomainName": self.name, "type": f"{NAMESPACE}/accounts", "kind": KIND}
        path = f"{azure.root}/providers/{NAMESPACE}/checkDomainAvailability"
        answer = await azure.requests.ask(path, FOUNDRY_OFFERS, body)
        return Subdomain(bool(answer["isSubdomainAvailable"]), str(answer.get("reason") or ""))


@dataclass(frozen=True)
class KeptAccount:
    """An account that was deleted, and that Azure keeps with its names."""

    name: str
    resource_group: str
    region: str
    subdomain: str


@dataclass(frozen=True)
class AskKeptAccounts(Ask[tuple[KeptAccount, ...]]):
    """The subscription's soft-deleted accounts."""

    rights: ClassVar[tuple[str, ...]] = (f"{NAMESPACE}/deletedAccounts/read",)

    def __str__(self) -> str:
        return "the deleted accounts that Azure keeps"

    async def fetch(self, azure: AskedAzure) -> tuple[KeptAccount, ...]:
        """List the subscription's deleted accounts."""
        path = f"{azure.root}/providers/{NAMESPACE}/deletedAccounts"
        return tuple(
            KeptAccount(
                account["name"],
                _group_in(account["id"]),
                region_id(account["location"]),
                str((account.get("properties") or {}).get("customSubDomainName") or ""),
            )
            for account in await azure.requests.list_all(path, COGNITIVE_SERVICES)
        )


def _group_in(id_: str) -> str:
    """Return the resource group of a deleted account, whose id begins with its subscription and region."""
    found = re.search(r"/resourceGroups/([^/]+)/", id_, re.IGNORECASE)
    return found[1] if found else ""
