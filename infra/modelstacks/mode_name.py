"""The name of a mode where a file says it."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, Field
from pydantic_core import PydanticKnownError

from modelstacks.mode_parts import mode_names


def known_mode(name: str) -> str:
    """Return *name*. Raises PydanticKnownError where there is no such mode, as a Literal of all names would."""
    return _one_of(name, mode_names())


def known_choice(name: str) -> str:
    """Return *name*, which may also be `auto`. Raises PydanticKnownError."""
    return _one_of(name, ("auto", *mode_names()))


def _one_of(name: str, names: tuple[str, ...]) -> str:
    if name in names:
        return name
    *first, last = map(repr, names)
    raise PydanticKnownError("literal_error", {"expected": f"{', '.join(first)} or {last}"})


def _choices(schema: dict[str, Any]) -> None:
    """Found when a schema is asked for: the modes of other distributions, too."""
    schema["enum"] = ["auto", *mode_names()]


ModeName: TypeAlias = Annotated[str, AfterValidator(known_mode)]
ModeChoice: TypeAlias = Annotated[str, AfterValidator(known_choice), Field(json_schema_extra=_choices)]
