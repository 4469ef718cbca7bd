"""The seam between ARM and a resource provider: a provider is data plus hooks, and knows no HTTP.

A hook is a plain synchronous function; it raises `ArmError` to refuse. ARM does the rest for every type:
authentication, authorization, api-version and name checks, parents that must exist, `id`/`name`/`type`/
`systemData`/`etag`, PUT/PATCH/GET/HEAD/LIST/DELETE, cascading deletes, operations and their polling.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from localazure.arm.operation import Operation
from localazure.arm.resource import Caller, Json, Resource
from localazure.arm.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from localazure.arm.errors import ArmError
    from localazure.arm.ids import ResourceId
    from localazure.arm.store import Store
    from localazure.clock import Clock
    from localazure.faults import Faults
    from localazure.scenarios import Scenario

__all__ = [
    "Action",
    "Call",
    "Caller",
    "Draft",
    "Json",
    "LocalAzure",
    "Operation",
    "Provider",
    "Providers",
    "Read",
    "Resource",
    "ResourceType",
    "Write",
]


@dataclass(frozen=True)
class Write:
    """A PUT, or a PATCH already merged, that passed ARM's own checks."""

    azure: LocalAzure
    id: ResourceId
    body: Json
    before: Resource | None
    caller: Caller
    api_version: str


@dataclass(frozen=True)
class Call:
    """A POST action on a resource, a DELETE, or a read of a computed one. *body* and *query* may be empty."""

    azure: LocalAzure
    id: ResourceId
    resource: Resource | None
    body: Json
    query: Mapping[str, str]
    caller: Caller
    api_version: str


@dataclass(frozen=True)
class Draft:
    """What a PUT leads to: the resource as it will be stored, and the operation it begins (None: done at once).

    ARM adds id, name, type, systemData and etag to *body*, and keeps `properties.provisioningState` in step with
    an operation; without one, the hook writes provisioningState itself where the published type has it (an
    operation that still runs from an earlier write goes on).
    """

    body: Json
    private: Json = field(default_factory=dict)
    operation: Operation | None = None


@dataclass(frozen=True)
class Action:
    """A POST action. *run* returns the answer's body (None: 204); *right* is the RBAC action it needs.

    Where *operation* is given the answer is 202 with `Location`, and the body is the operation's result.
    """

    name: str
    run: Callable[[Call], Any]
    right: str
    operation: Operation | None = None


@dataclass(frozen=True)
class ResourceType:
    """One ARM resource type.

    *name* is the full type. *put* turns a Write into a Draft; None: the type can't be written. *patch* tells
    whether PATCH is offered. *advance* takes the next steps of a PUT whose polls and seconds are over, and says
    whether all are taken. *finish* runs when the PUT's operation ends; it may change the resource in place, or
    raise ArmError: the operation fails with it. *delete* runs before a DELETE and may refuse; it returns the
    operation (None: 200 at once). *deleted* runs when the resource is gone (release quota, soft-delete), also in
    a cascade, children first. *purge* runs for a DELETE of what is not there (a soft-deleted one may be), and
    says whether it found one.
    *view* gives what GET and LIST show where that differs from what is stored.
    *dated* turns the newest api-version's body into what the one in the request shows.
    *listing* picks what a LIST shows where "the ones at this scope" is not it; its Call's id has "" as last name.
    *busy* makes the refusal of a write to the resource, or to a child of it, while its operation runs; it gets
    the busy resource and the id that was to be written. Without it, or where it makes none, a later write preempts the
    operation.
    *etag_header*: its answers carry `ETag`, too. *not_found* makes the refusal of what is not there.
    *name_pattern* is a regular expression the last name must match in full; *name_error* makes the refusal.
    *tracked*: it has a location and tags and shows in `/resources`. *scope* is where ids of it may live:
    "resourceGroup", "subscription", "tenant" or "any" (an extension resource). *system_data*, *etag*: the
    published type has these top-level fields. *wire* overrides the provider's; *rbac_name* is the
    type's name in RBAC actions where that differs. *created* and *replaced* are the status of
    a PUT of what is not there yet, and of what is.
    """

    name: str
    api_versions: tuple[str, ...]
    put: Callable[[Write], Draft] | None = None
    patch: bool = True
    advance: Callable[[LocalAzure, Resource], bool] | None = None
    finish: Callable[[LocalAzure, Resource], None] | None = None
    delete: Callable[[Call], Operation | None] | None = None
    deleted: Callable[[LocalAzure, Resource], None] | None = None
    purge: Callable[[Call], bool] | None = None
    view: Callable[[LocalAzure, Resource], Json] | None = None
    dated: Callable[[Json, str], Json] | None = None
    listing: Callable[[Call], list[Resource]] | None = None
    busy: Callable[[Resource, ResourceId], ArmError | None] | None = None
    actions: tuple[Action, ...] = ()
    name_pattern: str | None = None
    name_error: Callable[[ResourceId], ArmError] | None = None
    tracked: bool = True
    scope: str = "resourceGroup"
    system_data: bool = True
    etag: bool = False
    etag_header: bool = False
    not_found: Callable[[LocalAzure, ResourceId], ArmError] | None = None
    wire: Wire | None = None
    rbac_name: str | None = None
    created: int = 201
    replaced: int = 200


@dataclass(frozen=True)
class Read:
    """A route of a provider that is no stored resource, e.g. GET `locations/{location}/usages`.

    *path* is relative to `/subscriptions/{id}/providers/{namespace}/`, or to the provider's path at another
    *scope*: "tenant", "resourceGroup", "any" (after any id); with the scope "root" it is the whole path.
    Placeholders in braces reach *run* through `Call.query` under their names; `Call.id` is the scope's id.
    *run* returns the whole body, `{"value": [...]}` for a list, None for 204, or an Answer. *right* may hold placeholders, too; ""
    asks for a valid token only.
    """

    path: str
    run: Callable[[Call], Any]
    api_versions: tuple[str, ...]
    right: str
    method: str = "GET"
    scope: str = "subscription"


@dataclass(frozen=True)
class Provider:
    """A resource provider: its namespace, its types, its other routes.

    *wire* is how its operations look to clients. *start* runs each time the server starts, before the first request,
    *settle* before each request: what the clock alone brings about.
    """

    namespace: str
    types: tuple[ResourceType, ...] = ()
    reads: tuple[Read, ...] = ()
    wire: Wire = field(default_factory=Wire)
    start: Callable[[LocalAzure], None] | None = None
    settle: Callable[[LocalAzure], None] | None = None


class Providers(Hashable, Protocol):
    """The resource providers and their types, by name in any casing; they never change."""

    @property
    def all(self) -> tuple[Provider, ...]:
        """Every provider, by namespace."""

    def find(self, namespace: str) -> Provider | None:
        """Return the provider of *namespace*, or None."""

    def find_type(self, name: str) -> ResourceType | None:
        """Return the type of the full *name*, or None."""

    def type(self, name: str) -> ResourceType:
        """Return the type of the full *name*; raises KeyError for a type that no provider declares."""

    def wire(self, name: str) -> Wire:
        """Return how the operations of the type *name* look to clients. Raises KeyError for a type not declared."""


class LocalAzure(Protocol):
    """The running local Azure as its parts see it; `serving.py` builds it."""

    @property
    def url(self) -> str:
        """`https://localhost:PORT`, without a slash at the end: ARM, Entra and the data plane share it."""

    @property
    def store(self) -> Store:
        """What is remembered."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def scenario(self) -> Scenario:
        """What kind of Azure this is."""

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""

    @property
    def providers(self) -> Providers:
        """The resource providers and their types, by name."""

    def authenticate(self, authorization: str | None) -> Caller:
        """Return who sent this `Authorization` header; raises ArmError 401 with `WWW-Authenticate`."""

    def authenticate_data_plane(self, authorization: str | None, audiences: Sequence[str]) -> Caller:
        """Return who sent this header to an endpoint that takes tokens for *audiences*; raises ArmError 401."""

    def authorize(self, caller: Caller, action: str, scope: str, *, data: bool = False) -> None:
        """Raise ArmError 403 `AuthorizationFailed` unless *caller* may do *action* at *scope*.

        *scope* is an id, "" for the tenant; *data*: a data action.
        """
