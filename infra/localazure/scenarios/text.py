"""The text of a scenario: what it `extends` laid under it, its parameter filled in."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from localazure.errors import UsageError
from modelstacks.errors import SpecError
from modelstacks.yaml_source import parse_yaml, read_text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

EXTENDS, PARAMETER = "extends", "parameter"


class Parameter(BaseModel):
    """What stands behind the colon of `NAME:VALUE`; `${parameter}` in the file is replaced by it.

    With *choices* it is one of them, the first by default; without, it must be given: *example* shows one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    choices: tuple[str, ...] = ()
    example: str = ""


class Packaged(BaseModel):
    """A packaged scenario as a list of them shows it."""

    name: str
    description: str
    parameter: Parameter | None = None

    @property
    def usage(self) -> str:
        """What to give to `--scenario`: `NAME`, `NAME:ACTION` or `NAME[:ONE|TWO]`."""
        if self.parameter is None:
            return self.name
        choices = "|".join(self.parameter.choices)
        return f"{self.name}[:{choices}]" if choices else f"{self.name}:{self.parameter.name.upper()}"


def names() -> list[str]:
    """Return the names of the packaged scenarios."""
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml"))


def packaged() -> list[Packaged]:
    """Return the packaged scenarios with their one-line descriptions, by name."""
    mappings = (_mapping(_read(name)) for name in names())
    return [
        Packaged(name=mapping["name"], description=mapping["description"], parameter=mapping.get(PARAMETER))
        for mapping in mappings
    ]


def text_of(given: str) -> str:
    """Return the YAML of a scenario that stands on its own.

    A date without quotes is the text that it was written as. *given* is a packaged one's `NAME` or `NAME:PARAMETER`, or a file (whatever holds a `/` before any colon, or
    ends in .yaml or .yml). Raises UsageError if there is none, or the parameter is missing or wrong.
    """
    name, colon, value = (given, "", "") if _is_file(given) else given.partition(":")
    text = _read(name)
    raw = _mapping(text)
    if not colon and not raw.keys() & {EXTENDS, PARAMETER}:
        return text
    scenario = _resolved(raw, name, value if colon else None)
    if colon:
        scenario["name"] = given
    return json.dumps(scenario, indent=2, default=str) + "\n"


def is_packaged(given: str) -> bool:
    """Tell whether *given* is a packaged scenario's `NAME` or `NAME:PARAMETER`."""
    return not _is_file(given) and given.partition(":")[0] in names()


def _is_file(given: str) -> bool:
    return "/" in given.partition(":")[0] or given.endswith((".yaml", ".yml"))


def _read(name: str) -> str:
    if _is_file(name) and Path(name).is_file():
        return read_text(Path(name))
    file: Traversable = resources.files(__package__) / f"{name}.yaml"
    if _is_file(name) or not file.is_file():
        known = ", ".join(each.usage for each in packaged())
        raise UsageError(
            f"There is no scenario {name}.\n"
            f"Packaged scenarios: {known}. For a file of your own, give its path, ending in .yaml."
        )
    return file.read_text(encoding="utf-8")


def _mapping(text: str) -> dict[str, Any]:
    """Return what the YAML holds; {} for what is none: `parse` names its mistakes."""
    try:
        return parse_yaml(text, Path()).data
    except SpecError:
        return {}


def _resolved(raw: dict[str, Any], name: str, value: str | None) -> dict[str, Any]:
    own = {key: part for key, part in raw.items() if key not in (EXTENDS, PARAMETER)}
    parameter = raw.get(PARAMETER)
    if parameter is not None:
        own = _filled(own, *_chosen(_parameter(parameter, name), name, value))
    elif value is not None:
        raise UsageError(f"The scenario {name} takes no parameter: --scenario {name}")
    base = raw.get(EXTENDS)
    if base is None:
        return own
    if base not in names():
        raise UsageError(
            f"{name} extends {base}, which is not a packaged scenario. Packaged scenarios: {', '.join(names())}."
        )
    return _laid_over(_resolved(_mapping(_read(base)), base, None), own)


def _parameter(raw: Any, name: str) -> Parameter:
    try:
        return Parameter.model_validate(raw)
    except ValidationError as err:
        raise UsageError(f"{name}: {PARAMETER}: {err.errors()[0]['msg']}") from err


def _chosen(parameter: Parameter, name: str, value: str | None) -> tuple[str, str]:
    """Return what to replace, and by what."""
    if not value and not parameter.choices:
        raise UsageError(
            f"The scenario {name} needs its {parameter.name}, e.g. --scenario {name}:{parameter.example}"
        )
    if value and parameter.choices and value not in parameter.choices:
        known = ", ".join(parameter.choices)
        raise UsageError(f"The scenario {name} has no {parameter.name} {value}; it has: {known}.")
    return f"${{{parameter.name}}}", value or parameter.choices[0]


def _filled(part: Any, old: str, new: str) -> Any:
    if isinstance(part, dict):
        return {key: _filled(each, old, new) for key, each in part.items()}
    if isinstance(part, tuple):
        return [_filled(each, old, new) for each in part]
    return part.replace(old, new) if isinstance(part, str) else part


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return *base* with *own* laid over it: mappings are merged, all else is replaced."""
    merged = dict(base)
    for key, part in own.items():
        both = isinstance(part, dict) and isinstance(base.get(key), dict)
        merged[key] = _laid_over(base[key], part) if both else part
    return merged
