"""The values of a template's parameters: what was given, else the defaults, checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localazure.templates import refusals
from localazure.templates.evaluation import Evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.resource_type import Json
    from localazure.templates.evaluation import Surroundings

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "bool": (bool,),
    "object": (dict,),
    "secureobject": (dict,),
    "array": (list,),
}
SECURE = ("securestring", "secureobject")


def resolve(declared: Mapping[str, Json], given: Mapping[str, Json], surroundings: Surroundings) -> Json:
    """Return the values by the names that the template *declared*; a default may use other parameters. Null is as good
    as not given.

    Raises ArmError `InvalidTemplate`.
    """
    by_name = {name.lower(): row for name, row in given.items() if row.get("value") is not None}
    known = {name.lower() for name in declared}
    if unknown := [name for name in given if name.lower() not in known]:
        raise refusals.parameters_unknown(unknown, declared)
    values: Json = {}
    evaluation = replace(Evaluation(surroundings), is_default=True)
    for name in _by_need(declared, set(by_name)):
        row = declared[name]
        if name.lower() in by_name:
            value = by_name[name.lower()]["value"]
        elif "defaultValue" in row:
            value = replace(evaluation, parameters=values, where=name).value(row["defaultValue"])
        else:
            raise refusals.parameter_missing(name)
        _check(name, row, value)
        values[name] = value
    return {name: values[name] for name in declared}


def _by_need(declared: Mapping[str, Json], given: set[str]) -> list[str]:
    """Return the names so that those with a value or a plain default come before those whose default is computed."""
    return sorted(declared, key=lambda name: name.lower() not in given and _computed(declared[name]))


def _computed(row: Json) -> bool:
    default = row.get("defaultValue")
    return isinstance(default, str) and "parameters(" in default.replace(" ", "").lower()


def _check(name: str, row: Json, value: Any) -> None:
    wanted = str(row.get("type", "string"))
    types = TYPES.get(wanted.lower())
    wrong = types is None or not isinstance(value, types)
    if wrong or (wanted.lower() == "int" and isinstance(value, bool)):
        raise refusals.parameter_type(name, wanted, value)
    allowed = row.get("allowedValues")
    if allowed is not None and value not in allowed:
        raise refusals.parameter_not_allowed(name, value, allowed)


def shown(declared: Mapping[str, Json], values: Json) -> Json:
    """Return the values as a deployment's GET shows them: of secure ones, the type only."""
    rows = {}
    for name, value in values.items():
        kind = str(declared[name].get("type", "string"))
        rows[name] = {"type": kind} | ({} if kind.lower() in SECURE else {"value": value})
    return rows
