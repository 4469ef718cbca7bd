"""Property values as the engine sends them (google.protobuf.Struct), and plain JSON; pure."""

from __future__ import annotations

from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict  # type: ignore[import-untyped]  # no stubs
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]  # in the lock file

Json = dict[str, Any]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's mark of a secret, itself public
"""Marks of special values in Pulumi's protocol (sdk/go/common/resource)."""


def read(struct: Struct) -> Json:
    """Return *struct* as JSON: whole numbers as int, no nulls, secrets opened, unknowns as their mark."""
    plain: Json = _plain(MessageToDict(struct))
    return plain


def write(values: Json) -> Struct:
    """Return *values* for the engine; which of them are secret it knows itself, from the inputs."""
    return ParseDict(values, Struct())


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return _plain(value["value"])
        return {name: _plain(one) for name, one in value.items() if one is not None}
    return value
