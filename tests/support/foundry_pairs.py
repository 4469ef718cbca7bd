"""The pairs of deployments in Foundry accounts, by what is in the way.

The accounts have keys, and the file uses them: the data action of whoever deploys is a matter of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundry_builders import ACCOUNTS, LLAMA, MISTRAL, NEWEST, SCOUT, account_body, deploy, deployment
from pairing import Pair

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

    from estate import Estate
    from pairing import Place

REGION, ELSEWHERE = "swedencentral", "eastus2"
DEEPSEEK = {"format": "DeepSeek", "name": "DeepSeek-V3.2"}
MINISTRAL = {"format": "Mistral AI", "name": "Ministral-3B", "version": "1"}
OSS = {"format": "OpenAI-OSS", "name": "gpt-oss-120b", "version": "1"}
NOT_ELIGIBLE = "purchase eligibility check failed"

ROOM = "name: room\nextends: sandbox\nfoundry: {quota: {'*': 99999999}}\n"
SHARED = "name: shared\nextends: sandbox\nfoundry: {quota: {'*gpt-oss-120b': 600}}\n"
NO_ACCOUNTS = "name: no-accounts\nextends: sandbox\nfoundry: {quota: {AccountCount: 0}}\n"
NO_PURCHASES = """name: no-purchases
extends: sandbox
assignments:
  - {principal: owner, role: Owner}
  - {principal: deployer, role: Cognitive Services Contributor}
  - {principal: deployer, role: Reader}
"""
HERE = "{swedencentral: {name: ai-TAG, local_auth: true}}"
MADE = "{swedencentral: {name: ai-TAG, create: true, local_auth: true}}"
BOTH = "{swedencentral: {name: ai-TAG, local_auth: true}, eastus2: {name: ai-TAG-2, local_auth: true}}"


def wanted(model: str = "Mistral-Large-3", name: str = "chat", **more: object) -> str:
    """The spec's line of a deployment in an account."""
    fields = {"model": model, "mode": "foundry"} | more
    return f"  {name}: {{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}\n"


def account_of(estate: Estate, number: str = "") -> str:
    return f"{ACCOUNTS}/ai-{estate.tag}{number}"


def with_account(estate: Estate) -> None:
    made_in(estate, REGION)


def with_both(estate: Estate) -> None:
    made_in(estate, REGION)
    made_in(estate, ELSEWHERE, "-2")
    deploy(estate, account_of(estate), "one", deployment(OSS, capacity=400))


def made_in(
    estate: Estate, region: str, number: str = "", kind: str = "AIServices", **properties: Any
) -> None:
    body = account_body(**{"customSubDomainName": f"ai-{estate.tag}{number}"} | properties)
    estate.put(account_of(estate, number), body | {"kind": kind, "location": region}, version=NEWEST)


def full(estate: Estate) -> None:
    """With the most deployments of others."""
    with_account(estate)
    for number in range(32):
        deploy(estate, account_of(estate), f"theirs{number}", deployment(LLAMA, capacity=1))


def of_another_kind(estate: Estate) -> None:
    made_in(estate, REGION, kind="OpenAI", allowProjectManagement=False)


def without_keys(estate: Estate) -> None:
    made_in(estate, REGION, disableLocalAuth=True)


def subdomain_taken(estate: Estate) -> None:
    """By somebody else's account."""
    made_in(estate, REGION, "-other", customSubDomainName=f"ai-{estate.tag}")


def kept_elsewhere(estate: Estate) -> None:
    made_in(estate, ELSEWHERE)
    estate.delete(account_of(estate), version=NEWEST)


def put(place: Place, model: dict[str, str], number: str = "", **more: Any) -> HttpResponseError:
    """Deploy it."""
    path = f"{account_of(place.estate, number)}/deployments/chat"
    body = {"tags": {}} | deployment(model, **{"capacity": 1} | more)
    return place.refused(path, body)


def put_account(place: Place, subdomain: str = "") -> HttpResponseError:
    body = account_body(customSubDomainName=subdomain or f"ai-{place.estate.tag}")
    return place.refused(account_of(place.estate), body)


def list_keys(place: Place) -> HttpResponseError:
    return place.who.refused("POST", place.estate.id(f"{account_of(place.estate)}/listKeys"), {})


PAIRS = [
    # Quota and capacity.
    Pair("foundry-no-quota", "foundry-quota", wanted(), lambda at: put(at, MISTRAL), "InsufficientQuota", with_account,
         accounts=HERE),
    Pair(SHARED, "foundry-quota", wanted("gpt-oss-120b", regions=[ELSEWHERE], capacity=400),
         lambda at: put(at, OSS, "-2", capacity=400), "InsufficientQuota", with_both, accounts=BOTH),
    Pair(ROOM, "foundry-capacity", wanted(capacity=1000001), lambda at: put(at, MISTRAL, capacity=1000001),
         "InvalidCapacity", with_account, accounts=HERE),
    Pair("out-of-capacity", "foundry-capacity-left", wanted("Llama-3.3-70B-Instruct", capacity=50),
         lambda at: put(at, LLAMA, capacity=50), "bigger than available capacity", with_account, accounts=HERE),
    # The model.
    Pair("sandbox", "foundry-offer", wanted(sku="Standard"), lambda at: put(at, MISTRAL, sku="Standard"),
         "is not supported by the model", with_account, accounts=HERE),
    Pair("sandbox", "foundry-offer", wanted("Phi-4", version="'99'"),
         lambda at: put(at, {"format": "Microsoft", "name": "Phi-4", "version": "99"}), "DeploymentModelNotSupported",
         with_account, accounts=HERE),
    Pair("foundry", "foundry-model-ended", wanted("DeepSeek-V3.2"), lambda at: put(at, DEEPSEEK),
         "ServiceModelDeprecating", with_account, accounts=HERE),
    Pair("foundry", "foundry-model-ended", wanted("Ministral-3B"), lambda at: put(at, MINISTRAL),
         "ServiceModelDeprecated", with_account, accounts=HERE),
    # The account.
    Pair("sandbox", "foundry-account-there", wanted(), lambda at: put(at, MISTRAL), "ParentResourceNotFound",
         accounts=HERE),
    Pair("sandbox", "foundry-account-kind", wanted(), lambda at: put(at, MISTRAL), "DeploymentModelNotSupported",
         of_another_kind, accounts=HERE),
    Pair("sandbox", "foundry-account-keys", wanted(), list_keys, "disableLocalAuth is set to be true", without_keys,
         accounts=HERE),
    Pair(NO_ACCOUNTS, "foundry-account-limit", wanted(), put_account, "InsufficientQuota", accounts=MADE),
    Pair("sandbox", "foundry-deployment-limit", wanted(), lambda at: put(at, MISTRAL), "DeploymentLimitExceeded", full,
         accounts=HERE),
    Pair("sandbox", "foundry-subdomain", wanted(), put_account, "CustomDomainInUse", subdomain_taken, accounts=MADE),
    Pair("sandbox", "foundry-account-kept", wanted(), put_account, "FlagMustBeSetForRestore", kept_elsewhere,
         accounts=MADE),
    # What else it stands on.
    Pair("sandbox", "foundry-spillover", wanted(spillover="big"),
         lambda at: put(at, MISTRAL, spilloverDeploymentName="big"), "spillover deployment 'big' does not exist",
         with_account, accounts=HERE),
    Pair("foundry-policy", "foundry-policy", wanted(), lambda at: put(at, MISTRAL), "RequestDisallowedByPolicy",
         with_account, accounts=HERE),
    # What is bought.
    Pair(NO_PURCHASES, "rights", wanted(SCOUT["name"]), lambda at: put(at, SCOUT), NOT_ELIGIBLE, with_account,
         principal="deployer", accounts=HERE),
    Pair("free-trial", "subscription-paid", wanted(SCOUT["name"]), lambda at: put(at, SCOUT), NOT_ELIGIBLE, with_account,
         accounts=HERE),
    Pair("csp", "subscription-offer", wanted(SCOUT["name"]), lambda at: put(at, SCOUT), NOT_ELIGIBLE, with_account,
         accounts=HERE),
    Pair("sandbox", "rights", wanted(), lambda at: put(at, MISTRAL), "AuthorizationFailed", with_account,
         principal="reader", accounts=HERE),
]  # fmt: skip
