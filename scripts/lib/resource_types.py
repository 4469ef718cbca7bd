"""What `scripts/resource-types` runs: ARM paths from here, api-versions from the installed pulumi-azure-native."""

from __future__ import annotations

import inspect
import json
import re
import sys
import typing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pulumi_azure_native

FILE = Path(__file__).parents[2] / "infra/modelstacks/azure/resource_types.json"
SDK = f"pulumi-azure-native {version('pulumi-azure-native')}"
COMMENT = (
    f"Written by scripts/resource-types, from {SDK} and scripts/lib/resource_types.py: change it there. path: the id, "
    "with the SDK's input names in braces. timeout: the key of the spec's `timeouts:`. actions: the SDK's functions "
    "that POST to a type. requests: what the SDK has no type for."
)
GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
WORKSPACE = "Microsoft.MachineLearningServices/workspaces/{workspaceName}"
IN_A_GROUP = {
    "machinelearningservices:Workspace": WORKSPACE,
    "machinelearningservices:MarketplaceSubscription": WORKSPACE + "/marketplaceSubscriptions/{name}",
    "machinelearningservices:ServerlessEndpoint": WORKSPACE + "/serverlessEndpoints/{name}",
    "machinelearningservices:OnlineEndpoint": WORKSPACE + "/onlineEndpoints/{endpointName}",
    "machinelearningservices:OnlineDeployment": WORKSPACE
    + "/onlineEndpoints/{endpointName}/deployments/{deploymentName}",
    "machinelearningservices:WorkspaceConnection": WORKSPACE + "/connections/{connectionName}",
    "storage:StorageAccount": "Microsoft.Storage/storageAccounts/{accountName}",
    "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
    "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
    "applicationinsights:Component": "Microsoft.Insights/components/{resourceName}",
    "monitor:AutoscaleSetting": "Microsoft.Insights/autoscaleSettings/{autoscaleSettingName}",
    "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
    "managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
    "cognitiveservices:Account": "Microsoft.CognitiveServices/accounts/{accountName}",
    "cognitiveservices:Deployment": "Microsoft.CognitiveServices/accounts/{accountName}/deployments/{deploymentName}",
    "cognitiveservices:Project": "Microsoft.CognitiveServices/accounts/{accountName}/projects/{projectName}",
    "containerregistry:Registry": "Microsoft.ContainerRegistry/registries/{registryName}",
}
AT_ANY_SCOPE = {
    "authorization:RoleAssignment": "Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    "authorization:RoleDefinition": "Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
}
PATHS = (
    {"resources:ResourceGroup": GROUP}
    | {token: f"{GROUP}/providers/{below}" for token, below in IN_A_GROUP.items()}
    | {token: f"/{{scope}}/providers/{below}" for token, below in AT_ANY_SCOPE.items()}
)
TIMEOUTS = {
    "machinelearningservices:Workspace": "workspace",
    "machinelearningservices:MarketplaceSubscription": "marketplace_subscription",
    "machinelearningservices:ServerlessEndpoint": "serverless_endpoint",
    "machinelearningservices:OnlineEndpoint": "online_endpoint",
    "machinelearningservices:OnlineDeployment": "online_deployment",
    "cognitiveservices:Account": "account",
    "cognitiveservices:Project": "account",
    "cognitiveservices:Deployment": "account_deployment",
}
ACTIONS = (
    "machinelearningservices:listServerlessEndpointKeys",
    "machinelearningservices:listOnlineEndpointKeys",
    "machinelearningservices:getOnlineEndpointToken",
    "machinelearningservices:getOnlineDeploymentLogs",
    "machinelearningservices:listWorkspaceKeys",
    "machinelearningservices:listWorkspaceStorageAccountKeys",
    "machinelearningservices:listWorkspaceConnectionSecrets",
    "storage:listStorageAccountKeys",
    "operationalinsights:getSharedKeys",
    "cognitiveservices:listAccountKeys",
    "containerregistry:listRegistryCredentials",
)
REQUESTS = {
    "subscriptions": {"api_version": "2022-12-01", "source": "Subscriptions - Get"},
    "metadata": {"api_version": "2022-09-01", "source": "the schema of /metadata/endpoints with one cloud"},
    "registry": {
        "api_version": "2023-10-01",
        "source": "accepted by the front end of the registries, as azure-ai-ml 1.35 sends it",
    },
    "deployments of an account": {
        "api_version": "2023-03-15-preview",
        "source": "the data plane's only list of deployments, still served in July 2026 (hugalafutro/model-hotel#506)",
    },
    "resume a deployment": {
        "api_version": "2025-12-01",
        "source": "the first with pause and resume: published types of Microsoft.CognitiveServices",
    },
    "inference": {
        "api_version": "2024-05-01-preview",
        "source": "the reference of the Model Inference API asks for it in every request; azure-ai-inference sends it",
    },
    "foundry_offers": {
        "api_version": "2026-03-01",
        "source": "Cognitive Services: what a model is replaced by stands in its list since 2026",
    },
    "foundry_policies": {
        "api_version": "2026-05-15-preview",
        "source": "Cognitive Services: evaluateDeploymentPolicies is in no stable version",
    },
}
API_VERSION = re.compile(r"Azure REST API version (\d{4}-\d\d-\d\d(?:-\w+)?)")


def written() -> str:
    """Return the file's text. Ends the program where the SDK has no such type, or other names in its path."""
    return (
        json.dumps(
            {
                "comment": COMMENT,
                "types": {token: resource_type(token, path) for token, path in PATHS.items()},
                "actions": {token: api_version(token, getter(token)) for token in ACTIONS},
                "requests": REQUESTS,
            },
            indent=1,
        )
        + "\n"
    )


def resource_type(token: str, path: str) -> dict[str, str]:
    """Return one type's entry."""
    module, name = token.split(":")
    found = getattr(sdk_module(module), name, None)
    if found is None:
        sys.exit(f"{SDK} has no type {token}: mend PATHS in scripts/lib/resource_types.py.")
    hold_names(token, path)
    constructor = typing.get_overloads(vars(found)["__init__"])[0]
    timeout = {"timeout": TIMEOUTS[token]} if token in TIMEOUTS else {}
    return {"path": path, "api_version": api_version(token, constructor)} | timeout


def hold_names(token: str, path: str) -> None:
    """End the program unless *path* names those of the type's inputs that its getter takes."""
    module, name = token.split(":")
    arguments = getattr(sdk_module(module), f"{name}Args")
    taken = parameters(getter(f"{module}:get{name}")) & parameters(arguments)
    named = {snake(one) for one in re.findall(r"{(\w+)}", path)} - {"subscription_id"}
    if named != taken:
        sys.exit(
            f"{SDK} finds a {token} by {sorted(taken)}, its path names {sorted(named)}: mend PATHS in "
            "scripts/lib/resource_types.py."
        )


def parameters(called: Any) -> set[str]:
    """Return the names of what *called* takes."""
    return set(inspect.signature(called).parameters)


def getter(token: str) -> Any:
    """Return the SDK's function *token*, e.g. `keyvault:getVault`."""
    module, name = token.split(":")
    found = getattr(sdk_module(module), snake(name), None)
    return found or sys.exit(f"{SDK} has no function {token}: mend scripts/lib/resource_types.py.")


def sdk_module(name: str) -> Any:
    """Return the SDK's module of that name, or None: it loads at the first use."""
    return getattr(pulumi_azure_native, name, None)


def api_version(token: str, documented: Any) -> str:
    """Return the api-version that the SDK's documentation names."""
    found = API_VERSION.search(inspect.getdoc(documented) or "")
    return found[1] if found else sys.exit(f"The documentation of {token} in {SDK} names no api-version.")


def snake(name: str) -> str:
    """`listKeys` -> `list_keys`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


if __name__ == "__main__":
    text = written()
    if sys.argv[1:] != ["--check"]:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        sys.exit(
            f"{FILE.name} is not what {SDK} and scripts/lib/resource_types.py say. Run: scripts/resource-types"
        )
