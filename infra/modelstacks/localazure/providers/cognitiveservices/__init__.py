"""Microsoft.CognitiveServices: accounts (AI Services, Azure OpenAI, Content Safety) and the models deployed in them.

No data plane is behind them.
"""

from __future__ import annotations

from modelstacks.localazure.arm.resource_type import Provider
from modelstacks.localazure.providers.cognitiveservices import (
    accounts,
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
    reads=(*deleted_accounts.READS, *models.READS, *usages.READS, *deployments.READS),
    wire=accounts.WIRE,
)
