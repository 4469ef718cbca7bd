"""What is said of a run that was stopped: what was done, what was not, and what goes on with the rest."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from pulumi.automation.events import EngineEvent

from engine_events import begun, ended, failed, said, step, summary
from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPONENT = "modelstacks:azure:ServerlessEndpoint"


def stopped(
    *events: EngineEvent, signals: Sequence[int] = (signal.SIGINT,), command: str = "up"
) -> StoppedError:
    progress = Progress(command)
    for event in events:
        progress.hear(event)
    with pytest.raises(StoppedError) as end, progress.reporting_stop():
        raise StoppedError(signals)
    return end.value


def message(done: str, unfinished: str) -> str:
    return (
        f"Stopped by SIGINT. Ended cleanly.\nDone: {done}.\nNot finished: {unfinished}.\n"
        "Nothing else was started. `modelstacks up` continues from there."
    )


LATER = ". Azure may still finish that on its own"


@pytest.mark.parametrize(
    ("events", "done", "unfinished"),
    [
        ([], "nothing", "nothing"),
        ([begun("create", "phi")], "nothing", f"1 being created (ServerlessEndpoint phi){LATER}"),
        ([begun("create", "phi"), ended("create", "phi")], "1 created (ServerlessEndpoint phi)", "nothing"),
        (
            [begun("update", "phi"), ended("update", "phi"), failed("delete", "own")],
            "1 updated (ServerlessEndpoint phi)",
            f"1 being deleted (ServerlessEndpoint own){LATER}",
        ),
        (
            [begun("create", "a"), begun("delete", "b"), begun("create", "c"), summary(1), said("error", "No.")],
            "nothing",
            f"2 being created (ServerlessEndpoint a, ServerlessEndpoint c); 1 being deleted (ServerlessEndpoint b){LATER}",
        ),
        ([begun("same", "phi"), ended("same", "phi"), failed("refresh", "phi")], "nothing", "nothing"),
        ([begun("create", "phi", kind=COMPONENT), ended("create", "phi", kind=COMPONENT)], "nothing", "nothing"),
        ([begun("create", "phi", planning=True)], "nothing", "nothing"),
        (
            [begun("create", "phi"), EngineEvent.from_json({"resOutputsEvent": {"metadata": step("create", "phi"), "planning": True}})],
            "nothing",
            f"1 being created (ServerlessEndpoint phi){LATER}",
        ),
        (
            [ended("create", str(number)) for number in range(12)],
            f"12 created ({', '.join(f'ServerlessEndpoint {number}' for number in range(12))})",
            "nothing",
        ),
        (
            [ended("create", str(number)) for number in range(13)],
            f"13 created ({', '.join(f'ServerlessEndpoint {number}' for number in range(12))} …)",
            "nothing",
        ),
    ],
)  # fmt: skip
def test_it_lists_what_was_done_and_what_was_under_way(
    events: list[EngineEvent], done: str, unfinished: str
) -> None:
    assert str(stopped(*events)) == message(done, unfinished)


def test_a_second_signal_waits_for_nothing_and_the_command_is_the_user_s() -> None:
    end = stopped(signals=(signal.SIGTERM, signal.SIGINT), command="reap")
    assert str(end).startswith("Stopped by SIGTERM. Ended immediately, without waiting for anything.\n")
    assert str(end).endswith("`modelstacks reap` continues from there.")
    assert (end.exit_code, end.at_once) == (143, True)
