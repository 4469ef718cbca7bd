"""What a mode brings to a room: asked for by each deployment, so looked up once."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from modelstacks import modes
from modelstacks.placement import Decision
from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.options import Option, Rejection
from spec_builders import deployment


def test_a_part_is_imported_once_however_many_deployments_ask_for_it() -> None:
    first = modes.part("serverless", "spec")
    with mock.patch.object(modes, "import_module", side_effect=AssertionError):
        assert modes.part("serverless", "spec") is first


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


def test_a_mode_that_is_not_there_has_none() -> None:
    with pytest.raises(KeyError):
        modes.part("teleported", "spec")
