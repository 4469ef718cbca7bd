"""Which of a fleet's stacks a command is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.fleet.shards import deal_out
from modelstacks.fleet.stack import matches
from modelstacks.spec.kinds import KINDS, MODELS
from modelstacks.suggestions import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack, Ring

SHARD = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")


def choose(
    fleet: Fleet, *, only: Sequence[str] = (), ring: str | None = None, shard: str | None = None
) -> tuple[FleetStack, ...]:
    """Return the stacks that all three of them leave, in the fleet's order. Raises UsageError where one leaves none."""
    chosen = fleet.stacks
    if ring is not None:
        chosen = tuple(stack for stack in chosen if stack.ring == ring)
        if not chosen:
            names = [each.name for each in fleet.rings]
            raise UsageError(
                f"{fleet.path} has no ring {ring!r}{did_you_mean(ring, names)}.\nIt has: {listed(names)}."
            )
    for pattern in only:
        if not any(matches(stack.name, (pattern,)) for stack in chosen):
            names = [stack.name for stack in chosen]
            raise UsageError(
                f"{fleet.path} has no stack {pattern!r}{did_you_mean(pattern, names)}.\nIt has: {listed(names)}."
            )
    if only:
        chosen = tuple(stack for stack in chosen if matches(stack.name, only))
    return chosen if shard is None else _of_shard(fleet, chosen, shard)


def _of_shard(fleet: Fleet, stacks: tuple[FleetStack, ...], shard: str) -> tuple[FleetStack, ...]:
    match = SHARD.fullmatch(shard)
    if match is None or int(match[1]) > int(match[2]):
        raise UsageError(f"--shard takes a part of a whole such as 1/4, not {shard!r}.")
    return deal_out(fleet, stacks, int(match[2]))[int(match[1]) - 1].stacks


def stages_of(fleet: Fleet, stacks: Sequence[FleetStack]) -> list[tuple[Ring, tuple[FleetStack, ...]]]:
    """Return the rings, each by kinds of spec: what the platform stacks make, the others stand on."""
    chosen = {stack.name for stack in stacks}
    stages = [
        (
            ring,
            tuple(stack for stack in fleet.in_ring(ring) if stack.name in chosen and stack.kind is kind),
        )
        for ring in fleet.rings
        for kind in KINDS
    ]
    return [(ring, stage) for ring, stage in stages if stage]


def with_deployments(stacks: Sequence[FleetStack]) -> tuple[FleetStack, ...]:
    """Return those whose spec deploys models: there is a lock of it, and something to audit."""
    return tuple(stack for stack in stacks if stack.kind is MODELS)
