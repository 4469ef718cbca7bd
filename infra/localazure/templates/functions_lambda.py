"""Functions that take a lambda: `map(list, lambda('x', …))` computes the expression once for each item."""

from __future__ import annotations

from functools import cmp_to_key, reduce
from typing import TYPE_CHECKING, Any

from localazure.templates import refusals
from localazure.templates.function import Function, plain

if TYPE_CHECKING:
    from localazure.templates.function import Context


def _variable(context: Context, values: list[Any]) -> Any:
    if values[0] not in context.lambdas:
        raise refusals.not_here("lambdaVariables")
    return context.lambdas[values[0]]


def _to_object(values: Any, key: Any, value: Any = None) -> dict[str, Any]:
    return {str(key(item)): value(item) if value else item for item in values}


def _sorted(values: Any, comes_before: Any) -> list[Any]:
    return sorted(values, key=cmp_to_key(lambda a, b: -1 if comes_before(a, b) else int(comes_before(b, a))))


FUNCTIONS = (
    Function("lambdaVariables", _variable, 1, 1),
    plain("map", lambda values, each: [each(item) for item in values], 2),
    plain("filter", lambda values, holds: [item for item in values if holds(item)], 2),
    plain("reduce", lambda values, start, both: reduce(both, values, start), 3),
    plain("sort", _sorted, 2),
    plain("toObject", _to_object, 2, 3),
    plain("mapValues", lambda value, each: {name: each(item) for name, item in value.items()}, 2),
)
LAMBDA = "lambda"
"""Its last argument is not computed where it stands."""
