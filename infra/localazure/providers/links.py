"""Properties that hold the id of another resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from localazure.arm.resource_type import Write


def must_exist(write: Write, name: str) -> None:
    """Raise ArmError 400 where property *name* is set and there is no such resource (wording assumed)."""
    linked = (write.body.get("properties") or {}).get(name)
    if linked and write.azure.store.id_of(linked) is None:
        raise ArmError(
            400, "LinkedResourceNotFound", f"The resource '{linked}' that '{name}' names was not found."
        )
