"""Resource types that need no code of their own: what they require, default and compute is data (`PlainType`)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Draft, Json, Operation, Resource, ResourceType, Write
from localazure.providers import bodies
from localazure.providers.identities import with_identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Action, Call, LocalAzure
    from localazure.arm.wire import Wire


@dataclass(frozen=True)
class Refusal:
    """How a resource provider says no; *message* holds `{name}`."""

    status: int
    code: str
    message: str

    def of(self, resource_id: ResourceId) -> ArmError:
        """Return the error for this resource."""
        return ArmError(self.status, self.code, self.message.format(name=resource_id.name))


def _nothing(_: Write) -> Json:
    return {}


def _no_addresses(_: LocalAzure, __: Resource) -> Json:
    return {}


@dataclass(frozen=True)
class PlainType:
    """A resource type told as data.

    *required* are dotted paths into the body. *defaults* is merged under what the client sent. *computed* gives
    read-only properties at creation, kept for ever; *addresses* those that hold the local Azure's own URL, made
    anew at each read because the port may change. *taken* is set where a name is unique in all of Azure.
    *secrets* makes what never leaves the resource. *guard* may refuse a write, or return what it
    brings back: that stands over what was sent. *system_data* False: it does not show it though its type has it.
    """

    name: str
    api_versions: tuple[str, ...]
    name_pattern: str
    name_refusal: Refusal
    taken: Refusal | None = None
    required: tuple[str, ...] = ()
    defaults: Json = field(default_factory=dict)
    computed: Callable[[Write], Json] = _nothing
    addresses: Callable[[LocalAzure, Resource], Json] = _no_addresses
    secrets: Callable[[], Json] = dict
    guard: Callable[[Write], Json | None] | None = None
    actions: tuple[Action, ...] = ()
    operation: Operation | None = None
    deleted: Callable[[LocalAzure, Resource], None] | None = None
    created: int = 201
    dated: Callable[[Json, str], Json] | None = None
    etag_header: bool = False
    system_data: bool = True
    wire: Wire | None = None
    delete: Callable[[Call], Operation | None] | None = None


def resource_type(shape: PlainType) -> ResourceType:
    """Return the ARM resource type that behaves as *shape* says."""

    def put(write: Write) -> Draft:
        return _draft(shape, write)

    def view(azure: LocalAzure, resource: Resource) -> Json:
        return resource.body | {"properties": resource.properties | shape.addresses(azure, resource)}

    return ResourceType(
        name=shape.name,
        api_versions=shape.api_versions,
        put=put,
        view=view,
        actions=shape.actions,
        name_pattern=shape.name_pattern,
        name_error=shape.name_refusal.of,
        deleted=shape.deleted,
        created=shape.created,
        dated=shape.dated,
        delete=shape.delete,
        wire=shape.wire,
        etag_header=shape.etag_header,
        tracked=bodies.has_field(shape.name, "location"),
        system_data=shape.system_data and bodies.has_field(shape.name, "systemData"),
        etag=bodies.has_field(shape.name, "etag"),
    )


def _draft(shape: PlainType, write: Write) -> Draft:
    _refuse_taken(shape, write)
    sent = bodies.check(shape.name, write.body)
    if shape.guard:
        sent = merged(sent, shape.guard(write) or {})
    _refuse_missing(shape, sent)
    body = with_identity(write, merged(shape.defaults, sent))
    body["properties"] |= _computed(shape, write)
    private = write.before.private if write.before else shape.secrets()
    return Draft(body, private, None if write.before else shape.operation)


def _computed(shape: PlainType, write: Write) -> Json:
    computed = shape.computed(write)
    before = write.before.properties if write.before else {}
    unchanged = {name: before[name] for name in computed if name in before and name != "provisioningState"}
    return computed | unchanged


def _refuse_taken(shape: PlainType, write: Write) -> None:
    if shape.taken is None or write.before is not None:
        return
    if any(write.azure.store.named(shape.name, write.id.name)):
        raise shape.taken.of(write.id)


def _refuse_missing(shape: PlainType, body: Json) -> None:
    for path in shape.required:
        if _at(body, path) is None:
            raise ArmError(
                400, "BadRequest", f"The required property '{path}' is missing."
            )  # wording assumed


def _at(body: Json, path: str) -> Any:
    value: Any = body
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def merged(defaults: Json, sent: Json) -> Json:
    """Return *sent* over a copy of *defaults*, object by object; lists are taken whole."""
    result = deepcopy(defaults)
    for name, value in sent.items():
        below = result.get(name)
        result[name] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result
