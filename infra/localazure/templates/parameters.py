"""The values of a template's parameters: what was given, else the defaults, checked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localazure.templates import refusals
from localazure.templates.evaluation import Evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.resource_type import Json
    from localazure.templates.surroundings import Surroundings

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "bool": (bool,),
    "object": (dict,),
    "secureobject": (dict,),
    "array": (list,),
}
SHOWN = {
    "string": "String",
    "securestring": "SecureString",
    "int": "Int",
    "bool": "Bool",
    "object": "Object",
    "secureobject": "SecureObject",
    "array": "Array",
}
SECURE = ("securestring", "secureobject")


def resolve(template: Json, given: Mapping[str, Json], surroundings: Surroundings) -> Json:
    """Return the values by the names that the template declares; a default may use other parameters. Null is as good
    as not given.

    Raises ArmError `InvalidTemplate`.
    """
    declared = declared_in(template)
    by_name = {
        name.lower(): parameter for name, parameter in given.items() if parameter.get("value") is not None
    }
    known = {name.lower() for name in declared}
    if unknown := [name for name in given if name.lower() not in known]:
        raise refusals.parameters_unknown(unknown, declared)
    values: Json = {}
    evaluation = replace(Evaluation(surroundings), is_default=True)
    for name in _by_need(declared, set(by_name)):
        declaration = declared[name]
        if name.lower() in by_name:
            value = by_name[name.lower()]["value"]
        elif "defaultValue" in declaration:
            value = replace(evaluation, parameters=values, where=name).value(declaration["defaultValue"])
        elif declaration.get("nullable"):
            values[name] = None
            continue
        else:
            raise refusals.parameter_missing(name, place_of(template, name))
        _check(name, declaration, value)
        values[name] = value
    return {name: values[name] for name in declared}


def declared_in(template: Json) -> dict[str, Json]:
    """Return the template's parameters; one of a type of the template's own (`$ref`) has that type's fields, too."""
    definitions = template.get("definitions") or {}
    return {
        name: _resolved(declaration, definitions)
        for name, declaration in (template.get("parameters") or {}).items()
    }


def _resolved(declaration: Json, definitions: Json) -> Json:
    while "$ref" in declaration:
        named = definitions.get(str(declaration["$ref"]).rsplit("/", 1)[-1]) or {"type": "object"}
        declaration = {**named, **{key: value for key, value in declaration.items() if key != "$ref"}}
    return declaration


def place_of(template: Json, name: str) -> int:
    """Return the column at which the parameter's declaration begins in the template, written on one line.

    ARM counts lines and columns in the request's text, of which nothing but its meaning is left here.
    """
    written = json.dumps(template)
    return written.find(f"{json.dumps(name)}: {{") + len(json.dumps(name)) + len(": {")


def _by_need(declared: Mapping[str, Json], given: set[str]) -> list[str]:
    """Return the names so that those with a value or a plain default come before those whose default is computed."""
    return sorted(declared, key=lambda name: name.lower() not in given and _computed(declared[name]))


def _computed(declaration: Json) -> bool:
    default = declaration.get("defaultValue")
    return isinstance(default, str) and "parameters(" in default.replace(" ", "").lower()


def _check(name: str, declaration: Json, value: Any) -> None:
    type_name = str(declaration.get("type", "string"))
    types = TYPES.get(type_name.lower())
    wrong = types is None or not isinstance(value, types)
    if wrong or (type_name.lower() == "int" and isinstance(value, bool)):
        raise refusals.parameter_type(name, type_name, value)
    allowed = declaration.get("allowedValues")
    if allowed is not None and value not in allowed:
        raise refusals.parameter_not_allowed(name, value, allowed)


def shown(declared: Mapping[str, Json], values: Json) -> Json:
    """Return the values as a deployment's GET shows them: of secure ones, the type only."""
    parameters = {}
    for name, value in values.items():
        kind = str(declared[name].get("type", "string"))
        hidden = kind.lower() in SECURE
        parameters[name] = {"type": type_shown(kind)} | ({} if hidden else {"value": value})
    return parameters


def type_shown(kind: str) -> str:
    """Return a parameter's or output's type as deployments show it: `String`, `SecureString`."""
    return SHOWN.get(kind.lower(), kind)
