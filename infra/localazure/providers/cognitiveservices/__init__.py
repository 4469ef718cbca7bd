"""Microsoft.CognitiveServices: accounts (AI Services, Azure OpenAI, Content Safety) and the models deployed in them.

What answers at their addresses is `localazure.inference.foundry`.
"""

from __future__ import annotations

from localazure.arm.resource_type import Provider
from localazure.providers.cognitiveservices import (
    accounts,
    availability,
    capacities,
    connections,
    deleted_accounts,
    deployments,
    models,
    names,
    usages,
)

PROVIDER = Provider(
    names.NAMESPACE,
    types=(accounts.TYPE, deployments.TYPE, *connections.TYPES),
    reads=(
        *availability.READS,
        *capacities.READS,
        *deleted_accounts.READS,
        *deployments.READS,
        *models.READS,
        *usages.READS,
    ),
    wire=accounts.WIRE,
)
