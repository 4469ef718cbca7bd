"""How long a command waits for whoever holds its stack, and who holds nothing any more, by its environment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

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
