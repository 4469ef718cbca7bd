"""What depends on a resource, by its stack's state: pure.

Pulumi's own `--target-dependents` finds the same, but does not load the providers of what it finds: the dynamic
Traffic resource then fails with `unknown provider` (tried with 3.225).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


def with_dependents(resources: Iterable[Mapping[str, Any]], urns: Collection[str]) -> list[str]:
    """Return *urns* and everything that depends on them or lies below them, in the state's order."""
    found = set(urns)
    known = list(resources)  # a state lists what is needed before what needs it
    for resource in known:
        if not found.isdisjoint(_needs(resource)):
            found.add(resource["urn"])
    return [resource["urn"] for resource in known if resource["urn"] in found]


def _needs(resource: Mapping[str, Any]) -> set[str]:
    by_property = (
        urn for urns in (resource.get("propertyDependencies") or {}).values() for urn in urns or ()
    )
    return {resource.get("parent"), *(resource.get("dependencies") or ()), *by_property}
