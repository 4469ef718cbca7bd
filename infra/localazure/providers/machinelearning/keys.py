"""Endpoint keys: two of 32 characters, both valid until one is regenerated."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Resource

_ALPHABET = string.ascii_letters + string.digits
_PROPERTY_OF = {"primary": "primaryKey", "secondary": "secondaryKey"}


def new_key() -> str:
    """Return a key of 32 letters and digits, as serverless endpoints have them."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(32))


def new_keys() -> Json:
    """Return what an endpoint keeps in private."""
    return {"keys": {name: new_key() for name in _PROPERTY_OF.values()}}


def valid_keys(endpoint: Resource) -> tuple[str, ...]:
    """Return the keys that *endpoint* takes now."""
    return tuple(endpoint.private["keys"].values())


def list_keys(call: Call) -> Json:
    """POST listKeys."""
    assert call.resource is not None
    keys: Json = call.resource.private["keys"]
    return keys


def regenerate_keys(call: Call) -> Json:
    """POST regenerateKeys: make one key anew and answer both.

    `keyValue` is not obeyed: azure-ai-ml sends the key it wants replaced (assumed).
    """
    assert call.resource is not None
    kind = str(call.body.get("keyType", ""))
    if kind.lower() not in _PROPERTY_OF:
        raise ArmError(
            400, "BadRequest", f"Key type '{kind}' is not valid; it is Primary or Secondary."
        )  # assumed
    call.resource.private["keys"][_PROPERTY_OF[kind.lower()]] = new_key()
    call.azure.store.put(call.resource)
    return list_keys(call)
