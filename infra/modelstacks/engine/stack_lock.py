"""A stack that is locked: a dead run's lock is cleared in passing, any other owner's is named and left alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

from modelstacks.engine import lock_owner
from modelstacks.engine.errors import StackError
from modelstacks.engine.interrupts import end_session
from modelstacks.engine.lock_patience import Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pulumi.automation import Stack

    from modelstacks.engine.lock_owner import Lock

Result = TypeVar("Result")
WAIT = "It is still running: wait until it ends, or stop it."
WAIT_OR = (
    "Wait until it ends. Only if it is dead, as after a cancelled CI job, run: {command}\n"
    "That first watches whether the state still changes, and asks."
)
LOCKED = "error: the stack is currently locked by"


class LockedError(StackError):
    """Another run holds the stack. *locks*: its locks, as far as the backend names them."""

    def __init__(self, stack: str, locks: Sequence[Lock], spec: object = "SPEC") -> None:
        self.locks = tuple(locks)
        self.description = _described(stack, locks)
        command = f"modelstacks unlock {spec} --stack {stack}"
        super().__init__(f"{self.description}\n{WAIT if self.is_alive else WAIT_OR.format(command=command)}")

    @property
    def is_alive(self) -> bool:
        """Whether one of its owners runs on this machine."""
        return any(lock.owner() == "alive" for lock in self.locks)


def unlocked(
    stack: Stack, run: Callable[[], Result], say: Callable[[str], None], spec: object = "SPEC"
) -> Result:
    """Return what *run* returns; the lock of a run that died on this machine is cleared, and *run* called again.

    Any other owner is waited for as long as `lock_patience` says. *spec*: what to name in the advice. Raises LockedError
    for its lock then, and what *run* raises.
    """
    from pulumi.automation import ConcurrentUpdateError

    cleared: set[str] = set()
    patience = Patience.of(os.environ)
    while True:
        try:
            return run()
        except ConcurrentUpdateError as err:
            locks = lock_owner.read_locks(str(err))
            dead = bool(locks) and all(lock.owner() == "gone" for lock in locks)
            if not dead and patience.waits():
                continue
            if not (dead or patience.calls_gone(locks)) or cleared.issuperset(lock.url for lock in locks):
                raise LockedError(stack.name, locks, spec) from err
            clear(stack, locks)
            cleared.update(lock.url for lock in locks)
            for lock in locks:
                say(
                    f"{lock.who}, which had locked stack {stack.name} since {lock.since}, is gone: continuing."
                )


def without_locks(say: Callable[[str], None]) -> Callable[[str], None]:
    """Return *say* without the engine's own words on a lock: `pulumi cancel` is not what helps, and ours follow."""

    def hear(line: str) -> None:
        if not (LOCKED in line or lock_owner.read_locks(line)):
            say(line)

    return hear


def find_lock(stack: Stack) -> LockedError | None:
    """Return who holds the stack: the backends tell it only to a run that they refuse, so one that changes nothing."""
    from pulumi.automation import CommandError, ConcurrentUpdateError

    resources = (stack.export_stack().deployment or {}).get("resources")
    try:
        stack.refresh(target=[resources[0]["urn"]] if resources else None, show_secrets=False)
    except ConcurrentUpdateError as err:
        return LockedError(stack.name, lock_owner.read_locks(str(err)))
    except CommandError:
        return None  # it got as far as that
    return None


def clear(stack: Stack, locks: Sequence[Lock]) -> None:
    """Give up these locks: exactly their files where they are ours to reach, else all that the stack has.

    What a dead engine left running on this machine ends with them: nothing else would wait for it any more.
    """
    for lock in locks:
        if lock.owner() == "gone":
            end_session(lock.pid)
            lock_owner.forget(lock.pid)
    if not (locks and all(_delete(lock) for lock in locks)):
        stack.cancel()


def _delete(lock: Lock) -> bool:
    """Delete the lock's file; False where it is not in this machine's file system."""
    where = urlsplit(lock.url)
    file = Path(unquote(where.path))
    if where.scheme != "file" or not file.is_file():
        return False
    file.unlink(missing_ok=True)
    return True


def age(since: datetime, now: datetime) -> str:
    """Return how long that is ago, in its largest unit: `45 s`, `12 min`, `3 h`, `2 days`."""
    seconds = max(0, int((now - since).total_seconds()))
    for size, unit in ((172800, "days"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // min(size, 86400)} {unit}"
    return f"{seconds} s"


def _described(stack: str, locks: Sequence[Lock]) -> str:
    owners = [_owner(lock) for lock in locks] or ["another run (the backend does not say whose)"]
    return "\n".join(f"Stack {stack} is locked by {owner}." for owner in owners)


def _owner(lock: Lock) -> str:
    here = " on this machine" if lock.owner() == "alive" else ""
    return f"{lock.who}{here}, for {age(lock.since, datetime.now(UTC))} (since {lock.since})"
