"""What a run did so far, heard from the engine's events: for whoever stops it."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.steps import DONE, is_in_azure, op_of, short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulumi.automation.events import EngineEvent, StepEventMetadata

NAMED = 12
"""How many resources are named before the rest is only counted."""


class Progress:
    """What was begun and what of that ended, in the order of the beginning. *command* is what goes on with the rest."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._open: dict[tuple[str, str], None] = {}
        self._done: dict[tuple[str, str], None] = {}

    def hear(self, event: EngineEvent) -> None:
        """Take in one event of the engine."""
        if event.resource_pre_event and not event.resource_pre_event.planning:
            if step := _step(event.resource_pre_event.metadata):
                self._open[step] = None
        elif event.res_outputs_event and not event.res_outputs_event.planning:
            if step := _step(event.res_outputs_event.metadata):
                self._open.pop(step, None)
                self._done[step] = None
        elif event.res_op_failed_event and (step := _step(event.res_op_failed_event.metadata)):
            self._open[step] = None

    @contextmanager
    def reporting_stop(self) -> Iterator[None]:
        """Where the run is stopped in there, say what was done and what was not."""
        warnings.filterwarnings("ignore", "Error in event stream")  # how the Automation API says "killed"
        try:
            yield
        except StoppedError as err:
            raise err.with_message(self._summary(err)) from err

    def _summary(self, err: StoppedError) -> str:
        how = "immediately, without waiting for anything" if err.at_once else "cleanly"
        unfinished = _listed(self._open, "being ")
        if unfinished:
            unfinished += ". Azure may still finish that on its own"
        return (
            f"{err} Ended {how}.\n"
            f"Done: {_listed(self._done) or 'nothing'}.\n"
            f"Not finished: {unfinished or 'nothing'}.\n"
            f"Nothing else was started. `modelstacks {self._command}` continues from there."
        )


def _listed(steps: Iterable[tuple[str, str]], being: str = "") -> str:
    """Return the steps by what was done, the first names of each: `2 created (OnlineEndpoint phi, …)`."""
    names: dict[str, list[str]] = {}
    for urn, op in steps:
        names.setdefault(DONE[op], []).append(short_name(urn))
    return "; ".join(
        f"{len(found)} {being}{done} ({', '.join(found[:NAMED])}{' …' if found[NAMED:] else ''})"
        for done, found in names.items()
    )


def _step(metadata: StepEventMetadata) -> tuple[str, str] | None:
    op = op_of(metadata)
    return (metadata.urn, op) if op in DONE and is_in_azure(metadata.type) else None
