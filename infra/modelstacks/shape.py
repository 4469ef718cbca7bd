"""Check the content of a YAML file against a pydantic type: one message per mistake, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from modelstacks.near import did_you_mean
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
    "literal_error": "{expected} is expected, not {got}",
    "greater_than_equal": "{ge} or more is expected, not {got}",
    "less_than_equal": "{le} or less is expected, not {got}",
    "value_error": "{error}",
}


@dataclass(frozen=True)
class Checked(Generic[T]):
    """*value* as far as it could be read; *whole* when nothing was wrong with it."""

    value: T | None
    whole: bool


def check_shape(source: Source, data: object, shape: type[T], loc: Loc = ()) -> Checked[T]:
    """Read *data*, which stands at *loc* of *source*, as *shape*; mistakes are added to the source.

    After mistakes the value is what is left without them, so that later rules can look at the rest too.
    """
    try:
        return Checked(shape.model_validate(data), whole=True)
    except ValidationError as err:
        details = err.errors()
    source.mistakes.extend(_mistake(source, shape, loc, detail) for detail in details)
    try:
        return Checked(shape.model_validate(_rest(data, shape, details)), whole=False)
    except ValidationError:
        return Checked(None, whole=False)


def _rest(data: object, shape: type[BaseModel], details: Iterable[ErrorDetails]) -> object:
    """*data* without the wrong parts; a required text becomes empty."""
    rest = deepcopy(data)
    for detail in details:
        target, parents = rest, detail["loc"][:-1]
        for depth, step in enumerate(parents):
            inner = target.get(step) if isinstance(target, dict) else None
            if not isinstance(inner, dict):
                parents = parents[:depth]
                break
            target = inner
        if isinstance(target, dict) and detail["loc"]:
            key = detail["loc"][len(parents)]
            target.pop(key, None)
            if str(key) in _required_at(shape, parents):
                target[key] = ""
    return rest


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


def _suggest(key: str, fields: Iterable[str]) -> str:
    return did_you_mean(key, fields) or f"; known are {', '.join(fields)}"


def _fields_at(shape: Any, loc: Loc) -> Mapping[str, FieldInfo]:
    """The fields that the type has at *loc*."""
    for step in loc:
        shape = _inside(shape, step)
    model = _model_of(shape)
    return model.model_fields if model else {}


def _required_at(shape: Any, loc: Loc) -> frozenset[str]:
    return frozenset(name for name, field in _fields_at(shape, loc).items() if field.is_required())


def _inside(shape: Any, step: str | int) -> Any:
    model = _model_of(shape)
    if model and step in model.model_fields:
        return model.model_fields[str(step)].annotation
    shape = _plain(shape)
    arguments = get_args(shape)
    return arguments[-1] if issubclass(get_origin(shape) or object, Mapping) else arguments[0]


def _model_of(shape: Any) -> type[BaseModel] | None:
    shape = _plain(shape)
    if get_origin(shape) in (Union, UnionType):
        return next((model for arm in get_args(shape) if (model := _model_of(arm))), None)
    return shape if isinstance(shape, type) and issubclass(shape, BaseModel) else None


def _plain(shape: Any) -> Any:
    """`Annotated[X, ...]` -> X."""
    return get_args(shape)[0] if get_origin(shape) is Annotated else shape
