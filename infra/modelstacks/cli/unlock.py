"""`modelstacks unlock [SPEC]`: give up the lock of a run that died where nobody can see it, such as a CI job."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.options import DEFAULT_SPEC, SpecArgument, StackOption, YesOption
from modelstacks.cli.output import asking, stderr, stdout, waiting
from modelstacks.cli.stacks import open_chosen, require_answer
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from modelstacks.engine.stack_lock import LockedError
    from modelstacks.engine.stacks import OpenStack

WATCH_S = 10.0
WatchOption = Annotated[
    float,
    typer.Option("--watch", min=0, help="For how many seconds to watch whether the state still changes."),
]


class StillWorkingError(ModelstacksError):
    """Whoever holds the lock is at work."""


def unlock(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    watch: WatchOption = WATCH_S,
    yes: YesOption = False,
) -> None:
    """Clear the lock that a dead run left on a stack, after watching whether its state still changes."""
    from modelstacks.engine import stack_lock

    require_answer(yes)
    opened = open_chosen(spec, stack)
    name = opened.choice.stack
    with asking("Asking the backend …"):
        locked = stack_lock.find_lock(opened.stack)
    if locked is None:
        stdout().print(f"Stack {name} is not locked.")
        return
    _refuse_living(opened, locked, watch)
    if not yes:
        typer.confirm(f"Clear the lock of stack {name}?", abort=True)
    stack_lock.clear(opened.stack, locked.locks)
    stdout().print(f"Stack {name} is unlocked. `modelstacks up` adopts what the dead run had started.")


def _refuse_living(opened: OpenStack, locked: LockedError, watch_s: float) -> None:
    """Say who holds the stack. Raises StillWorkingError where that run is on this machine or its state changes."""
    if locked.is_alive:
        raise StillWorkingError(f"{locked}\nIts lock stays.")
    stderr().print(locked.description, markup=False)
    before = opened.stack.export_stack().deployment
    with waiting(f"Watching for {watch_s:g} s whether the state changes …"):
        time.sleep(watch_s)
    if opened.stack.export_stack().deployment != before:
        raise StillWorkingError(
            f"The state of stack {opened.choice.stack} changed meanwhile: that run is still working, and its lock stays."
        )
    stderr().print(
        f"The state did not change in {watch_s:g} s. A run that waits for Azure can be silent for longer: "
        "check whether the job that took the lock has ended."
    )
