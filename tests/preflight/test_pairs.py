"""Each finding of the checks, and the refusal that deploying anyway meets in the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from estate import A100, LLAMA, PHI, Arm, Estate, deployment_body, serverless_body, workspace
from examined import examined
from modelstacks.names import key_vault_name, storage_account_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from azure.core.exceptions import HttpResponseError

    from azure_fixtures import LocalAzureServer

LOCATION = {"location": "swedencentral"}
DEPLOYER = "deployer"


@dataclass
class Place:
    """Where a pair is tried: a resource group with a project `chat`, as the owner and as *who* sees it."""

    estate: Estate
    who: Arm

    def refused(self, path: str, body: dict[str, Any]) -> HttpResponseError:
        """PUT what must be refused; *path* is below the group's `/providers/`, or an id."""
        id_ = path if path.startswith("/") else self.estate.id(path)
        return self.who.refused("PUT", id_, LOCATION | body)

    def serverless(self, model: str, name: str = "") -> HttpResponseError:
        """Deploy serverless in the project."""
        name = name or self.estate.name("chat")
        return self.refused(f"{workspace('chat')}/serverlessEndpoints/{name}", serverless_body(model))

    def managed(self, **more: Any) -> HttpResponseError:
        """Deploy on managed compute behind a new endpoint of the project."""
        endpoint = self.estate.online(workspace("chat"), self.estate.name("own"))
        return self.refused(f"{endpoint}/deployments/blue", deployment_body(**more))


@dataclass(frozen=True)
class Pair:
    """*check* finds what *words* are in when *wanted* is deployed; *before* is what was there already."""

    scenario: str
    check: str
    wanted: str
    deploy: Callable[[Place], HttpResponseError]
    words: str
    before: Callable[[Estate], object] = lambda _estate: None
    principal: str = "owner"
    workspaces: str = "{swedencentral: chat}"


FRESH = "{swedencentral: {name: fresh, create: true, kind: workspace}}"


def serverless(model: str) -> str:
    return f"  chat-TAG: {{model: {model}, mode: serverless}}\n"


def managed(**more: object) -> str:
    fields = {"model": "Phi-4", "mode": "managed", "instance_type": A100} | more
    return f"  own-TAG: {{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}\n"


def subscribe(place: Place) -> HttpResponseError:
    return place.refused(
        f"{workspace('chat')}/marketplaceSubscriptions/llama", {"properties": {"modelId": LLAMA}}
    )


def deploy_phi(place: Place) -> HttpResponseError:
    return place.serverless(PHI)


def another(estate: Estate) -> None:
    """Somebody's deployment of the same model in the project."""
    estate.serverless(workspace("chat"), PHI, estate.name("first"))


def endpoint(place: Place) -> HttpResponseError:
    body = {"properties": {"authMode": "Key"}}
    return place.refused(f"{workspace('chat')}/onlineEndpoints/{place.estate.name('own')}", body)


def share(place: Place) -> HttpResponseError:
    shared = {"authMode": "Key", "properties": {"SharedComputeCapacityEnabled": "true"}}
    return place.refused(
        f"{workspace('chat')}/onlineEndpoints/{place.estate.name('own')}", {"properties": shared}
    )


def taken_elsewhere(estate: Estate) -> None:
    """Somebody's endpoint of the same name in another project of the region."""
    sku = {"hubResourceId": estate.id(workspace("hub"))}
    estate.put(workspace("other"), {"kind": "Project", "properties": sku})
    estate.serverless(workspace("other"), PHI, estate.name("chat"))


def made_name(derive: Callable[[str, str], str], estate: Estate) -> str:
    """The name that is derived for what the workspace `fresh` stands on."""
    return derive("fresh", estate.group)


def elsewhere(estate: Estate, path: str, body: dict[str, Any]) -> None:
    """Make it in a group of somebody else's."""
    Estate(estate.azure).put(path, body)


def store_of(estate: Estate) -> str:
    return f"Microsoft.Storage/storageAccounts/{made_name(storage_account_name, estate)}"


def vault_of(estate: Estate) -> str:
    return f"Microsoft.KeyVault/vaults/{made_name(key_vault_name, estate)}"


def vault_body(estate: Estate) -> dict[str, Any]:
    sku = {"family": "A", "name": "standard"}
    return {"properties": {"tenantId": estate.azure.scenario.tenant.id, "sku": sku}}


def deleted_vault(estate: Estate) -> None:
    estate.put(vault_of(estate), vault_body(estate))
    estate.delete(vault_of(estate))


def without_project(estate: Estate) -> None:
    estate.delete(workspace("chat"))


STORE = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
JAMBA = "azureml://registries/azureml-ai21/models/AI21-Jamba-1.5-Mini"
PHI_CHAT, LLAMA_CHAT = serverless("Phi-4"), serverless("Llama-3.3-70B-Instruct")
MISSING = "missing-one-action:Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/write"
NOT_ELIGIBLE = "purchase eligibility check failed"
NO_QUOTA = "Not enough quota available"
PAIRS = [
    Pair("sandbox", "workspace-there", PHI_CHAT, deploy_phi, "ParentResourceNotFound", without_project),
    Pair("sandbox", "endpoint-name-ours", PHI_CHAT, deploy_phi, "is not available", taken_elsewhere),
    Pair("sandbox", "one-per-model", PHI_CHAT, deploy_phi, "one deployment per model and project", another),
    Pair(
        "sandbox",
        "region-offer",
        serverless("AI21-Jamba-1.5-Mini"),
        lambda at: at.serverless(JAMBA),
        "region",
    ),
    Pair("sandbox", "rights", PHI_CHAT, deploy_phi, "AuthorizationFailed", principal="reader"),
    Pair(
        "sandbox",
        "core-quota",
        managed(instances=40, quota="dedicated"),
        lambda at: at.managed(instances=40),
        NO_QUOTA,
    ),
    Pair(
        "sandbox",
        "global-names-free",
        PHI_CHAT,
        lambda at: at.refused(store_of(at.estate), STORE),
        "StorageAccountAlreadyTaken",
        lambda estate: elsewhere(estate, store_of(estate), STORE),
        workspaces=FRESH,
    ),
    Pair(
        "sandbox",
        "soft-deleted-vault",
        PHI_CHAT,
        lambda at: at.refused(vault_of(at.estate), vault_body(at.estate)),
        "deleted",
        deleted_vault,
        workspaces=FRESH,
    ),
    Pair("tight-quota", "core-quota", managed(quota="dedicated"), lambda at: at.managed(), NO_QUOTA),
    Pair("free-trial", "subscription-paid", PHI_CHAT, deploy_phi, "need a paid subscription"),
    Pair("free-trial", "subscription-paid", LLAMA_CHAT, subscribe, NOT_ELIGIBLE),
    Pair("free-trial", "core-quota", managed(quota="shared"), share, "needs an Enterprise Agreement"),
    Pair("csp", "subscription-offer", LLAMA_CHAT, subscribe, NOT_ELIGIBLE),
    Pair("unregistered", "providers-registered", LLAMA_CHAT, subscribe, "not registered"),
    Pair("unregistered", "providers-registered", managed(), endpoint, "SubscriptionNotRegistered"),
    Pair(MISSING, "rights", PHI_CHAT, deploy_phi, "serverlessEndpoints/write", principal=DEPLOYER),
]
"""Without a pair: what costs, lives and retires (nothing refuses), and what only real Azure limits."""


def spec_of(pair: Pair, estate: Estate, folder: Path) -> Path:
    path = folder / "deployments.yaml"
    path.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
        f"workspaces: {pair.workspaces}\ndeployments:\n{pair.wanted.replace('TAG', estate.tag)}"
    )
    return path


@pytest.mark.parametrize(
    ("azure", "pair"),
    [(pair.scenario, pair) for pair in PAIRS],
    ids=[f"{pair.scenario.partition(':')[0]}-{pair.check}" for pair in PAIRS],
    indirect=["azure"],
)
def test_what_is_found_is_what_deploying_meets(azure: LocalAzureServer, pair: Pair, tmp_path: Path) -> None:
    with Estate(azure) as estate:
        estate.project()
        pair.before(estate)
        report = examined(azure, spec_of(pair, estate, tmp_path), pair.principal).report
        who = Arm(azure, pair.principal)
        refusal = pair.deploy(Place(estate, who))
        who.close()
    assert {row.check for row in report.findings if row.severity in ("error", "warning")} == {pair.check}
    assert pair.words in str(refusal)
