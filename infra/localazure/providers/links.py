"""Properties that hold the id of another resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from localazure.arm.resource_type import Resource, Write


def must_exist(write: Write, name: str) -> Resource | None:
    """Return the resource that property *name* points to, None where the property is not set.

    Raises ArmError 400 when there is no such resource (wording assumed).
    """
    linked = (write.body.get("properties") or {}).get(name)
    if not linked:
        return None
    resource = write.azure.store.find(linked)
    if resource is None:
        raise ArmError(
            400, "LinkedResourceNotFound", f"The resource '{linked}' that '{name}' names was not found."
        )
    return resource
