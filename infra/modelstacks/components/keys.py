"""An endpoint's primary key, asked once the endpoint exists and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping


def primary_key(
    function: str, name_argument: str, endpoint_id: pulumi.Output[str], place: Mapping[str, str]
) -> pulumi.Output[str]:
    """Return the key as a secret; *function* lists keys and takes the endpoint's name as *name_argument*.

    Where Azure refuses, an up ends with Azure's words. A preview goes on: who may only read sees a warning.
    """

    async def ask(path: str) -> str:
        arguments = {name_argument: path.rsplit("/", 1)[-1], **place}
        try:
            keys: Any = await pulumi.runtime.invoke_async(
                f"azure-native:machinelearningservices:{function}", arguments
            )
        except Exception as err:  # noqa: BLE001  the SDK raises nothing narrower for a failed function
            return _refused(path, err)
        return str(keys["primaryKey"] or "")  # null where the endpoint takes Entra ID alone

    return pulumi.Output.secret(endpoint_id.apply(ask))


def _refused(path: str, err: Exception) -> str:
    words = f"The keys of {path} can't be read.\n{err}"
    if not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(words) from err
    pulumi.log.warn(words)
    return ""
