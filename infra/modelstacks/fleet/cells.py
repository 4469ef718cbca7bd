"""Specs × environments × subscriptions × regions: which stacks there are, and how they are called: pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from modelstacks.fleet.stack import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from modelstacks.fleet.schemas import EnvironmentSchema, FleetSchema

ENVIRONMENT, REGION, STACK = "MODELSTACKS_ENVIRONMENT", "MODELSTACKS_REGION", "MODELSTACKS_STACK_NAME"
SUBSCRIPTION = ("AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID")
"""What a spec reads, and what the provider does."""


@dataclass(frozen=True)
class Cell:
    """One stack by what it is for; None: it does not differ by that."""

    spec: str
    environment: str | None = None
    subscription: str | None = None
    region: str | None = None

    @property
    def name(self) -> str:
        """The parts that it differs by, `chat-prod-eu-swedencentral`: another part more or less is another name."""
        return "-".join(filter(None, (self.spec, self.environment, self.subscription, self.region)))

    def variables(self, schema: FleetSchema) -> dict[str, str]:
        """Return what its spec can read of that."""
        found = {STACK: self.name}
        if self.environment:
            found[ENVIRONMENT] = self.environment
        if self.region:
            found[REGION] = self.region
        if self.subscription:
            found |= dict.fromkeys(SUBSCRIPTION, schema.subscriptions[self.subscription])
        return found


def cells_of(schema: FleetSchema, *, skipped: bool = False) -> tuple[Cell, ...]:
    """Return the stacks in the order of environments, then of specs; those that are left out only where *skipped* asks."""
    return tuple(cell for cell in _every(schema) if _is_skipped(schema, cell.name) is skipped)


def _every(schema: FleetSchema) -> Iterator[Cell]:
    for name in schema.environments or [None]:
        environment = schema.environments.get(name) if name else None
        for spec in schema.specs:
            if environment is None or environment.specs is None or spec in environment.specs:
                yield from _of_spec(schema, spec, name, environment)


def _of_spec(
    schema: FleetSchema, spec: str, name: str | None, environment: EnvironmentSchema | None
) -> Iterator[Cell]:
    own = schema.specs[spec]
    environments = _narrowed([name] if name else [], own.environments)
    narrower = environment.subscriptions if environment else None
    subscriptions = _narrowed(schema.subscriptions, narrower, own.subscriptions)
    regions = _narrowed(schema.regions, environment.regions if environment else None, own.regions)
    if own.environments == () and name != next(iter(schema.environments), None):
        return  # one for all environments
    yield from (Cell(spec, *values) for values in product(environments, subscriptions, regions))


def _narrowed(axis: Iterable[str], *by: Sequence[str] | None) -> list[str | None]:
    """Return the values that all of *by* have; one that is no value where the axis does not matter."""
    values = list(axis)
    if not values or () in by:
        return [None]
    return [value for value in values if all(names is None or value in names for names in by)]


def _is_skipped(schema: FleetSchema, name: str) -> bool:
    skip = False
    for pattern, override in schema.stacks.items():
        if matches(name, (pattern,)):
            skip = override.skip
    return skip
