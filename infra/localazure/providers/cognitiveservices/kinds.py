"""The kinds of accounts: what each is (`kinds.json`), and which ones a subscription's offer type lacks."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.providers.machinelearning import subscription_offers

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Write

SKU = "S0"
"""Of every kind; the free F0 is not offered here."""


@cache
def every() -> dict[str, Json]:
    """Return the known kinds by name; the local Azure makes others, too."""
    text = (resources.files(__package__) / "kinds.json").read_text(encoding="utf-8")
    kinds: dict[str, Json] = json.loads(text)["kinds"]
    return kinds


def is_restricted(azure: LocalAzure, subscription: str | None, kind: str) -> bool:
    """Say whether the subscription's offer type lacks *kind*: OpenAI is refused to some (which ones is assumed: those that
    nobody pays for). For AIServices no such refusal was found."""
    return kind.lower() == "openai" and not subscription_offers.is_paid(azure, subscription)


def refuse(write: Write) -> None:
    """Raise ArmError for an account of a kind that the offer type lacks: Azure/azure-sdk-for-java#22894, AzureTRE#4531."""
    kind, sku = str(write.body.get("kind") or ""), str((write.body.get("sku") or {}).get("name") or "")
    if is_restricted(write.azure, write.id.subscription_id, kind):
        raise ArmError(400, "SpecialFeatureOrQuotaIdRequired", refusal(kind, sku))


def refusal(kind: str, sku: str) -> str:
    """Return Azure's words."""
    return (
        f"The subscription does not have QuotaId/Feature required by SKU '{sku}' from kind '{kind}' or contains blocked "
        "QuotaId/Feature."
    )
