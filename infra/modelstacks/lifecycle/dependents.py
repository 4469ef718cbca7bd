"""What depends on a resource, by a state's rows: pure.

Pulumi's own `--target-dependents` finds the same, but does not load the providers of what it finds: the dynamic
Traffic resource then fails with `unknown provider` (tried with 3.225).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


def with_dependents(rows: Iterable[Mapping[str, Any]], urns: Collection[str]) -> list[str]:
    """Return *urns* and everything that depends on them or lies below them, in the state's order."""
    found = set(urns)
    known = list(rows)  # a state lists what is needed before what needs it
    for row in known:
        if not found.isdisjoint(_needs(row)):
            found.add(row["urn"])
    return [row["urn"] for row in known if row["urn"] in found]


def _needs(row: Mapping[str, Any]) -> set[str]:
    by_property = (urn for urns in (row.get("propertyDependencies") or {}).values() for urn in urns or ())
    return {row.get("parent") or "", *(row.get("dependencies") or ()), *by_property}
