"""Deciding where deployments go: what `modelstacks lock` does."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from modelstacks.api.check import examine
from modelstacks.engine.stacks import choose_stack
from modelstacks.errors import MOST_SHOWN, ModelstacksError, UsageError
from modelstacks.lock_decisions import lock_of
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import refuse_long_names
from modelstacks.lock_path import lock_path
from modelstacks.spec import load_deployments
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from modelstacks.lock_decisions import Lock
    from modelstacks.placement import Placement
    from modelstacks.spec import DeploymentsSpec


def lock(
    spec: str | os.PathLike[str],
    *,
    stack: str | None = None,
    upgrade: Collection[str] = (),
    rows: str | os.PathLike[str] | None = None,
) -> Lock:
    """Decide where each deployment of *spec* (a deployments.yaml) goes, write it beside the spec and return it.

    Decisions already made stay, to the letter; those on the deployments *upgrade* are made again. Nothing is touched in
    Azure. *stack* and *rows* as for `check`. Raises SpecError, UsageError and AzureError as that, UsageError for an
    unknown deployment in *upgrade*, and ModelstacksError with every reason where one has no place: then nothing is written.
    """
    choice = choose_stack(Path(spec), stack, os.environ)
    loaded, path = (
        load_deployments(choice.spec, os.environ, Path(rows) if rows else None),
        lock_path(choice.spec),
    )
    before = _reopened(read_lock(path), upgrade)
    locked = decided(loaded, examine(loaded, choice, before).placed.placement, before)
    path.write_text(locked.text(), encoding="utf-8")
    return locked


def decided(spec: DeploymentsSpec, placement: Placement, before: Lock | None) -> Lock:
    """Return the lock of *spec* by its placement; what *before* says already stays.

    Raises ModelstacksError with every reason where a deployment has no place, and UsageError for a name that Azure refuses.
    """
    _refuse_unplaced(placement)
    locked = lock_of(spec, placement, before).identified(uuid4().hex[:12])
    refuse_long_names(spec, locked)
    return locked


def _reopened(before: Lock | None, names: Collection[str]) -> Lock | None:
    unknown = [name for name in names if before is None or name not in before.decisions]
    if unknown:
        known = ", ".join(sorted(before.decisions)) if before else ""
        raise UsageError(
            f"--upgrade {unknown[0]}: the lock has no such deployment.\n"
            + (f"It has: {known}." if known else "There is no lock yet: leave out --upgrade.")
        )
    return before.reopened(names) if before else None


def _refuse_unplaced(placement: Placement) -> None:
    """Raise what has no place, with every reason; nothing is written then."""
    if not placement.unplaced:
        return
    lines = []
    for name, rejected in islice(placement.unplaced.items(), MOST_SHOWN):
        lines.append(f"{name} can't be placed:")
        lines += [f"  - {reason}" for reason in dict.fromkeys(rejection.reason for rejection in rejected)]
    if more := list(placement.unplaced)[MOST_SHOWN:]:
        lines.append(f"Can't be placed either: {listed(more)}.")
    raise ModelstacksError("\n".join([*lines, "`modelstacks check` says what to do."]))
