"""The api-versions that we send ourselves, one a provider: those of `resource_types.json`, by name."""

from __future__ import annotations

from modelstacks.azure.resource_types import resource_types

_TYPES, _REQUESTS = resource_types().types, resource_types().requests

AUTHORIZATION = _TYPES["authorization:RoleAssignment"].api_version
COGNITIVE_SERVICES = _TYPES["cognitiveservices:Account"].api_version
KEY_VAULT = _TYPES["keyvault:Vault"].api_version
MACHINE_LEARNING = _TYPES["machinelearningservices:Workspace"].api_version
RESOURCES = _TYPES["resources:ResourceGroup"].api_version
STORAGE = _TYPES["storage:StorageAccount"].api_version

FOUNDRY_OFFERS = _REQUESTS["foundry_offers"]
FOUNDRY_POLICIES = _REQUESTS["foundry_policies"]
ACCOUNT_DEPLOYMENTS = _REQUESTS["deployments of an account"]
RESUME = _REQUESTS["resume a deployment"]
INFERENCE = _REQUESTS["inference"]
METADATA = _REQUESTS["metadata"]
REGISTRY = _REQUESTS["registry"]
SUBSCRIPTIONS = _REQUESTS["subscriptions"]
