"""Check the content of a YAML file against a pydantic type: one message per mistake, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from modelstacks.suggestions import did_you_mean
from modelstacks.yaml_source import describe

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from modelstacks.errors import Mistake
    from modelstacks.yaml_source import Loc, Source

T = TypeVar("T", bound=BaseModel)

# By pydantic's error type. {got} is the value in words; the other names come from the error's context.
MESSAGES: Mapping[str, str] = {
    "string_type": "text is expected, not {got}",
    "int_type": "a whole number is expected, not {got}",
    "int_from_float": "a whole number is expected, not {got}",
    "float_type": "a number is expected, not {got}",
    "bool_type": "true or false is expected, not {got}",
    "tuple_type": "a list is expected, not {got}",
    "dict_type": "a mapping (key: value) is expected, not {got}",
    "model_type": "a mapping (key: value) is expected, not {got}",
    "model_attributes_type": "a mapping (key: value) is expected, not {got}",
    "date_type": "a date (YYYY-MM-DD) is expected, not {got}",
    "time_delta_type": "a time such as 90s, 45m or 1h30m is expected, not {got}",
    "literal_error": "{expected} is expected, not {got}",
    "greater_than_equal": "{ge} or more is expected, not {got}",
    "less_than_equal": "{le} or less is expected, not {got}",
    "value_error": "{error}",
}


@dataclass(frozen=True)
class Validated(Generic[T]):
    """*value* as far as it could be read; *whole* when nothing was wrong with it."""

    value: T | None
    whole: bool


def validate(source: Source, data: object, schema: type[T], loc: Loc = ()) -> Validated[T]:
    """Read *data*, which stands at *loc* of *source*, as *schema*; mistakes are added to the source.

    After mistakes the value is what is left without them, so that later rules can look at the rest too.
    """
    try:
        return Validated(schema.model_validate(data), whole=True)
    except ValidationError as err:
        details = err.errors()
    source.mistakes.extend(_mistake(source, schema, loc, detail) for detail in details)
    try:
        return Validated(schema.model_validate(_rest(data, schema, details)), whole=False)
    except ValidationError:
        return Validated(None, whole=False)


def _rest(data: object, schema: type[BaseModel], details: Iterable[ErrorDetails]) -> object:
    """*data* without the wrong parts; a required text becomes empty."""
    rest: Any = deepcopy(data)
    for detail in details:
        target, parents = rest, detail["loc"][:-1]
        for depth, step in enumerate(parents):
            inner = target.get(step)
            if not isinstance(inner, dict):
                parents = parents[:depth]
                break
            target = inner
        if detail["loc"]:  # else it is about all of the data, which may not even be a mapping
            key = detail["loc"][len(parents)]
            target.pop(key, None)
            if str(key) in _required_at(schema, parents):
                target[key] = ""
    return rest


def _mistake(source: Source, schema: type[BaseModel], loc: Loc, detail: ErrorDetails) -> Mistake:
    inner, key = detail["loc"], str(detail["loc"][-1]) if detail["loc"] else ""
    place: Loc = (*loc, *inner)
    if detail["type"] == "extra_forbidden":
        fields = _fields_at(schema, inner[:-1])
        return source.mistake(place, f"unknown key '{key}'{_suggest(key, fields)}", at_key=True)
    if detail["type"] == "missing":
        return source.mistake(place[:-1], f"'{key}' is missing", at_key=True)
    template = MESSAGES.get(detail["type"], detail["msg"])
    words = {"got": describe(detail["input"]), **detail.get("ctx", {})}
    return source.mistake(place, template.format(**words))


def _suggest(key: str, fields: Iterable[str]) -> str:
    return did_you_mean(key, fields) or f"; known are {', '.join(fields)}"


def _fields_at(schema: Any, loc: Loc) -> Mapping[str, FieldInfo]:
    """The fields that the type has at *loc*."""
    for step in loc:
        schema = _inside(schema, step)
    model = _model_of(schema)
    return model.model_fields if model else {}


def _required_at(schema: Any, loc: Loc) -> frozenset[str]:
    return frozenset(name for name, field in _fields_at(schema, loc).items() if field.is_required())


def _inside(schema: Any, step: str | int) -> Any:
    model = _model_of(schema)
    if model and step in model.model_fields:
        return model.model_fields[str(step)].annotation
    schema = _plain(schema)
    arguments = get_args(schema)
    return arguments[-1] if issubclass(get_origin(schema) or object, Mapping) else arguments[0]


def _model_of(schema: Any) -> type[BaseModel] | None:
    schema = _plain(schema)
    if get_origin(schema) in (Union, UnionType):
        return next((model for arm in get_args(schema) if (model := _model_of(arm))), None)
    return schema if isinstance(schema, type) and issubclass(schema, BaseModel) else None


def _plain(schema: Any) -> Any:
    """`Annotated[X, ...]` -> X."""
    return get_args(schema)[0] if get_origin(schema) is Annotated else schema
