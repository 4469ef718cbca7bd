"""What a mode must say of placement, and what it need not."""

from __future__ import annotations

from typing import Any

from modelstacks.placement import Decision
from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.options import Option, Rejection
from spec_builders import deployment


class Plain(ModePlacement):
    """A mode that says of placement what it must, and nothing else."""

    def ways(self, *_: Any) -> tuple[Option, ...]:
        """Return the one way."""
        return (Option("plain", "swedencentral", 0, details={"size": "small"}),)

    def version(self, *_: Any) -> None:
        """None."""

    def needs(self, *_: Any) -> dict[Any, int]:
        """Nothing."""
        return {}

    def not_taken(self, *_: Any, **__: Any) -> Rejection:
        """Never asked."""
        raise NotImplementedError


def test_a_mode_need_not_say_more_of_placement_than_its_ways() -> None:
    """Then a deployment has one instance, what is locked is what the way says, and a lock is taken as it stands."""
    mode, wanted = Plain(), deployment(instances=3)
    [way] = mode.ways()
    assert (mode.instances(wanted), mode.details(wanted, way)) == (1, {"size": "small"})
    by_hand = Decision("chat", wanted.model, None, "plain", "westus", "ws", None, 1, None, ())
    assert mode.is_whole(by_hand, wanted) is True
    assert (mode.alone, mode.never_renewed) == (None, None)
