"""Which resource providers a subscription is registered for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

ALWAYS = frozenset({"microsoft.resources", "microsoft.authorization"})
"""ProviderRegistry that every subscription has and none can give up."""


def _key(subscription: str, namespace: str) -> str:
    return f"registration/{subscription}/{namespace}".lower()


def is_registered(azure: LocalAzure, subscription: str, namespace: str) -> bool:
    """Tell whether the subscription may use the provider: what it last asked for, else what the scenario says."""
    request = azure.store.get_value(_key(subscription, namespace))
    if request is not None:
        return request == "Registered"
    return namespace.lower() in ALWAYS or azure.scenario.registers(namespace)


def set_registered(azure: LocalAzure, subscription: str, namespace: str, registered: bool) -> None:
    """Register the provider, or give it up; takes effect at once (in Azure it takes minutes)."""
    state = "Registered" if registered else "NotRegistered"
    azure.store.put_value(_key(subscription, namespace), state)
