"""What the values of `fleet.yaml` mean together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelstacks.spec.rules import GUID
from modelstacks.suggestions import did_you_mean
from modelstacks.yaml_source import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelstacks.errors import Mistake
    from modelstacks.fleet.schemas import FleetSchema
    from modelstacks.yaml_source import Loc, Source

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SECRET = re.compile(r"(SECRET|PASSWORD|PASSPHRASE|TOKEN|_KEY|ASSERTION|CONNECTION_STRING)$", re.IGNORECASE)
"""Names of variables whose values are secrets, by the habits of Azure, Pulumi and CI systems."""


def fleet_mistakes(schema: FleetSchema, source: Source) -> Iterator[Mistake]:
    """Yield each, where it stands."""
    if not NAME.fullmatch(schema.name):
        yield source.mistake(("name",), _no_name(schema.name))
    for axis, names in (
        ("specs", schema.specs),
        ("environments", schema.environments),
        ("subscriptions", schema.subscriptions),
    ):
        for name in names:
            if not NAME.fullmatch(name):
                yield source.mistake((axis, name), _no_name(name), at_key=True)
    yield from _spec_mistakes(schema, source)
    for name, id_ in schema.subscriptions.items():
        if not GUID.fullmatch(id_):
            yield source.mistake(
                ("subscriptions", name),
                f"'{id_}' is no subscription id: it is a GUID, `az account list` shows it",
            )
    yield from _narrowing_mistakes(schema, source)
    yield from _variable_mistakes(schema, source)
    yield from _ring_mistakes(schema, source)


def _no_name(name: str) -> str:
    return f"'{name}' can't be part of a stack's name: use letters, digits, hyphens, underscores and periods"


def _spec_mistakes(schema: FleetSchema, source: Source) -> Iterator[Mistake]:
    for name, spec in schema.specs.items():
        file = source.path.parent / spec.file
        if not file.is_file():
            yield source.mistake(
                ("specs", name), f"there is no file {file} (paths are relative to {source.path.name})"
            )


def _narrowing_mistakes(schema: FleetSchema, source: Source) -> Iterator[Mistake]:
    axes: dict[str, Iterable[str]] = {
        "specs": schema.specs,
        "environments": schema.environments,
        "subscriptions": schema.subscriptions,
        "regions": schema.regions,
    }
    for spec, own in schema.specs.items():
        for axis in ("environments", "subscriptions", "regions"):
            yield from _unknown(source, ("specs", spec, axis), getattr(own, axis), axes[axis])
    for name, environment in schema.environments.items():
        for axis in ("specs", "subscriptions", "regions"):
            yield from _unknown(source, ("environments", name, axis), getattr(environment, axis), axes[axis])


def _unknown(
    source: Source, loc: Loc, names: Iterable[str] | None, known: Iterable[str]
) -> Iterator[Mistake]:
    for index, name in enumerate(names or ()):
        if name not in known:
            yield source.mistake(
                (*loc, index), f"the fleet's {loc[-1]} have no '{name}'{did_you_mean(name, known)}"
            )


def _variable_mistakes(schema: FleetSchema, source: Source) -> Iterator[Mistake]:
    places: list[tuple[Loc, Mapping[str, str]]] = [(("defaults", "variables"), schema.defaults.variables)]
    places += [
        (("environments", name, "variables"), each.variables) for name, each in schema.environments.items()
    ]
    places += [(("stacks", name, "variables"), each.variables) for name, each in schema.stacks.items()]
    for loc, variables in places:
        for name, value in variables.items():
            if not VARIABLE_NAME.fullmatch(name):
                message = (
                    f"'{name}' is no name of an environment variable: use letters, digits and underscores"
                )
                yield source.mistake((*loc, name), message, at_key=True)
            elif SECRET.search(name) and VARIABLE.sub("", value):
                message = f"a secret has no place in a file: write ${{{name}}}, and set it in the environment"
                yield source.mistake((*loc, name), message)


def _ring_mistakes(schema: FleetSchema, source: Source) -> Iterator[Mistake]:
    names = [ring.name for ring in schema.rings]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield source.mistake(("rings", index, "name"), f"'{name}' is the name of another ring already")
