"""Where an account answers: Azure's three host names are paths of the local server, `/foundry/<subdomain>/<host>/`."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from localazure.providers.cognitiveservices.names import ACCOUNTS

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Resource
    from localazure.arm.store import Store

SERVICES_AI, OPENAI, COGNITIVE_SERVICES = "services.ai", "openai", "cognitiveservices"
HOSTS = (SERVICES_AI, OPENAI, COGNITIVE_SERVICES)
"""`<subdomain>.services.ai.azure.com`, `.openai.azure.com` and `.cognitiveservices.azure.com`."""
HOSTS_OF_KINDS = {"AIServices": HOSTS, "OpenAI": (OPENAI,)}
"""The kinds that models can be deployed in, their own `endpoint` last; nothing answers for the others."""
_HOST_OF_API = {
    "AI Foundry API": SERVICES_AI,
    "Azure AI Model Inference API": SERVICES_AI,
    "OpenAI Language Model Instance API": OPENAI,
}
"""By the keys of `properties.endpoints`; the other APIs are where `endpoint` is."""


def subdomain_of(account: Resource) -> str:
    """Return the word that stands for *account* in its addresses.

    Without a subdomain Azure has one address for a whole region; here the account's name takes its place (assumed).
    """
    return str(account.properties.get("customSubDomainName") or account.id.name).lower()


def account_at(store: Store, subdomain: str) -> Resource | None:
    """Return the account that answers at *subdomain* (any casing), or None."""
    by_word = store.with_field("properties.customSubDomainName", subdomain)
    found = chain(by_word, store.named(ACCOUNTS, subdomain))
    return next(
        (each for each in found if each.id.type == ACCOUNTS and subdomain_of(each) == subdomain.lower()), None
    )


def address(azure: LocalAzure, account: Resource, host: str) -> str:
    """Return the account's address at one of `HOSTS`, with a slash at its end."""
    return f"{azure.url}/foundry/{subdomain_of(account)}/{host}/"


def shown(azure: LocalAzure, account: Resource, apis: list[str]) -> Json:
    """Return `endpoint` and `endpoints` of an account, whose kind has these *apis*."""
    hosts = HOSTS_OF_KINDS.get(str(account.body["kind"]))
    if hosts is None:
        plain = f"{azure.url}/cognitiveservices/{account.id.name}/"
        return {"endpoint": plain, "endpoints": dict.fromkeys(apis, plain)}
    first = hosts[-1]
    at = {api: _HOST_OF_API.get(api, first) for api in apis}
    return {
        "endpoint": address(azure, account, first),
        "endpoints": {api: address(azure, account, host) for api, host in at.items()},
    }


def project_address(azure: LocalAzure, account: Resource, project: str) -> str:
    """Return the address of a project of *account*."""
    return f"{address(azure, account, SERVICES_AI)}api/projects/{project}"
