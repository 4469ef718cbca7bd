"""Reading `fleet.yaml`: the stacks that it names, each with its spec, its variables and its ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.engine.hints import STACK_NAME
from modelstacks.errors import SpecError
from modelstacks.fleet.cells import cells_of
from modelstacks.fleet.fleet_rules import fleet_mistakes
from modelstacks.fleet.schemas import FleetSchema
from modelstacks.fleet.stack import ALL, FleetStack, Ring, matches
from modelstacks.validation import validate
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from modelstacks.errors import Mistake
    from modelstacks.fleet.cells import Cell
    from modelstacks.yaml_source import Source

HINT = "; docs/guides/fleets.md has one to begin with"


@dataclass(frozen=True)
class Fleet:
    """A checked `fleet.yaml`: *stacks* in its order, *rings* in the order in which they go; every stack is in one."""

    path: Path
    name: str
    stacks: tuple[FleetStack, ...]
    rings: tuple[Ring, ...]

    def in_ring(self, ring: Ring) -> tuple[FleetStack, ...]:
        """Return the ring's stacks."""
        return tuple(stack for stack in self.stacks if stack.ring == ring.name)


def load_fleet(path: Path, environ: Mapping[str, str]) -> Fleet:
    """Read and check *path*; `${NAME}` is taken from *environ*, but in `variables`: those are a stack's own affair.

    Raises SpecError with every mistake.
    """
    source = read_yaml(path, environ, hint=HINT)
    source.mistakes[:] = [each for each in source.mistakes if not _in_variables(source, each)]
    checked = validate(source, _with_raw_variables(source.data, read_yaml(path).data), FleetSchema)
    if checked.value is None:
        raise SpecError(source.mistakes)
    schema = checked.value
    source.add_new(fleet_mistakes(schema, source))
    if not source.mistakes:
        cells = cells_of(schema)
        source.add_new(_stack_mistakes(schema, cells, source))
    if source.mistakes:
        raise SpecError(source.mistakes)
    rings = tuple(Ring(ring.name, ring.stacks, ring.stop_after, ring.at_once) for ring in schema.rings)
    rings = rings or (Ring(ALL, ("*",)),)
    stacks = tuple(_stack(path, schema, cell, rings) for cell in cells)
    return Fleet(path, schema.name, stacks, rings)


def _in_variables(source: Source, mistake: Mistake) -> bool:
    """Whether it is about a value below a `variables:` key: that one is read where the stack runs."""
    at = (mistake.line - 1, mistake.column - 1)
    return any(place == at and "variables" in loc[:-1] for loc, place in source.value_places.items())


def _with_raw_variables(data: Any, raw: Any) -> Any:
    """Return *data* with the mappings called `variables` as they are in the file; a key may be another one there."""
    if not isinstance(data, dict) or not isinstance(raw, dict):
        return data
    return {
        key: raw.get(key) if key == "variables" else _with_raw_variables(value, raw.get(key))
        for key, value in data.items()
    }


def _stack(path: Path, schema: FleetSchema, cell: Cell, rings: tuple[Ring, ...]) -> FleetStack:
    own = [override for pattern, override in schema.stacks.items() if matches(cell.name, (pattern,))]
    environment = schema.environments.get(cell.environment or "")
    variables = dict(schema.defaults.variables) | (environment.variables if environment else {})
    for override in own:
        variables |= override.variables
    timeouts = [each.timeout for each in (schema.defaults, *own) if each.timeout]
    return FleetStack(
        cell.name,
        path.parent / schema.specs[cell.spec].file,
        next(ring.name for ring in rings if matches(cell.name, ring.stacks)),
        variables=cell.variables(schema) | variables,
        timeout_s=timeouts[-1].total_seconds() if timeouts else None,
    )


def _stack_mistakes(schema: FleetSchema, cells: tuple[Cell, ...], source: Source) -> Iterator[Mistake]:
    """What only shows once the stacks are known by name."""
    names = [cell.name for cell in cells]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield source.mistake(
            ("specs",), f"two stacks would be called '{name}': rename a spec or another part", at_key=True
        )
    for name in names:
        if not STACK_NAME.fullmatch(name):
            message = (
                f"a stack would be called '{name}', which Pulumi refuses: its parts take letters, digits, hyphens, "
                "underscores and periods, 100 characters together"
            )
            yield source.mistake(("specs",), message, at_key=True)
    if not cells:
        yield source.mistake(
            ("specs",), "nothing is left: every stack is skipped or narrowed away", at_key=True
        )
    for pattern in schema.stacks:
        if not any(matches(name, (pattern,)) for name in (*names, *skipped_names(schema))):
            yield source.mistake(("stacks", pattern), f"no stack is called '{pattern}'", at_key=True)
    for index, ring in enumerate(schema.rings):
        for place, pattern in enumerate(ring.stacks):
            if not any(matches(name, (pattern,)) for name in names):
                yield source.mistake(("rings", index, "stacks", place), f"no stack is called '{pattern}'")
    if schema.rings:
        lost = [name for name in names if not any(matches(name, ring.stacks) for ring in schema.rings)]
        if lost:
            message = f"no ring names {lost[0]}{f' and {len(lost) - 1} more' if lost[1:] else ''}: add a last ring with stacks: ['*']"
            yield source.mistake(("rings",), message, at_key=True)


def skipped_names(schema: FleetSchema) -> list[str]:
    """Return the names of the stacks that `skip: true` leaves out."""
    return [cell.name for cell in cells_of(schema, skipped=True)]
