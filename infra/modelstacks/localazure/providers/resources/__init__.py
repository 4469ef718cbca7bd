"""Microsoft.Resources: ARM's own: tenants, subscriptions, regions, resource groups, providers, `/resources`, tags,
deployments."""

from __future__ import annotations

from modelstacks.localazure.arm.resource_type import Provider
from modelstacks.localazure.arm.wire import Wire
from modelstacks.localazure.providers.resources import (
    deployments,
    groups,
    listing,
    registrations,
    stacks,
    subscriptions,
    tags,
)

PROVIDER = Provider(
    namespace="Microsoft.Resources",
    types=(subscriptions.TYPE, groups.TYPE, deployments.TYPE, stacks.TYPE),
    reads=(
        *subscriptions.READS,
        *registrations.READS,
        *listing.READS,
        *tags.READS,
        *deployments.READS,
        *stacks.READS,
    ),
    wire=Wire(
        result_path="/subscriptions/{subscription}/operationresults/{operation}",
        asynchronous=(),
        retry_after_s=1,
        deleted=200,
    ),
    start=subscriptions.start,
)
