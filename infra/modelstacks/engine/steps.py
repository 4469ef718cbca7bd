"""The engine's steps in words: what each operation does to a resource, and how a resource is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.automation.events import StepEventMetadata

DONE = {
    "create": "created",
    "create-replacement": "re-created",
    "update": "updated",
    "delete": "deleted",
    "delete-replaced": "deleted after its replacement",
    "import": "imported",
}
"""The operations that change something, in the words shown for what was done."""

NOT_IN_AZURE = ("pulumi:", "modelstacks:")
"""How the types of the stack, providers and components begin."""


def op_of(step: StepEventMetadata) -> str:
    """Return the step's operation as the engine writes it, which the SDK has as an enumeration."""
    return str(getattr(step.op, "value", step.op))


def is_in_azure(type_: str) -> bool:
    """Say whether resources of that type are something in Azure."""
    return not type_.startswith(NOT_IN_AZURE)


def type_of(urn: str) -> str:
    """Return the type in a URN, without those of its parents."""
    return urn.rpartition("::")[0].rpartition("::")[2].rpartition("$")[2]


def short_name(urn: str) -> str:
    """Return the type and name that end a URN: `OnlineEndpoint phi`."""
    return f"{type_of(urn).rpartition(':')[2]} {urn.rpartition('::')[2]}"
