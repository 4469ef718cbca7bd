"""The functions a template may call: exactly those that the templates of azure-ai-ml use, and no others.

Source: learn.microsoft.com/azure/azure-resource-manager/templates/template-functions. Names ignore case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localazure.templates import hashes, refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.templates.evaluation import Evaluation


@dataclass(frozen=True)
class Function:
    """*run* gets the evaluation and the arguments' values; *most* None: any number."""

    name: str
    run: Callable[[Evaluation, list[Any]], Any]
    least: int
    most: int | None


def _parameters(run: Evaluation, values: list[Any]) -> Any:
    return run.parameter(values[0])


def _variables(run: Evaluation, values: list[Any]) -> Any:
    return run.variable(values[0])


def _equals(_: Evaluation, values: list[Any]) -> bool:
    first, second = values
    return type(first) is type(second) and bool(first == second)


def _not(_: Evaluation, values: list[Any]) -> bool:
    return not boolean("not", values[0])


def _and(_: Evaluation, values: list[Any]) -> bool:
    return all(boolean("and", value) for value in values)


def _or(_: Evaluation, values: list[Any]) -> bool:
    return any(boolean("or", value) for value in values)


def boolean(name: str, value: Any) -> bool:
    """Return *value*, which must be true or false."""
    if not isinstance(value, bool):
        raise refusals.wrong_arguments(name, "all parameters must be booleans.")
    return value


def _concat(_: Evaluation, values: list[Any]) -> Any:
    if all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    if any(isinstance(value, list | dict) for value in values):
        raise refusals.wrong_arguments("concat", "all parameters must be either strings or arrays.")
    return "".join(text_of(value) for value in values)


def text_of(value: Any) -> str:
    """Return a plain value as texts show it: `True`, as .NET writes it."""
    return value if isinstance(value, str) else str(value)


def _to_lower(_: Evaluation, values: list[Any]) -> str:
    return _text("toLower", values[0]).lower()


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refusals.wrong_arguments(name, "the parameter must be a string.")
    return value


def _empty(_: Evaluation, values: list[Any]) -> bool:
    value = values[0]
    if value is not None and not isinstance(value, str | list | dict):
        raise refusals.wrong_arguments("empty", "the parameter must be an object, array or string.")
    return not value


def _length(_: Evaluation, values: list[Any]) -> int:
    if not isinstance(values[0], str | list | dict):
        raise refusals.wrong_arguments("length", "the parameter must be an object, array or string.")
    return len(values[0])


def _array(_: Evaluation, values: list[Any]) -> list[Any]:
    return values[0] if isinstance(values[0], list) else [values[0]]


def _json(_: Evaluation, values: list[Any]) -> Any:
    try:
        return json.loads(_text("json", values[0]))
    except ValueError as err:
        raise refusals.wrong_arguments("json", "the parameter is not valid JSON.") from err


def _guid(_: Evaluation, values: list[Any]) -> str:
    return hashes.guid("-".join(_text("guid", value) for value in values))


def _unique_string(_: Evaluation, values: list[Any]) -> str:
    return hashes.unique_string("-".join(_text("uniqueString", value) for value in values))


def _new_guid(run: Evaluation, _: list[Any]) -> str:
    if not run.is_default:
        raise refusals.not_here("newGuid")
    return run.surroundings.new_guid()


def _copy_index(run: Evaluation, values: list[Any]) -> int:
    """copyIndex(), copyIndex(offset), copyIndex(loop), copyIndex(loop, offset)."""
    loop = values[0] if values and isinstance(values[0], str) else None
    offset = next((value for value in values if isinstance(value, int)), 0)
    if run.copy is None or (loop is not None and loop.lower() != run.copy.name.lower()):
        raise refusals.not_here("copyIndex")
    return run.copy.index + offset


def _subscription(run: Evaluation, _: list[Any]) -> Any:
    return run.surroundings.subscription


def _resource_group(run: Evaluation, _: list[Any]) -> Any:
    if run.surroundings.group is None:
        raise refusals.not_here("resourceGroup")
    return run.surroundings.group


def _resource_id(run: Evaluation, values: list[Any]) -> str:
    """resourceId([subscription], [resource group], type, name, …)."""
    texts = [_text("resourceId", value) for value in values]
    at = _type_position("resourceId", texts)
    scope = run.surroundings.scope
    if at == 1:
        scope = f"{run.surroundings.subscription['id']}/resourceGroups/{texts[0]}"
    if at == 2:
        scope = f"/subscriptions/{texts[0]}/resourceGroups/{texts[1]}"
    return scope + _provider_part("resourceId", texts[at], texts[at + 1 :])


def _subscription_resource_id(run: Evaluation, values: list[Any]) -> str:
    """subscriptionResourceId([subscription], type, name, …)."""
    texts = [_text("subscriptionResourceId", value) for value in values]
    at = _type_position("subscriptionResourceId", texts)
    subscription = f"/subscriptions/{texts[0]}" if at else run.surroundings.subscription["id"]
    return str(subscription) + _provider_part("subscriptionResourceId", texts[at], texts[at + 1 :])


def _type_position(name: str, texts: list[str]) -> int:
    at = next((index for index, text in enumerate(texts[:3]) if "/" in text), None)
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


def _reference(run: Evaluation, values: list[Any]) -> Any:
    """reference(id or name, [apiVersion], ['Full'])."""
    texts = [_text("reference", value) for value in values]
    version = texts[1] if len(texts) > 1 else None
    full = len(texts) > 2 and texts[2].lower() == "full"
    if run.surroundings.reference is None or run.is_default:
        raise refusals.not_here("reference")
    found = run.surroundings.reference(texts[0], version)
    return found if full else found.get("properties", {})


IF = "if"
"""The only one whose arguments are not all computed."""
FUNCTIONS = {
    each.name.lower(): each
    for each in (
        Function("and", _and, 2, None),
        Function("array", _array, 1, 1),
        Function("concat", _concat, 1, None),
        Function("copyIndex", _copy_index, 0, 2),
        Function("empty", _empty, 1, 1),
        Function("equals", _equals, 2, 2),
        Function("guid", _guid, 1, None),
        Function("json", _json, 1, 1),
        Function("length", _length, 1, 1),
        Function("newGuid", _new_guid, 0, 0),
        Function("not", _not, 1, 1),
        Function("or", _or, 2, None),
        Function("parameters", _parameters, 1, 1),
        Function("reference", _reference, 1, 3),
        Function("resourceGroup", _resource_group, 0, 0),
        Function("resourceId", _resource_id, 2, None),
        Function("subscription", _subscription, 0, 0),
        Function("subscriptionResourceId", _subscription_resource_id, 2, None),
        Function("toLower", _to_lower, 1, 1),
        Function("uniqueString", _unique_string, 1, None),
        Function("variables", _variables, 1, 1),
    )
}
