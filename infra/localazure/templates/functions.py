"""The functions a template may call, by name; these here know where the template is deployed.

Source: learn.microsoft.com/azure/azure-resource-manager/templates/template-functions. Names ignore case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localazure.templates import (
    functions_data,
    functions_dates,
    functions_lambda,
    functions_text,
    refusals,
)
from localazure.templates.function import Function, text
from localazure.templates.functions_lambda import LAMBDA

if TYPE_CHECKING:
    from localazure.templates.function import Context


def _parameters(context: Context, values: list[Any]) -> Any:
    return context.parameter(values[0])


def _variables(context: Context, values: list[Any]) -> Any:
    return context.variable(values[0])


def _new_guid(context: Context, _: list[Any]) -> str:
    if not context.is_default:
        raise refusals.not_here("newGuid")
    return context.surroundings.new_guid()


def _copy_index(context: Context, values: list[Any]) -> int:
    """copyIndex(), copyIndex(offset), copyIndex(loop), copyIndex(loop, offset)."""
    loop = values[0] if values and isinstance(values[0], str) else None
    offset = next((value for value in values if isinstance(value, int)), 0)
    turns = [turn for turn in (*context.loops, context.copy) if turn is not None]
    found = next((turn for turn in turns if loop is None or loop.lower() == turn.name.lower()), None)
    if found is None:
        raise refusals.not_here("copyIndex")
    return found.index + offset


def _subscription(context: Context, _: list[Any]) -> Any:
    return context.surroundings.subscription


def _resource_group(context: Context, _: list[Any]) -> Any:
    if context.surroundings.group is None:
        raise refusals.not_here("resourceGroup")
    return context.surroundings.group


def _resource_id(context: Context, values: list[Any]) -> str:
    """resourceId([subscription], [resource group], type, name, …)."""
    texts = [text("resourceId", value) for value in values]
    at = _type_position("resourceId", texts)
    scope = context.surroundings.scope
    if at == 1:
        scope = f"{context.surroundings.subscription['id']}/resourceGroups/{texts[0]}"
    if at == 2:
        scope = f"/subscriptions/{texts[0]}/resourceGroups/{texts[1]}"
    return scope + _provider_part("resourceId", texts[at], texts[at + 1 :])


def _subscription_resource_id(context: Context, values: list[Any]) -> str:
    """subscriptionResourceId([subscription], type, name, …)."""
    texts = [text("subscriptionResourceId", value) for value in values]
    at = _type_position("subscriptionResourceId", texts)
    subscription = f"/subscriptions/{texts[0]}" if at else context.surroundings.subscription["id"]
    return str(subscription) + _provider_part("subscriptionResourceId", texts[at], texts[at + 1 :])


def _type_position(name: str, texts: list[str]) -> int:
    at = next((index for index, each in enumerate(texts[:3]) if "/" in each), None)
    if at is None:
        raise refusals.wrong_arguments(name, "the type of the resource must include a resource provider.")
    return at


def _provider_part(name: str, type_name: str, names: list[str]) -> str:
    namespace, *segments = type_name.split("/")
    if len(segments) != len(names):
        why = f"the type '{type_name}' requires '{len(segments)}' resource name argument(s)."
        raise refusals.wrong_arguments(name, why)
    pairs = "".join(f"/{segment}/{each}" for segment, each in zip(segments, names, strict=True))
    return f"/providers/{namespace}{pairs}"


def _extension_resource_id(_: Context, values: list[Any]) -> str:
    """extensionResourceId(id of what is extended, type, name, …)."""
    texts = [text("extensionResourceId", value) for value in values]
    return texts[0].rstrip("/") + _provider_part("extensionResourceId", texts[1], texts[2:])


def _tenant_resource_id(_: Context, values: list[Any]) -> str:
    texts = [text("tenantResourceId", value) for value in values]
    return _provider_part("tenantResourceId", texts[0], texts[1:])


def _list(name: str) -> Function:
    """listKeys(id, apiVersion) and its like: the action's answer, asked for as the deployment's caller."""

    def run(context: Context, values: list[Any]) -> Any:
        id_, version = (text(name, value) for value in values[:2])
        if context.surroundings.action is None or context.is_default:
            raise refusals.not_here(name)
        return context.surroundings.action(id_, name, version)

    return Function(name, run, 2, 3)


def _around(name: str) -> Function:
    """Return a function without arguments that gives a part of the surroundings."""
    return Function(name, lambda context, _: getattr(context.surroundings, name), 0, 0)


def _reference(context: Context, values: list[Any]) -> Any:
    """reference(id or name, [apiVersion], ['Full'])."""
    texts = [text("reference", value) for value in values]
    version = texts[1] if len(texts) > 1 else None
    full = len(texts) > 2 and texts[2].lower() == "full"
    if context.surroundings.reference is None or context.is_default:
        raise refusals.not_here("reference")
    found = context.surroundings.reference(texts[0], version)
    return found if full else found.get("properties", {})


IF = "if"
"""The only one, besides lambda, whose arguments are not all computed."""
SPECIAL = (IF, LAMBDA)
_OWN = (
    Function("copyIndex", _copy_index, 0, 2),
    _around("deployment"),
    _around("environment"),
    Function("extensionResourceId", _extension_resource_id, 3, None),
    Function("newGuid", _new_guid, 0, 0),
    Function("parameters", _parameters, 1, 1),
    Function("reference", _reference, 1, 3),
    Function("resourceGroup", _resource_group, 0, 0),
    Function("resourceId", _resource_id, 2, None),
    Function("subscription", _subscription, 0, 0),
    Function("subscriptionResourceId", _subscription_resource_id, 2, None),
    _around("tenant"),
    Function("tenantResourceId", _tenant_resource_id, 2, None),
    Function("variables", _variables, 1, 1),
)
FUNCTIONS = {
    each.name.lower(): each
    for each in (
        *_OWN,
        *functions_data.FUNCTIONS,
        *functions_dates.FUNCTIONS,
        *functions_lambda.FUNCTIONS,
        *functions_text.FUNCTIONS,
    )
}


def find(name: str) -> Function | None:
    """Return the function of that *name*; every one that begins with `list` is a resource's action."""
    return FUNCTIONS.get(name.lower()) or (_list(name) if name.lower().startswith("list") else None)
