"""Microsoft.Resources: ARM's own: tenants, subscriptions, regions, resource groups, providers, `/resources`, tags,
deployments."""

from __future__ import annotations

from localazure.arm.resource_type import Provider
from localazure.providers.resources import (
    deployments,
    groups,
    listing,
    registrations,
    subscriptions,
    tags,
)

PROVIDER = Provider(
    namespace="Microsoft.Resources",
    types=(subscriptions.TYPE, groups.TYPE, deployments.TYPE),
    reads=(*subscriptions.READS, *registrations.READS, *listing.READS, *tags.READS, *deployments.READS),
    operation_path="/subscriptions/{subscription}/operationStatuses/{operation}",
    result_path="/subscriptions/{subscription}/operationresults/{operation}",
    start=subscriptions.start,
)
