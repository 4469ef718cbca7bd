"""The pairs, by what is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate import LLAMA, PHI, REGION, Estate, deployment_body, workspace
from examined import OURS
from modelstacks.names import content_safety_name, key_vault_name, storage_account_name
from pairing import Pair, Place, managed, moved_to, serverless

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

DEPLOYER = "deployer"
ELSEWHERE = "eastus2"
NOBODYS = "00000000-0000-4000-8000-00000000dead"
SOMEBODYS = "5ab5c41b-0000-4000-8000-000000000002"
SUBSCRIPTION = "5ab5c41b-0000-4000-8000-000000000001"
SMALL, CPU = "Standard_NC4as_T4_v3", "Standard_DS4_v2"
FRESH = "{swedencentral: {name: fresh, create: true, kind: workspace}}"
PHI_CHAT, LLAMA_CHAT = serverless("Phi-4"), serverless("Llama-3.3-70B-Instruct")
GUARD = "azureml://registries/azureml-meta/models/Prompt-Guard-86M/versions/latest"
JAMBA = "azureml://registries/azureml-ai21/models/AI21-Jamba-1.5-Mini"
MISSING = "missing-one-action:Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/write"
NOT_ELIGIBLE = "purchase eligibility check failed"
NO_QUOTA = "Not enough quota available"
SHARED = {"SharedComputeCapacityEnabled": "true"}
STORE = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}

BEFORE_DISABLED = "name: disabled-later\nextends: sandbox\n"
DISABLED = f"""name: disabled
extends: sandbox
subscriptions: [{{id: {SUBSCRIPTION}, name: off, quota_id: PayAsYouGo_2014-09-01, state: Disabled}}]
"""
LIMITED = f"""name: spending-limit
extends: sandbox
subscriptions: [{{id: {SUBSCRIPTION}, name: limited, quota_id: MSDN_2014-09-01, spending_limit: "On"}}]
"""
TWO = f"""name: two-subscriptions
extends: sandbox
subscriptions:
  - {{id: {SUBSCRIPTION}, name: mine, quota_id: EnterpriseAgreement_2014-09-01}}
  - {{id: {SOMEBODYS}, name: theirs, quota_id: EnterpriseAgreement_2014-09-01}}
assignments:
  - {{principal: owner, role: Owner}}
  - {{principal: owner, role: Owner, scope: /subscriptions/{SOMEBODYS}}}
"""
NO_A100 = "name: no-a100\nextends: sandbox\ncompute: {absent: ['*_A100_v4']}\n"
TWENTY_IN_ALL = "name: twenty-in-all\nextends: sandbox\nquotas: {default: 500, total: 20}\n"
FEW = """name: few
extends: sandbox
limits: {endpoints_per_subscription: 2, deployments_per_subscription: 1}
"""
FEW_BEHIND_ONE = "name: few-behind-one\nextends: sandbox\nlimits: {deployments_per_endpoint: 1}\n"
SOLD_IN_JAPAN = "models: [{name: Llama-3.3-70B-Instruct, serverless_offer: {countries: [JP]}}]\n"


def own_limits(**limits: int) -> str:
    """Catalogue rows of a user whom Azure gave other limits."""
    entries = (f"{{area: managed_online, name: {name}, value: {most}}}" for name, most in limits.items())
    return f"limits: [{', '.join(entries)}]\n"


def deploy_phi(place: Place) -> HttpResponseError:
    return place.serverless(PHI)


def in_a_missing_group(place: Place) -> HttpResponseError:
    path = f"{place.estate.subscription}/resourceGroups/rg-missing/providers/{workspace('chat')}"
    return place.refused(path, {"kind": "Default", "properties": {}})


def in_no_subscription(place: Place) -> HttpResponseError:
    return place.refused(f"/subscriptions/{NOBODYS}/resourceGroups/rg-models", {})


def behind_nothing(place: Place) -> HttpResponseError:
    path = f"{workspace('chat')}/onlineEndpoints/{place.estate.name('own')}/deployments/blue"
    return place.refused(path, deployment_body())


def over_a_project(place: Place) -> HttpResponseError:
    """As ARM says it; where the kinds agree, azure-native refuses to create what exists (tests/e2e)."""
    return place.refused(workspace("chat"), default_workspace(place.estate))


def a_second_one(place: Place) -> HttpResponseError:
    """A second deployment behind the endpoint."""
    endpoint = place.estate.online(workspace("chat"), place.estate.name("own"))
    place.estate.deployment(endpoint, "blue", instance_type=SMALL)
    return place.refused(f"{endpoint}/deployments/green", deployment_body(instance_type=SMALL))


def what_must_not_share(place: Place) -> HttpResponseError:
    """A model that may not, behind an endpoint on shared quota."""
    endpoint = place.estate.online(workspace("chat"), place.estate.name("own"), properties=SHARED)
    return place.refused(f"{endpoint}/deployments/green", deployment_body(GUARD, CPU))


def fresh_again(place: Place) -> HttpResponseError:
    return place.refused(workspace("fresh"), default_workspace(place.estate))


def default_workspace(estate: Estate) -> dict[str, Any]:
    """The body of an Azure ML workspace on the project's resources."""
    hub = estate.get(workspace("hub"))["properties"]
    stands_on = {name: hub[name] for name in ("storageAccount", "keyVault")}
    return {"kind": "Default", "properties": stands_on | {"applicationInsights": estate.component()}}


def another(estate: Estate) -> None:
    """Somebody's deployment of the same model in the project."""
    estate.serverless(workspace("chat"), PHI, estate.name("first"))


def our_own(estate: Estate) -> None:
    """This stack's deployment of the same model in the project, before it was renamed."""
    another(estate)
    path = estate.id(f"{workspace('chat')}/serverlessEndpoints/{estate.name('first')}")
    estate.arm.send("PATCH", path, {"tags": OURS})


def taken_elsewhere(estate: Estate) -> None:
    """Somebody's endpoint of the same name in another project of the region."""
    sku = {"hubResourceId": estate.id(workspace("hub"))}
    estate.put(workspace("other"), {"kind": "Project", "properties": sku})
    estate.serverless(workspace("other"), PHI, estate.name("chat"))


def taken_in_another_subscription(estate: Estate) -> None:
    """Somebody's online endpoint of the same name, out of our sight."""
    theirs = Estate(estate.azure, subscription=SOMEBODYS)
    theirs.online(theirs.project(), estate.name("own"))
    theirs.arm.close()


def two_endpoints(estate: Estate) -> None:
    for name in ("ours", "theirs"):
        estate.online(workspace("chat"), estate.name(name))


def one_deployment(estate: Estate) -> None:
    estate.deployment(estate.online(workspace("chat"), estate.name("theirs")), "blue")


def elsewhere(estate: Estate, path: str, body: dict[str, Any]) -> None:
    """Make it in a group of somebody else's."""
    Estate(estate.azure).put(path, body)


def store_of(estate: Estate) -> str:
    """The storage account that the workspace `fresh` will stand on."""
    return f"Microsoft.Storage/storageAccounts/{storage_account_name('fresh', estate.group)}"


def vault_of(estate: Estate) -> str:
    """The key vault that the workspace `fresh` will stand on."""
    return f"Microsoft.KeyVault/vaults/{key_vault_name('fresh', estate.group)}"


def vault_body(estate: Estate) -> dict[str, Any]:
    sku = {"family": "A", "name": "standard"}
    return {"properties": {"tenantId": estate.azure.scenario.tenant.id, "sku": sku}}


def put_vault(place: Place) -> HttpResponseError:
    return place.refused(vault_of(place.estate), vault_body(place.estate))


def deleted_vault(estate: Estate) -> None:
    estate.put(vault_of(estate), vault_body(estate))
    estate.delete(vault_of(estate))


def deleted_workspace(estate: Estate) -> None:
    estate.put(workspace("fresh"), default_workspace(estate))
    estate.delete(workspace("fresh"))


def account_of(estate: Estate, region: str) -> tuple[str, dict[str, Any]]:
    """The Content Safety account of the endpoint `own`: its path and body."""
    group = estate.group.rpartition("/")[2]
    name = content_safety_name(estate.name("own"), estate.azure.subscription, group)
    body = {"location": region, "kind": "ContentSafety", "sku": {"name": "S0"}}
    return f"Microsoft.CognitiveServices/accounts/{name}", body


def deleted_account(estate: Estate) -> None:
    path, body = account_of(estate, ELSEWHERE)
    estate.put(path, body)
    estate.delete(path)


PAIRS = [
    # The subscription and what it may do.
    Pair("sandbox", "subscription-there", PHI_CHAT, in_no_subscription, "SubscriptionNotFound",
         subscription=NOBODYS),
    Pair(BEFORE_DISABLED, "subscription-enabled", PHI_CHAT, deploy_phi, "ReadOnlyDisabledSubscription",
         lambda estate: moved_to(estate, DISABLED)),
    Pair("free-trial", "subscription-paid", PHI_CHAT, deploy_phi, "need a paid subscription"),
    Pair("free-trial", "subscription-paid", LLAMA_CHAT, lambda at: at.subscribe(LLAMA), NOT_ELIGIBLE),
    Pair(LIMITED, "subscription-paid", LLAMA_CHAT, lambda at: at.subscribe(LLAMA), NOT_ELIGIBLE),
    Pair("csp", "subscription-offer", LLAMA_CHAT, lambda at: at.subscribe(LLAMA), NOT_ELIGIBLE),
    Pair("unregistered", "providers-registered", LLAMA_CHAT, lambda at: at.subscribe(LLAMA),
         "MissingSubscriptionRegistration"),
    Pair("unregistered", "providers-registered", managed(), lambda at: at.online(), "SubscriptionNotRegistered"),
    # Rights.
    Pair("sandbox", "rights", PHI_CHAT, deploy_phi, "AuthorizationFailed", principal="reader"),
    Pair(MISSING, "rights", PHI_CHAT, deploy_phi, "serverlessEndpoints/write", principal=DEPLOYER),
    # What it stands on.
    Pair("sandbox", "resource-group-there", PHI_CHAT, in_a_missing_group, "ResourceGroupNotFound",
         group="rg-missing"),
    Pair("sandbox", "workspace-there", PHI_CHAT, deploy_phi, "ParentResourceNotFound",
         lambda estate: estate.delete(workspace("chat"))),
    Pair("sandbox", "workspace-region", PHI_CHAT, lambda at: at.serverless(PHI, location=ELSEWHERE),
         "must be in the region of its workspace: swedencentral", workspaces=f"{{{ELSEWHERE}: chat}}"),
    Pair("sandbox", "workspace-region", managed(), lambda at: at.online(location=ELSEWHERE),
         "must be in the region of its workspace, swedencentral", workspaces=f"{{{ELSEWHERE}: chat}}"),
    Pair("sandbox", "workspace-name-ours", PHI_CHAT, over_a_project, "kind of a workspace cannot be changed",
         workspaces="{swedencentral: {name: chat, create: true, kind: workspace}}"),
    Pair("sandbox", "soft-deleted-workspace", PHI_CHAT, fresh_again, "Soft-deleted workspace exists",
         deleted_workspace, workspaces=FRESH, certain=False),
    Pair("sandbox", "soft-deleted-vault", PHI_CHAT, put_vault, "already exists in deleted state", deleted_vault,
         workspaces=FRESH),
    Pair("sandbox", "soft-deleted-account", managed(content_safety="true"),
         lambda at: at.refused(*account_of(at.estate, REGION)), "FlagMustBeSetForRestore", deleted_account),
    Pair("sandbox", "global-names-free", PHI_CHAT, lambda at: at.refused(store_of(at.estate), STORE),
         "StorageAccountAlreadyTaken", lambda estate: elsewhere(estate, store_of(estate), STORE),
         workspaces=FRESH),
    Pair("sandbox", "global-names-free", PHI_CHAT, put_vault, "VaultAlreadyExists",
         lambda estate: elsewhere(estate, vault_of(estate), vault_body(estate)), workspaces=FRESH),
    # Names and limits of endpoints.
    Pair("sandbox", "endpoint-name-ours", PHI_CHAT, deploy_phi, "is not available", taken_elsewhere),
    Pair(TWO, "endpoint-name-free", managed(), lambda at: at.online(), "There is already an endpoint with this name",
         taken_in_another_subscription, certain=False),
    Pair("sandbox", "endpoint-exists", managed(endpoint="{name: own-TAG, existing: true}", traffic=10), behind_nothing,
         "ParentResourceNotFound"),
    Pair("sandbox", "one-per-model", PHI_CHAT, deploy_phi, "one deployment per model and project", another),
    Pair("sandbox", "serverless-renamed", PHI_CHAT, deploy_phi, "one deployment per model and project", our_own),
    Pair("sandbox", "one-endpoint",
         managed("blue", endpoint="own-TAG", traffic=50, quota="shared")
         + managed("green", endpoint="own-TAG", traffic=50, model="Prompt-Guard-86M", instance_type=CPU),
         what_must_not_share, "cannot be deployed on shared quota"),
    Pair(FEW, "endpoint-limits", managed(), lambda at: at.online(), "Endpoint Quota reached", two_endpoints,
         rows=own_limits(endpoints_per_subscription=2)),
    Pair(FEW, "endpoint-limits", managed(), lambda at: at.managed(), "Deployment Quota reached", one_deployment,
         rows=own_limits(deployments_per_subscription=1)),
    Pair(FEW_BEHIND_ONE, "endpoint-deployments",
         managed("blue", endpoint="own-TAG", traffic=50) + managed("green", endpoint="own-TAG", traffic=50),
         a_second_one, "already has 1 deployments", rows=own_limits(deployments_per_endpoint=1)),
    Pair("sandbox", "endpoint-deployments", managed(instance_type=SMALL, instances=51),
         lambda at: at.managed(instance_type=SMALL, instances=51), "must be from 1 to 50, it is 51"),
    # Regions, versions, cores and machines.
    Pair("sandbox", "model-version", managed(version="'99'"), lambda at: at.managed(model=f"{PHI}/versions/99"),
         "was not found in its registry"),
    Pair("sandbox", "region-offer", serverless("AI21-Jamba-1.5-Mini"), lambda at: at.serverless(JAMBA),
         "is not available in region"),
    Pair("sandbox", "core-quota", managed(instances=40, quota="dedicated"), lambda at: at.managed(instances=40),
         NO_QUOTA),
    Pair("tight-quota", "core-quota", managed(quota="dedicated"), lambda at: at.managed(), NO_QUOTA),
    Pair(TWENTY_IN_ALL, "core-quota", managed(quota="dedicated"), lambda at: at.managed(), NO_QUOTA),
    Pair("free-trial", "core-quota", managed(quota="shared"), lambda at: at.online(properties=SHARED),
         "needs an Enterprise Agreement"),
    Pair("sandbox", "shared-quota-model", managed(model="Prompt-Guard-86M", instance_type=CPU, quota="shared"),
         what_must_not_share, "cannot be deployed on shared quota", certain=False),
    Pair(NO_A100, "core-quota-read", managed(quota="dedicated"), lambda at: at.managed(), "is not supported"),
    Pair("sandbox", "vm-size", managed(model="Prompt-Guard-86M", instance_type=""),
         lambda at: at.managed(instance_type=""), "The VM size '' is not supported"),
    # The Marketplace.
    Pair("marketplace-suspended", "marketplace-subscription", LLAMA_CHAT, lambda at: at.serverless(LLAMA),
         "no active Marketplace subscription", lambda estate: estate.subscribe(workspace("chat"), LLAMA)),
    Pair("marketplace-refused:country", "marketplace-country", LLAMA_CHAT, lambda at: at.subscribe(LLAMA),
         "not found in offer", rows=SOLD_IN_JAPAN),
]  # fmt: skip
