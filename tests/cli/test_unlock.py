"""`modelstacks unlock` watches whether the state of the stack still changes before it takes a lock away."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from modelstacks.cli.unlock import StillWorkingError, _refuse_living
from modelstacks.engine.stack_lock import LockedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.engine.stacks import OpenStack


def stack_with(states: Iterable[int]) -> OpenStack:
    """A stack whose exports are these, one after the other."""
    next_state = iter(states)
    stack = SimpleNamespace(export_stack=lambda: SimpleNamespace(deployment={"serial": next(next_state)}))
    return cast("OpenStack", SimpleNamespace(stack=stack, choice=SimpleNamespace(stack="dev")))


def test_the_lock_of_a_run_that_still_writes_stays(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StillWorkingError) as refusal:
        _refuse_living(stack_with(count()), LockedError("dev", []), 0)
    assert str(refusal.value) == (
        "The state of stack dev changed meanwhile: that run is still working, and its lock stays."
    )
    assert "did not change" not in capsys.readouterr().err


def test_of_one_that_is_silent_it_is_said_what_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    _refuse_living(stack_with([7, 7]), LockedError("dev", []), 0)
    assert (
        "The state did not change in 0 s. A run that waits for Azure can be silent for longer: "
        "check whether the job that took the lock has ended."
    ) in " ".join(capsys.readouterr().err.split())
