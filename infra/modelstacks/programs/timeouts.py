"""How long each resource of a run may take: the spec's `timeouts:`, given to Pulumi for every azure-native resource."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import pulumi

from modelstacks.azure.resource_types import find_type

if TYPE_CHECKING:
    from datetime import timedelta

    from modelstacks.spec.timeouts import Timeouts


def timeout_of(token: str, timeouts: Timeouts) -> str | None:
    """Return how long a resource of *token* (`azure-native:module:Type`) may take, as Pulumi reads it (`5400s`).

    Begun seconds count as whole ones: `0s` would be Pulumi's word for no limit of its own. None for a type that the spec has no key for: it keeps azure-native's own.
    """
    resource_type = find_type(token)
    if resource_type is None or resource_type.timeout is None:
        return None
    longest: timedelta = getattr(timeouts, resource_type.timeout)
    return f"{ceil(longest.total_seconds())}s"


def limit_times(timeouts: Timeouts) -> None:
    """Give every resource that is registered from now on its time-out."""

    def limit(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        timeout = timeout_of(args.type_, timeouts)
        if timeout is None:
            return None
        custom = pulumi.CustomTimeouts(create=timeout, update=timeout, delete=timeout)
        options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(custom_timeouts=custom))
        return pulumi.ResourceTransformationResult(args.props, options)

    pulumi.runtime.register_stack_transformation(limit)
