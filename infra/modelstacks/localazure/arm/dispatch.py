"""From a request to an answer: who asks, what for, may they, does it exist; then the verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from multidict import CIMultiDict

from modelstacks.localazure.arm import (
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
from modelstacks.localazure.arm.answer import Answer
from modelstacks.localazure.arm.ids import ResourceId
from modelstacks.localazure.arm.resource_type import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.localazure.arm.answer import Asked, Target
    from modelstacks.localazure.arm.resource_type import Provider, Read


@dataclass(frozen=True)
class Verb:
    """How a method is answered; *right* is the last part of the RBAC action it needs."""

    answer: Callable[[Asked, Target], Answer]
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


def dispatch(asked: Asked) -> Answer:
    """Answer the request in one transaction; raises ArmError for everything that is no success.

    Operations move on in a transaction before it: what they did stays, even if the request is refused.
    """
    if not asked.api_version:
        raise refusals.missing_api_version()
    checks.subscription_well_formed(asked.path)
    with asked.azure.store.transaction():
        operations.settle(asked.azure)
        polling.count_poll(asked)
    return answer(asked)


def answer(asked: Asked) -> Answer:
    """Answer the request as it stands, in one transaction: for what is asked while another one is answered."""
    with asked.azure.store.transaction():
        return _route(asked)


def _route(asked: Asked) -> Answer:
    polled = polling.find_polled(asked)
    if polled is not None:
        return polled
    read = routes.find_read(asked)
    if read is not None:
        return _answer_read(asked, *read)
    target = routes.find_target(asked)
    if target is None:
        raise refusals.unknown_route(asked.method, asked.path)
    return _answer_target(asked, target)


def _answer_read(asked: Asked, provider: Provider, read: Read, values: dict[str, str]) -> Answer:
    scope = _scope_of(asked, values)
    checks.api_version(asked, provider, routes.type_of(read), read.api_versions)
    checks.subscription_exists(asked.azure, scope.subscription_id)
    where = str(scope) if scope.type != TENANTS else ""
    if read.right:
        asked.azure.authorize(asked.caller, read.right.format_map(values), where)
    checks.scope_exists(asked.azure, where)
    checks.registered(asked.azure, scope.subscription_id, provider.namespace)
    query = CIMultiDict(asked.query)
    query.update(values)
    body = read.run(Call(asked.azure, scope, None, asked.json(), query, asked.caller, asked.api_version))
    if isinstance(body, Answer):
        return body
    return Answer(204) if body is None else Answer(200, body)


def _scope_of(asked: Asked, values: dict[str, str]) -> ResourceId:
    """Return the id that a route's placeholders name as its scope; the tenant's where they name none."""
    subscription, group = values.get("subscriptionId"), values.get("resourceGroupName")
    scope = f"/subscriptions/{subscription}" if subscription else values.get("scope", "")
    if not scope:
        return ResourceId("", TENANTS, (asked.caller.tenant_id,))
    try:
        parsed = ResourceId.parse(f"{scope}/resourceGroups/{group}" if group else scope)
    except ValueError as err:
        raise refusals.unknown_route(asked.method, asked.path) from err
    return routes.canonical(asked.azure, parsed)


def _answer_target(asked: Asked, target: Target) -> Answer:
    verb = VERBS.get(asked.method)
    if verb is None:
        raise refusals.method_not_allowed(asked.method, target.type.name)
    checks.api_version(asked, target.provider, refusals.relative_type(target.id), target.type.api_versions)
    checks.subscription_exists(asked.azure, target.id.subscription_id)
    right = f"{target.type.rbac_name or target.type.name}/{verb.right}"
    if target.action is not None:
        right = actions.find_action(asked, target).right
    asked.azure.authorize(asked.caller, right, _authorized_scope(target))
    checks.subscription_writable(asked.azure, asked.method, target.id.subscription_id)
    checks.offered(asked.method, target)
    checks.scope_exists(asked.azure, target.id.scope)
    checks.registered(asked.azure, target.id.subscription_id, target.provider.namespace)
    checks.parent_exists(asked.azure, target.id, verb.right)
    return verb.answer(asked, target)


def _authorized_scope(target: Target) -> str:
    """Return the id to authorize at: a LIST is asked of the parent or the scope."""
    if not target.is_collection:
        return str(target.id)
    parent = target.id.parent
    return str(parent) if parent is not None else target.id.scope
