"""Every provider and type the local Azure knows, found by name in any casing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localazure.arm.resource_type import Provider, ResourceType
    from localazure.arm.wire import Wire


class ProviderRegistry:
    """The providers of this server; two that claim one type are a programming error, found at start."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.all = tuple(sorted(providers, key=lambda each: each.namespace.lower()))
        self._by_namespace = {provider.namespace.lower(): provider for provider in self.all}
        self._by_type = {each.name.lower(): each for provider in self.all for each in provider.types}
        declared = sum(len(provider.types) for provider in self.all)
        if len(self._by_namespace) != len(self.all) or len(self._by_type) != declared:
            raise ValueError("two providers declare the same namespace or type")

    def find(self, namespace: str) -> Provider | None:
        """Return the provider of *namespace*, or None."""
        return self._by_namespace.get(namespace.lower())

    def find_type(self, name: str) -> ResourceType | None:
        """Return the type of the full *name*, or None."""
        return self._by_type.get(name.lower())

    def wire(self, name: str) -> Wire:
        """Return how the operations of the type *name* look to clients. Raises KeyError for a type not declared."""
        provider = self._by_namespace[name.split("/", 1)[0].lower()]
        return self.type(name).wire or provider.wire

    def type(self, name: str) -> ResourceType:
        """Return the type of the full *name*; raises KeyError for a type that no provider declares."""
        return self._by_type[name.lower()]
