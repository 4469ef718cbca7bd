"""From a request to an answer: who asks, what for, may they, does it exist; then the verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from multidict import CIMultiDict

from localazure.arm import (
    actions,
    checks,
    deletes,
    operations,
    polling,
    reads,
    refusals,
    routes,
    writes,
)
from localazure.arm.answer import Answer
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.answer import ArmRequest, Target
    from localazure.arm.resource_type import Provider, Read


@dataclass(frozen=True)
class Verb:
    """How a method is answered; *right* is the last part of the RBAC action it needs."""

    answer: Callable[[ArmRequest, Target], Answer]
    right: str


TENANTS = "Microsoft.Resources/tenants"

VERBS = {
    "GET": Verb(reads.get, "read"),
    "HEAD": Verb(reads.head, "read"),
    "PUT": Verb(writes.put, "write"),
    "PATCH": Verb(writes.patch, "write"),
    "DELETE": Verb(deletes.delete, "delete"),
    "POST": Verb(actions.post, "action"),
}


def dispatch(request: ArmRequest) -> Answer:
    """Answer the request in one transaction; raises ArmError for everything that is no success.

    Operations move on first: what they did stays, even if the request is refused.
    """
    if not request.api_version:
        raise refusals.missing_api_version()
    checks.subscription_well_formed(request.path)
    with request.azure.store.transaction():
        operations.settle(request.azure)
        polling.count_poll(request)
        answered = _answered(request)
    if isinstance(answered, ArmError):
        raise answered
    return answered


def _answered(request: ArmRequest) -> Answer | ArmError:
    try:
        return answer(request)
    except ArmError as refusal:
        return refusal


def answer(request: ArmRequest) -> Answer:
    """Answer the request as it stands, in one transaction: for what is asked while another one is answered."""
    with request.azure.store.transaction():
        return _route(request)


def _route(request: ArmRequest) -> Answer:
    polled = polling.find_polled(request)
    if polled is not None:
        return polled
    read = routes.find_read(request)
    if read is not None:
        return _answer_read(request, *read)
    target = routes.find_target(request)
    if target is None:
        raise refusals.unknown_route(request.method, request.path)
    return _answer_target(request, target)


def _answer_read(request: ArmRequest, provider: Provider, read: Read, values: dict[str, str]) -> Answer:
    scope = _scope_of(request, values)
    checks.api_version(request, provider, routes.type_of(read), read.api_versions)
    checks.subscription_exists(request.azure, scope.subscription_id)
    where = str(scope) if scope.type != TENANTS else ""
    if read.right:
        request.azure.authorize(request.caller, read.right.format_map(values), where)
    checks.scope_exists(request.azure, where)
    checks.registered(request.azure, scope.subscription_id, provider.namespace)
    query = CIMultiDict(request.query)
    query.update(values)
    body = read.run(
        Call(request.azure, scope, None, request.json(), query, request.caller, request.api_version)
    )
    if isinstance(body, Answer):
        return body
    return Answer(204) if body is None else Answer(200, body)


def _scope_of(request: ArmRequest, values: dict[str, str]) -> ResourceId:
    """Return the id that a route's placeholders name as its scope; the tenant's where they name none."""
    subscription, group = values.get("subscriptionId"), values.get("resourceGroupName")
    scope = f"/subscriptions/{subscription}" if subscription else values.get("scope", "")
    if not scope:
        return ResourceId("", TENANTS, (request.caller.tenant_id,))
    try:
        parsed = ResourceId.parse(f"{scope}/resourceGroups/{group}" if group else scope)
    except ValueError as err:
        raise refusals.unknown_route(request.method, request.path) from err
    return routes.canonical(request.azure, parsed)


def _answer_target(request: ArmRequest, target: Target) -> Answer:
    verb = VERBS.get(request.method)
    if verb is None:
        raise refusals.method_not_allowed(request.method, target.type.name)
    checks.api_version(request, target.provider, refusals.relative_type(target.id), target.type.api_versions)
    checks.subscription_exists(request.azure, target.id.subscription_id)
    right = f"{target.type.rbac_name or target.type.name}/{verb.right}"
    if target.action is not None:
        right = actions.find_action(request, target).right
    request.azure.authorize(request.caller, right, _authorized_scope(target))
    checks.subscription_writable(request.azure, request.method, target.id.subscription_id)
    checks.offered(request.method, target)
    checks.scope_exists(request.azure, target.id.scope)
    checks.registered(request.azure, target.id.subscription_id, target.provider.namespace)
    checks.parent_exists(request.azure, target.id, verb.right)
    return verb.answer(request, target)


def _authorized_scope(target: Target) -> str:
    """Return the id to authorize at: a LIST is asked of the parent or the scope."""
    if not target.is_collection:
        return str(target.id)
    parent = target.id.parent
    return str(parent) if parent is not None else target.id.scope
