"""A run that failed since Azure was writing something else is repeated, and for no other reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulumi.automation import CommandError, CommandResult
from pulumi.automation.events import DiagnosticEvent, EngineEvent

from engine_events import prelude
from engine_events import said as message
from modelstacks import retrying
from modelstacks.engine import turns as turns_of_a_run
from modelstacks.engine.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable

DEPLOYMENT = (
    "urn:pulumi:dev::p::modelstacks:azure:FoundryDeployment$azure-native:cognitiveservices:Deployment::phi"
)
STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
CONFLICT = 'Status=409 Code="RequestConflict" Message="Another operation is being performed."'
NOT_READY = 'Status=400 Code="AccountProvisioningStateInvalid" Message="Account x in state Accepted"'
QUOTA = 'Status=400 Code="InsufficientQuota" Message="too little"'


def said(message: str, urn: str = DEPLOYMENT, severity: str = "error") -> EngineEvent:
    event = DiagnosticEvent(message=message, color="never", severity=severity, urn=urn)
    return EngineEvent(sequence=1, timestamp=1, diagnostic_event=event)


def failing(turns: Turns, *runs: tuple[EngineEvent, ...]) -> tuple[Callable[[], int], list[int]]:
    """A run that fails with each of these events in turn, then ends well; and how often it ran."""
    ran: list[int] = []

    def once() -> int:
        ran.append(len(ran))
        if len(ran) > len(runs):
            return len(ran)
        for event in runs[len(ran) - 1]:
            turns.hear(event)
        raise CommandError(CommandResult(stdout="", stderr="", code=255))

    return once, ran


@pytest.mark.parametrize("code", [CONFLICT, NOT_READY])
def test_it_runs_again_where_azure_was_writing_something_else(code: str) -> None:
    lines: list[str] = []
    turns = Turns(lines.append)
    once, _ = failing(turns, (said(code), said("update failed", STACK)))
    assert turns.run(once) == 2
    assert [line.partition(" (")[0] for line in lines] == ["Azure is writing something else there"]


@pytest.mark.parametrize(
    "events",
    [
        pytest.param((said(QUOTA),), id="something else"),
        pytest.param((said(CONFLICT), said(QUOTA)), id="something else beside it"),
        pytest.param((said(CONFLICT, severity="warning"),), id="no error"),
        pytest.param((), id="nobody says why"),
    ],
)
def test_whatever_else_fails_ends_it(events: tuple[EngineEvent, ...]) -> None:
    lines: list[str] = []
    turns = Turns(lines.append)
    once, ran = failing(turns, events)
    with pytest.raises(CommandError):
        turns.run(once)
    assert (ran, lines) == ([0], [])


def test_what_is_no_error_of_a_resource_is_not_heard_and_another_failure_is_no_turn() -> None:
    turns = Turns(lambda _line: None)

    def once() -> None:
        for event in (prelude(), message("error", "the program ended there"), said(CONFLICT)):
            turns.hear(event)
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        turns.run(once)


def test_what_an_earlier_run_failed_with_is_forgotten() -> None:
    lines: list[str] = []
    turns = Turns(lines.append)
    once, ran = failing(turns, (said(CONFLICT),), (said(QUOTA),))
    with pytest.raises(CommandError):
        turns.run(once)
    assert ran == [0, 1]


def test_patience_ends_with_the_last_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_of_a_run, "FREE_WITHIN_S", 0)
    monkeypatch.setattr(retrying, "FIRST_PAUSE_S", 0)
    lines: list[str] = []
    turns = Turns(lines.append)
    once, ran = failing(turns, *[(said(CONFLICT),)] * 50)
    with pytest.raises(CommandError):
        turns.run(once)
    assert len(lines) == len(ran) < 50
