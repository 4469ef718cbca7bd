"""How long a command waits for whoever holds its stack, and who holds nothing any more, by its environment."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from modelstacks.engine import lock_patience
from modelstacks.engine.lock_owner import Lock
from modelstacks.engine.lock_patience import GONE_VARIABLE, WAIT_VARIABLE, Patience

GONE = ("runner-1", datetime(2026, 11, 29, 5, tzinfo=UTC))
TOLD = "runner-1 2026-11-29T05:00:00+00:00"


@pytest.mark.parametrize(
    ("environ", "wait_s", "gone"),
    [
        ({}, 0.0, None),
        ({WAIT_VARIABLE: ""}, 0.0, None),
        ({WAIT_VARIABLE: "90"}, 90.0, None),
        ({WAIT_VARIABLE: "90", GONE_VARIABLE: ""}, 90.0, None),
        ({GONE_VARIABLE: TOLD}, 0.0, GONE),
        ({WAIT_VARIABLE: "0.5", GONE_VARIABLE: TOLD}, 0.5, GONE),
        ({WAIT_VARIABLE: "soon"}, 0.0, None),
        ({GONE_VARIABLE: "runner-1 yesterday"}, 0.0, None),
        ({GONE_VARIABLE: "runner-1"}, 0.0, None),
    ],
)
def test_each_variable_counts_by_itself(
    environ: dict[str, str], wait_s: float, gone: tuple[str, datetime] | None
) -> None:
    patience = Patience.of(environ)
    assert (patience.wait_s, patience.gone) == (wait_s, gone)


def lock(host: str, hour: int) -> Lock:
    return Lock("file:///lock", "me", host, 1, datetime(2026, 11, 29, hour, tzinfo=UTC))


@pytest.mark.parametrize(
    ("locks", "gone"),
    [
        ([lock("runner-1", 5)], True),
        ([lock("runner-1", 6), lock("runner-1", 9)], True),
        ([lock("runner-1", 4)], False),
        ([lock("runner-2", 6)], False),
        ([lock("runner-1", 6), lock("runner-2", 6)], False),
        ([], False),
    ],
)
def test_only_locks_of_the_host_that_is_gone_taken_since_then_are_nobodys(
    locks: list[Lock], gone: bool
) -> None:
    assert Patience.of({GONE_VARIABLE: TOLD}).calls_gone(locks) is gone
    assert Patience.of({}).calls_gone(locks) is False


def test_without_patience_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_patience, "AGAIN_S", 0)
    assert Patience.of({}).waits() is False
    assert Patience.of({WAIT_VARIABLE: "600"}).waits() is True


@pytest.mark.parametrize(("wait_s", "began", "waits"), [(0, 100, False), (10, 90, False), (10, 90.5, True)])
def test_until_its_time_is_over_it_waits_for_a_moment_each_time(
    monkeypatch: pytest.MonkeyPatch, wait_s: float, began: float, waits: bool
) -> None:
    slept: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: 100.0, sleep=slept.append)
    monkeypatch.setattr(lock_patience, "time", clock)
    assert Patience(wait_s, _began=began).waits() is waits
    assert slept == [1.0] * waits
