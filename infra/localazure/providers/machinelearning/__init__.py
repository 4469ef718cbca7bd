"""Microsoft.MachineLearningServices: workspaces and the model deployments in them."""

from localazure.arm.resource_type import Provider
from localazure.providers.machinelearning import (
    connections,
    managed_networks,
    marketplace_subscriptions,
    models,
    names,
    online_deployments,
    online_endpoints,
    serverless_endpoints,
    shared_capacity,
    usages,
    wires,
    workspaces,
)

PROVIDER = Provider(
    names.NAMESPACE,
    types=(
        workspaces.TYPE,
        connections.TYPE,
        managed_networks.OUTBOUND_RULES,
        marketplace_subscriptions.TYPE,
        serverless_endpoints.TYPE,
        online_endpoints.TYPE,
        online_deployments.TYPE,
        models.MODELS,
        models.ENVIRONMENTS,
    ),
    reads=(*usages.READS, *online_deployments.READS),
    wire=wires.MANAGEMENT_FRONT_END,
    settle=shared_capacity.delete_what_is_over,
)
