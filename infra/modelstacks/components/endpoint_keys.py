"""An endpoint's primary key, asked once the endpoint exists and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.arm_id import ArmId
from modelstacks.components.provider_functions import call

if TYPE_CHECKING:
    from collections.abc import Mapping


def primary_key(
    function: str, name_argument: str, endpoint_id: pulumi.Output[str], location: Mapping[str, str]
) -> pulumi.Output[str]:
    """Return the key as a secret; *function* lists keys and takes the endpoint's name as *name_argument*.

    Where Azure refuses, an up ends with Azure's words. A preview goes on: who may only read sees a warning.
    """

    async def ask(path: str) -> Any:
        arguments = {name_argument: ArmId(path).name, **location}
        try:
            return await call(function, arguments, f"The keys of {path} can't be read.")
        except pulumi.RunError as err:
            if not pulumi.runtime.is_dry_run():
                raise
            pulumi.log.warn(str(err))
            return {}

    keys: pulumi.Output[Any] = endpoint_id.apply(ask)
    return pulumi.Output.secret(
        keys.apply(lambda found: str(found.get("primaryKey") or ""))
    )  # null where the endpoint takes Entra ID alone; the SDK may leave it out
