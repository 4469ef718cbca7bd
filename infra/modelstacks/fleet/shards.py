"""Stacks dealt out to the jobs of a CI matrix, so that all of them take about as long."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from modelstacks.fleet.durations_file import read_durations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack

UNKNOWN_S = 60.0
"""What a stack is taken to take where nothing was recorded at all."""


@dataclass(frozen=True)
class Shard:
    """The stacks of one job, and how long they take one after the other, as far as that was recorded."""

    name: str
    stacks: tuple[FleetStack, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return its stable form."""
        return {
            "shard": self.name,
            "stacks": [stack.name for stack in self.stacks],
            "seconds": round(self.seconds, 1),
        }


def deal_out(fleet: Fleet, stacks: Sequence[FleetStack], count: int) -> tuple[Shard, ...]:
    """Return that many shards: the longest stack first, each to the shard that has the least so far.

    The same for the same stacks and recorded durations, whoever asks: every job finds its own part by itself.
    """
    recorded = read_durations(fleet.path)
    usual = median(recorded.values()) if recorded else UNKNOWN_S
    seconds = {stack.name: recorded.get(stack.name, usual) for stack in stacks}
    sums, dealt = [0.0] * count, dict[str, int]()
    for name in sorted(seconds, key=lambda name: (-seconds[name], name)):
        least = min(range(count), key=lambda shard: (sums[shard], shard))
        dealt[name] = least
        sums[least] += seconds[name]
    return tuple(
        Shard(
            f"{number + 1}/{count}",
            tuple(stack for stack in stacks if dealt[stack.name] == number),
            sums[number],
        )
        for number in range(count)
    )
