"""Where the facts come from that checks go by; several of them share a document. Read 2026-11-20."""

from __future__ import annotations

OWN = "modelstacks"
"""A rule of our own: no document has it."""

_AI = "azure-ai-docs articles/ai-foundry"
_ML = "azure-ai-docs articles/machine-learning"

SERVERLESS = f"{_AI}/how-to/deploy-models-serverless.md"
MANAGED = f"{_AI}/how-to/deploy-models-managed.md"
REGIONS = f"{_AI}/includes/region-availability-maas.md"
RETIREMENT = f"{_AI}/concepts/model-lifecycle-retirement.md"
QUOTAS = f"{_ML}/how-to-manage-quotas.md"
VM_SIZES = f"{_ML}/reference-managed-online-endpoints-vm-sku-list.md"
OFFERS = "azure-docs articles/cost-management-billing/costs/understand-cost-mgt-data.md; https://learn.microsoft.com/marketplace/purchase-validation-checks"
SOLD_IN = "https://learn.microsoft.com/partner-center/marketplace-offers/tax-details-marketplace"
SUBSCRIPTION = "Azure REST reference, Subscriptions - Get"
NOT_THERE = "https://aka.ms/ARMResourceNotFoundFix"
ENDPOINT_NAMES = "https://github.com/Azure/azureml-examples/issues/1931"
