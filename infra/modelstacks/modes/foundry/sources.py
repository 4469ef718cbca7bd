"""Where the facts come from that the checks of Foundry accounts go by. Read 2026-11-28."""

from __future__ import annotations

_AI = "azure-ai-docs articles/foundry"
_REST = "Azure REST reference, AI services:"

MODELS = f"{_REST} Models - List"
QUOTA_MESSAGE = "https://github.com/microsoft/PubSec-Info-Assistant/issues/880"
LIMITS = f"{_AI}/foundry-models/quotas-limits.md"
SKU_MESSAGE = "https://github.com/Azure-Samples/realtime-call-center-accelerator/issues/5"
DEPRECATING = "https://github.com/microsoft/microsoft-foundry-for-vscode/issues/557"
DEPRECATED = "https://github.com/microsoft/microsoft-foundry-for-vscode/issues/491"
LIFECYCLE = "https://learn.microsoft.com/azure/foundry/concepts/model-lifecycle-retirement"
KEYS_OFF = "https://github.com/microsoft/microsoft-foundry-for-vscode/issues/192"
SUBDOMAIN_IN_USE = "https://github.com/Azure-Samples/azuresandbox/issues/164"
RESTORE = "https://github.com/Azure/azure-cli/issues/18146"
EXISTS = "https://github.com/pulumi/pulumi-azure-native/issues/2529"
QUOTA_ID = "https://github.com/Azure/azure-sdk-for-java/issues/22894"
ACCOUNT = f"{_AI}/foundry-models/how-to/create-model-deployments.md"
SPILLOVER = f"{_REST} Deployments - Create Or Update"
POLICY = f"{_REST} Accounts - Evaluate Deployment Policies"
ENTRA = f"{_AI}/foundry-models/how-to/configure-entra-id.md"
MARKETPLACE = f"{_AI}/foundry-models/how-to/configure-marketplace.md"
