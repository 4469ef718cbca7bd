"""Cores of VM families: what online deployments use of a subscription's quota in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.providers.machinelearning.names import ONLINE_DEPLOYMENTS
from localazure.providers.machinelearning.parents import region_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure, Resource
    from localazure.catalogue import Sku
    from localazure.scenarios import LimitName


SHARED = "SharedComputeCapacityEnabled"
"""The (undocumented) mark of shared quota in an endpoint's property bag."""


def limit(azure: LocalAzure, name: LimitName) -> int:
    """Return a limit of managed online endpoints: the scenario's, else the documented one."""
    return azure.scenario.limits.get(name) or catalogue.load().limit_count("managed_online", name)


def cores_needed(sku: Sku, instances: int) -> int:
    """Return the cores that *instances* take: Azure reserves 20 % more, unless the size is exempt."""
    reserve = catalogue.load().limit_count("managed_online", "reserve_percent")
    return sku.cores_needed(instances, reserve_percent=reserve)


def cores_of(deployment: Resource) -> tuple[str, int]:
    """Return the VM family and the cores that *deployment* takes."""
    sku = catalogue.load().sku(deployment.properties["instanceType"])
    return sku.family, cores_needed(sku, int(deployment.body["sku"]["capacity"]))


def used(
    azure: LocalAzure, subscription_id: str, region: str, besides: ResourceId | None = None
) -> dict[str, int]:
    """Return the cores in use by family in *region*, those of the deployment *besides* left out."""
    cores: dict[str, int] = {}
    for deployment in _in_region(azure, subscription_id, region):
        left_out = besides is not None and deployment.id.key == besides.key
        if left_out or _failed(deployment) or is_on_shared_quota(azure, deployment):
            continue
        family, count = cores_of(deployment)
        cores[family] = cores.get(family, 0) + count
    return cores


def total_limit(azure: LocalAzure, region: str, families: Iterable[str]) -> int:
    """Return the dedicated cores of all *families* together that *region* allows."""
    quotas = azure.scenario.quotas
    return sum(quotas.limit(region, each) for each in families) if quotas.total is None else quotas.total


def over(
    cores: tuple[str, int], used: Mapping[str, int], limits: tuple[int, int | None]
) -> tuple[int, int] | None:
    """Return usage and limit of what *cores* (family and number) would exceed, of *limits* (family, total); None: nothing."""
    family, needed = cores
    in_use, (of_family, total) = used.get(family, 0), limits
    if in_use + needed > of_family:
        return in_use, of_family
    if total is not None and sum(used.values()) + needed > total:
        return sum(used.values()), total
    return None


def _failed(deployment: Resource) -> bool:
    """A deployment that failed holds no machines (assumed)."""
    return deployment.properties.get("provisioningState") == "Failed"


def deployments_in(azure: LocalAzure, subscription_id: str, region: str) -> int:
    """Return how many online deployments the subscription has in *region*."""
    return sum(1 for _ in _in_region(azure, subscription_id, region))


def _in_region(azure: LocalAzure, subscription_id: str, region: str) -> Iterator[Resource]:
    for deployment in azure.store.of_type(ONLINE_DEPLOYMENTS, f"/subscriptions/{subscription_id}"):
        if region_of(deployment) == region:
            yield deployment


def is_on_shared_quota(azure: LocalAzure, deployment: Resource) -> bool:
    """Say whether the deployment's endpoint runs on Azure's shared quota, which takes no cores of one's own."""
    endpoint = azure.store.find(str(deployment.id.parent))
    return endpoint is not None and asks_for_shared_quota(endpoint)


def asks_for_shared_quota(endpoint: Resource) -> bool:
    """Say whether *endpoint* carries the mark of shared quota."""
    return str(endpoint.properties["properties"].get(SHARED)).lower() == "true"
