"""Answers of a friendly Azure to the questions that deployments in Foundry accounts ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, AskAccountSkus
from modelstacks.modes.foundry.asks.caller import AskCaller, CallerState
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain, Subdomain
from modelstacks.modes.foundry.asks.policies import AskPolicies, Evaluated
from modelstacks.modes.foundry.asks.quota import ACCOUNT_COUNT, AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL, OfferedModel, OfferedSku
from modelstacks.modes.foundry.spec import AccountRef, FoundryKeys
from modelstacks.preflight.usage import Usage
from spec_builders import CATALOG, deployment

if TYPE_CHECKING:
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment

REGION = "swedencentral"
CALLER = CallerState("0b9ec7a1-0000-4000-8000-000000000007", is_user=True)


def account(region: str = REGION, name: str = "", **fields: Any) -> AccountRef:
    """An account `ai-REGION` that is there already."""
    name = name or f"ai-{region}"
    defaults = {"subdomain": name, "project": None, "local_auth": False, "assign_caller": False}
    return AccountRef(region, name, fields.pop("create", False), **(defaults | fields))


def in_accounts(*accounts: AccountRef) -> dict[str, Any]:
    """The fields of a spec that names these accounts, and no workspaces."""
    return {"workspaces": {}, "parents": {"foundry": {each.region: each for each in accounts}}}


def foundry(name: str = "chat", model: str = "Mistral-Large-3", **fields: Any) -> Deployment:
    """A deployment in a Foundry account; `sku`, `capacity`, `spillover` and the like are the mode's own keys."""
    own = {key: fields.pop(key) for key in list(fields) if key in FoundryKeys.model_fields}
    return deployment(
        name, model, mode="foundry", own={"foundry": FoundryKeys(**own)} if own else {}, **fields
    )


def offered(name: str, version: str = "1", **fields: Any) -> OfferedModel:
    """A model as a region lists it, with GlobalStandard."""
    offer = CATALOG.model(name).foundry
    assert offer is not None
    defaults: dict[str, Any] = {
        "is_default": True,
        "lifecycle": "GenerallyAvailable",
        "skus": {"GlobalStandard": sku(name)},
    }
    return OfferedModel(offer.format, offer.name, version, **(defaults | fields))


def sku(name: str, **fields: Any) -> OfferedSku:
    """A SKU that takes from a quota of the model's own."""
    return OfferedSku(f"quota-of-{name}", **({"default": 10, "maximum": 100} | fields))


EVERY_MODEL = tuple(offered(model.name) for model in CATALOG.models if model.foundry)


def plenty(**quotas: Usage) -> dict[str, Usage]:
    """A thousand of every model's quota, and *quotas* (by the model, `_` for what no keyword has) instead."""
    every = {each.skus["GlobalStandard"].usage_name or "": Usage(1000, 0) for each in EVERY_MODEL}
    return every | {ACCOUNT_COUNT: Usage(100, 0)} | quotas


def friendly_account(ask: Ask[Any]) -> Any:
    """What an Azure answers in which nothing is in the way; None: it is no question of this mode's."""
    match ask:
        case AskRegionModels():
            return EVERY_MODEL
        case AskModelQuota(region):
            return {} if region == GLOBAL else plenty()
        case AskCapacity(regions=regions):
            return {(region, "GlobalStandard"): 1000 for region in regions}
        case AskAccount(name):
            return AccountState(name.removeprefix("ai-"), "AIServices", name, ours=True)
        case AskAccountSkus():
            return {REGION: None, "eastus2": None}
        case AskSubdomain():
            return Subdomain(available=True)
        case AskKeptAccounts():
            return ()
        case AskPolicies(_, deployments):
            return {each.name: Evaluated("Compliant") for each in deployments}
        case AskCaller():
            return CALLER
    return None
