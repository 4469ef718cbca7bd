"""Check the content of a YAML file against a pydantic type: one message per mistake, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from modelstacks.near import did_you_mean
from modelstacks.yaml_source import describe

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from modelstacks.errors import Mistake
    from modelstacks.yaml_source import Loc, Source

T = TypeVar("T", bound=BaseModel)

# By pydantic's error type. {got} is the value in words; the other names come from the error's context.
MESSAGES: Mapping[str, str] = {
    "string_type": "text is expected, not {got}",
    "string_too_short": "this may not be empty",
    "int_type": "a whole number is expected, not {got}",
    "int_from_float": "a whole number is expected, not {got}",
    "float_type": "a number is expected, not {got}",
    "bool_type": "true or false is expected, not {got}",
    "tuple_type": "a list is expected, not {got}",
    "too_short": "at least {min_length} entry is needed here",
    "dict_type": "a mapping (key: value) is expected, not {got}",
    "model_type": "a mapping (key: value) is expected, not {got}",
    "model_attributes_type": "a mapping (key: value) is expected, not {got}",
    "date_type": "a date (YYYY-MM-DD) is expected, not {got}",
    "literal_error": "{expected} is expected, not {got}",
    "greater_than_equal": "{ge} or more is expected, not {got}",
    "less_than_equal": "{le} or less is expected, not {got}",
    "value_error": "{error}",
}


def check_shape(source: Source, data: object, shape: type[T], loc: Loc = ()) -> T | None:
    """Return *data*, which stands at *loc* of *source*, as *shape*; else add the mistakes to the source."""
    try:
        return shape.model_validate(data)
    except ValidationError as err:
        source.mistakes.extend(_mistake(source, shape, loc, detail) for detail in err.errors())
        return None


def _mistake(source: Source, shape: type[BaseModel], loc: Loc, detail: ErrorDetails) -> Mistake:
    inner, key = detail["loc"], str(detail["loc"][-1]) if detail["loc"] else ""
    place: Loc = (*loc, *inner)
    if detail["type"] == "extra_forbidden":
        fields = _fields_at(shape, inner[:-1])
        return source.mistake(place, f"unknown key '{key}'{_suggest(key, fields)}", at_key=True)
    if detail["type"] == "missing":
        return source.mistake(place[:-1], f"'{key}' is missing", at_key=True)
    template = MESSAGES.get(detail["type"], detail["msg"])
    words = {"got": describe(detail["input"]), **detail.get("ctx", {})}
    return source.mistake(place, template.format(**words))


def _suggest(key: str, fields: tuple[str, ...]) -> str:
    return did_you_mean(key, fields) or f"; known are {', '.join(fields)}"


def _fields_at(shape: Any, loc: Loc) -> tuple[str, ...]:
    """The keys that the type knows at *loc*."""
    for step in loc:
        shape = _inside(shape, step)
    model = _model_of(shape)
    return tuple(model.model_fields) if model else ()


def _inside(shape: Any, step: str | int) -> Any:
    model = _model_of(shape)
    if model and step in model.model_fields:
        return model.model_fields[str(step)].annotation
    arguments = get_args(shape)
    return arguments[-1] if issubclass(get_origin(shape) or object, Mapping) else arguments[0]


def _model_of(shape: Any) -> type[BaseModel] | None:
    if get_origin(shape) in (Union, UnionType):
        return next((model for arm in get_args(shape) if (model := _model_of(arm))), None)
    return shape if isinstance(shape, type) and issubclass(shape, BaseModel) else None
