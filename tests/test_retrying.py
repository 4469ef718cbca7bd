"""What is asked again, how often and after which pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from modelstacks import retrying
from modelstacks.retrying import ask_until, attempts

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.anyio


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The pauses in milliseconds that stamina makes; the longest is 4."""
    made: list[float] = []

    def note(details: RetryDetails) -> None:
        made.append(round(details.wait_for * 1000, 3))

    monkeypatch.setattr(retrying, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(retrying, "LONGEST_PAUSE_S", 0.004)
    set_on_retry_hooks([note])
    yield made
    set_on_retry_hooks(())


class Asked:
    """Somebody who answers 1, 2, 3 …"""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> int:
        self.times += 1
        return self.times


async def test_it_asks_until_the_answer_is_final_after_pauses_that_double(pauses: list[float]) -> None:
    assert await ask_until(lambda answer: answer == 6, Asked()) == 6
    assert pauses == [1, 2, 4, 4, 4]


async def test_the_last_answer_is_returned_where_patience_ends(pauses: list[float]) -> None:
    assert await ask_until(lambda _: False, Asked(), tries=3) == 3
    assert await ask_until(lambda _: False, Asked(), within_s=0) == 1
    assert await ask_until(lambda _: False, Asked(), within_s=-1) == 1
    assert pauses == [1, 2]


async def test_an_answer_may_say_how_long_to_wait(pauses: list[float]) -> None:
    await ask_until(lambda answer: answer == 3, Asked(), pause_after=lambda answer: answer / 500)
    assert pauses == [2, 4]


async def test_an_error_is_no_answer() -> None:
    async def fail() -> int:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await ask_until(lambda _: False, fail)


def test_what_raises_is_tried_again_and_the_last_error_let_through(pauses: list[float]) -> None:
    def fail() -> None:
        for attempt in attempts(ValueError, tries=3):
            with attempt:
                raise ValueError(f"try {attempt.num}")

    with pytest.raises(ValueError, match="try 3"):
        fail()
    assert pauses == [1, 2]


def test_nobody_hears_of_pauses() -> None:
    assert get_on_retry_hooks() == ()
