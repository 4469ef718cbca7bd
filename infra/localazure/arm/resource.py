"""A stored resource, and who asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """Who sent the request, from the verified token."""

    object_id: str
    app_id: str
    tenant_id: str
    name: str


@dataclass
class Resource:
    """A stored resource: *body* is what GET answers; *private* never leaves (keys, timers).

    ARM keeps the rest: *created* and *changed* (ISO 8601, local clock) and *etag*; "" where no request wrote it.
    """

    id: ResourceId
    body: Json
    private: Json = field(default_factory=dict)
    created: str = ""
    changed: str = ""
    etag: str = ""

    @property
    def properties(self) -> Json:
        """`body["properties"]`, made if it is not there."""
        properties: Json = self.body.setdefault("properties", {})
        return properties
