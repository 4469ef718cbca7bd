"""Who deploys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.token_claims import claims_in
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class CallerState:
    """Whoever signed in, as Entra knows them; *is_user*: a person, and no application or managed identity."""

    object_id: str
    is_user: bool


@dataclass(frozen=True)
class AskCaller(Ask[CallerState]):
    """The caller, by the token that every request carries."""

    def __str__(self) -> str:
        return "who you are in Entra"

    async def fetch(self, azure: AskedAzure) -> CallerState:
        """Read the token's claims: no request."""
        claims = claims_in(await azure.arm.sign_in())
        return CallerState(str(claims.get("oid", "")), "scp" in claims)
