"""Functions on lists, objects and numbers, and the logical ones."""

from __future__ import annotations

from functools import reduce
from typing import Any

from localazure.templates import refusals
from localazure.templates.function import boolean, plain, whole


def _equals(first: Any, second: Any) -> bool:
    return type(first) is type(second) and bool(first == second)


def _empty(value: Any) -> bool:
    if value is not None and not isinstance(value, str | list | dict):
        raise refusals.wrong_arguments("empty", "the parameter must be an object, array or string.")
    return not value


def _length(value: Any) -> int:
    if not isinstance(value, str | list | dict):
        raise refusals.wrong_arguments("length", "the parameter must be an object, array or string.")
    return len(value)


def _contains(container: Any, item: Any) -> bool:
    if isinstance(container, dict):
        return str(item).lower() in {name.lower() for name in container}
    if not isinstance(container, str | list):
        raise refusals.wrong_arguments("contains", "the parameter must be an object, array or string.")
    return item in container


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _create_object(*values: Any) -> dict[str, Any]:
    if len(values) % 2:
        raise refusals.wrong_arguments("createObject", "keys and values must come in pairs.")
    return dict(zip(values[0::2], values[1::2], strict=True))


def _union(*values: Any) -> Any:
    if all(isinstance(value, dict) for value in values):
        start: dict[str, Any] = {}
        return reduce(_joined, values, start)
    found: list[Any] = []
    for value in values:
        found += [item for item in value if item not in found]
    return found


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return both, objects in them joined, too; the second one's values win."""
    result = dict(first)
    for name, value in second.items():
        below = result.get(name)
        result[name] = _joined(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def _intersection(*values: Any) -> Any:
    first, *rest = values
    if isinstance(first, dict):
        return {name: value for name, value in first.items() if all(each.get(name) == value for each in rest)}
    return [item for item in first if all(item in each for each in rest)]


def _try_get(target: Any, *path: Any) -> Any:
    """tryGet(value, name or place, …): null where nothing is there."""
    for key in path:
        if isinstance(target, dict):
            target = next((value for name, value in target.items() if name.lower() == str(key).lower()), None)
        elif isinstance(target, list) and isinstance(key, int) and 0 <= key < len(target):
            target = target[key]
        else:
            return None
    return target


def _first(value: Any) -> Any:
    return value[0] if value else (None if isinstance(value, list) else "")


def _last(value: Any) -> Any:
    return value[-1] if value else (None if isinstance(value, list) else "")


def _to_int(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as err:
        raise refusals.wrong_arguments("int", "the parameter can't be converted to an integer.") from err


def _to_bool(value: Any) -> bool:
    return value.lower() == "true" if isinstance(value, str) else bool(value)


def _spread(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(values[0]) if isinstance(values[0], list) else values


def _quotient(first: Any, second: Any) -> int:
    if not second:
        raise refusals.wrong_arguments("div", "the divisor must not be zero.")
    return int(first / second)


FUNCTIONS = (
    plain("and", lambda *values: all(boolean("and", value) for value in values), 2, None),
    plain("or", lambda *values: any(boolean("or", value) for value in values), 2, None),
    plain("not", lambda value: not boolean("not", value), 1),
    plain("true", lambda: True, 0),
    plain("false", lambda: False, 0),
    plain("null", lambda: None, 0),
    plain("bool", _to_bool, 1),
    plain("equals", _equals, 2),
    plain("less", lambda first, second: first < second, 2),
    plain("lessOrEquals", lambda first, second: first <= second, 2),
    plain("greater", lambda first, second: first > second, 2),
    plain("greaterOrEquals", lambda first, second: first >= second, 2),
    plain("coalesce", _coalesce, 1, None),
    plain("array", lambda value: value if isinstance(value, list) else [value], 1),
    plain("createArray", lambda *values: list(values), 0, None),
    plain("createObject", _create_object, 0, None),
    plain("contains", _contains, 2),
    plain("empty", _empty, 1),
    plain("length", _length, 1),
    plain("first", _first, 1),
    plain("last", _last, 1),
    plain("skip", lambda value, count: value[max(whole("skip", count), 0) :], 2),
    plain("take", lambda value, count: value[: max(whole("take", count), 0)], 2),
    plain("union", _union, 1, None),
    plain("intersection", _intersection, 2, None),
    plain("shallowMerge", lambda values: reduce(lambda a, b: {**a, **b}, values, {}), 1),
    plain("objectKeys", lambda value: sorted(value), 1),
    plain("items", lambda value: [{"key": name, "value": value[name]} for name in sorted(value)], 1),
    plain("flatten", lambda values: [item for value in values for item in value], 1),
    plain("range", lambda start, count: list(range(start, start + count)), 2),
    plain(
        "indexOf", lambda value, item: value.find(item) if isinstance(value, str) else _place(value, item), 2
    ),
    plain("lastIndexOf", lambda value, item: value.rfind(item), 2),
    plain("tryGet", _try_get, 2, None),
    plain("int", _to_int, 1),
    plain("float", float, 1),
    plain("add", lambda first, second: first + second, 2),
    plain("sub", lambda first, second: first - second, 2),
    plain("mul", lambda first, second: first * second, 2),
    plain("div", _quotient, 2),
    plain("mod", lambda first, second: first % second, 2),
    plain("min", lambda *values: min(_spread(values)), 1, None),
    plain("max", lambda *values: max(_spread(values)), 1, None),
)


def _place(values: list[Any], item: Any) -> int:
    return values.index(item) if item in values else -1
