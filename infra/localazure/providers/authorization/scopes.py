"""Which scope a call of an extension resource's route is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.ids import ResourceId

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call

TENANTS = "Microsoft.Resources/tenants"


def scope_of(call: Call) -> str:
    """Return the id the route stands behind; "" for the tenant, which has no path."""
    return "" if call.id.type == TENANTS else str(call.id)


def subscription_prefix(scope: str) -> str:
    """Return `/subscriptions/{id}` of a scope, "" for the tenant: role definitions are shown with it."""
    subscription = ResourceId.parse(scope).subscription_id if scope.strip("/") else None
    return f"/subscriptions/{subscription}" if subscription else ""
