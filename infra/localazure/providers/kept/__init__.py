"""Types that templates of web applications make: kept and answered as they were sent, with the addresses they would have.

Nothing runs behind them, nothing is checked but what ARM checks of every type. Which there are is data (`kept.json`).
"""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from localazure.arm.resource_type import Draft, Provider, ResourceType
from localazure.providers.generic import merged
from localazure.providers.identities import with_identity

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Resource, Write

_DATE = re.compile(r"20\d\d-\d\d-\d\d(-preview)?")


class _AnyDate(tuple[str, ...]):
    """The api-versions of what is only kept: every date will do."""

    __slots__ = ()

    def __contains__(self, version: object) -> bool:
        return isinstance(version, str) and _DATE.fullmatch(version) is not None


_VERSIONS = _AnyDate(("2025-01-01",))


def _type(namespace: str, definition: Json) -> ResourceType:
    shown: Json = definition.get("shown") or {}

    def put(write: Write) -> Draft:
        body = with_identity(write, merged(definition.get("defaults") or {}, write.body))
        body.setdefault("properties", {})["provisioningState"] = "Succeeded"
        return Draft(body)

    def view(_: LocalAzure, resource: Resource) -> Json:
        return resource.body | {"properties": merged(_filled(shown, resource), resource.properties)}

    return ResourceType(
        f"{namespace}/{definition['type']}",
        _VERSIONS,
        put=put,
        view=view,
        tracked=not definition.get("untracked"),
        scope=definition.get("scope", "resourceGroup"),
        system_data=bool(definition.get("system_data")),
    )


def _filled(shown: Any, resource: Resource) -> Any:
    """Return *shown* with the resource's names and region in it."""
    if isinstance(shown, dict):
        return {name: _filled(value, resource) for name, value in shown.items()}
    if isinstance(shown, list):
        return [_filled(value, resource) for value in shown]
    if not isinstance(shown, str):
        return shown
    names = resource.id.names
    return shown.format(name=names[-1], parent=names[0], location=resource.body.get("location", ""))


def _providers() -> tuple[Provider, ...]:
    text = (resources.files(__package__) / "kept.json").read_text(encoding="utf-8")
    namespaces: dict[str, list[Json]] = json.loads(text)["namespaces"]
    return tuple(
        Provider(namespace, types=tuple(_type(namespace, definition) for definition in definitions))
        for namespace, definitions in namespaces.items()
    )


PROVIDERS = _providers()
