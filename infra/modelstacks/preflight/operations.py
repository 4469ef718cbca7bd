"""What a stack does in Azure, by the names of the rows in catalog/rows/operations.json: those hold the exact actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog

TO_SUBSCRIBE = ("subscribe to Marketplace offer",)
TO_BUY = ("create/use SaaS resource",)
TO_KEEP_SUBSCRIPTIONS = ("manage marketplace subscription",)
TO_MAKE_A_GROUP = ("create resource group",)
TO_MAKE = {
    "hub": ("create hub",),
    "project": ("create project in hub",),
    "workspace": ("create workspace", "create monitoring of a workspace"),
}
TO_SEE_ROLES = ("read role assignments",)
TO_PURGE = ("purge a key vault", "purge an Azure AI services account")
TO_FOLLOW = ("follow what is under way",)
"""Beside what the checks look at: each of their questions (`asks/`) says its rights itself."""
VERBS = ("read", "write", "delete")
"""What a documented `…/*` stands for: roles list verbs one by one, so the wildcard itself is nobody's."""


def actions_of(catalog: Catalog, operations: Iterable[str]) -> Iterator[str]:
    """Yield the documented actions of *operations*, wildcards as they are written."""
    for operation in operations:
        needed = catalog.operation(operation)
        yield from (*needed.actions, *needed.also)


def actions_one_by_one(catalog: Catalog, operations: Iterable[str]) -> Iterator[str]:
    """Yield the actions of *operations* one by one, with the verbs for a wildcard."""
    for action in actions_of(catalog, operations):
        stem, wildcard, _ = action.partition("/*")
        yield from (f"{stem}/{verb}" for verb in VERBS) if wildcard else (action,)
