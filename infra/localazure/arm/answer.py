"""What a request asks and what ARM answers, without HTTP's machinery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localazure.arm import lenient_json, refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Caller, Json, LocalAzure, Provider, ResourceType


@dataclass(frozen=True)
class ArmRequest:
    """A request from a known caller; *query* and *headers* ignore the casing of names.

    *path* has no double slashes and none at the end.
    """

    azure: LocalAzure
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    caller: Caller

    @property
    def api_version(self) -> str:
        """The `api-version` of the query, "" if there is none."""
        return self.query.get("api-version", "")

    def json(self) -> Json:
        """Return the body as an object, {} if empty; raises ArmError `InvalidRequestContent`."""
        if not self.content.strip():
            return {}
        try:
            body = lenient_json.loads(self.content)
        except ValueError as err:
            raise refusals.invalid_content(str(err)) from err
        if not isinstance(body, dict):
            raise refusals.invalid_content(f"an object was expected, not {type(body).__name__}")
        return body


NULL = object()
"""The body that is the JSON value null."""


@dataclass(frozen=True)
class Answer:
    """*body* None: no content. *resource_type* is set where the body is one resource (the conformance dump)."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    resource_type: str | None = None


@dataclass(frozen=True)
class Target:
    """The resource, collection (the id's last name is "") or action a path names, in canonical casing."""

    provider: Provider
    type: ResourceType
    id: ResourceId
    action: str | None = None

    @property
    def is_collection(self) -> bool:
        """Whether the path stops at a type."""
        return self.id.name == ""
