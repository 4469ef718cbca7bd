"""Asking again, as stamina does it: pauses that double. What azure-core retries is not for here.

stamina asks again after what raises; so what only waits for an answer that is final raises the ones that are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import stamina
from stamina.instrumentation import set_on_retry_hooks

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
    from typing import Protocol

    class Attempts(AsyncIterable[stamina.Attempt], Iterable[stamina.Attempt], Protocol):
        """What to loop over; each attempt is a context manager."""


T = TypeVar("T")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
AT_ONCE_S = 1e-6
"""No patience: stamina warns of a time-out of 0 seconds."""

set_on_retry_hooks(())  # else each pause is logged, with structlog to stdout, where JSON may be


class _NotYetError(Exception, Generic[T]):
    def __init__(self, answer: T) -> None:
        self.answer = answer


def attempts(
    on: type[Exception] | Callable[[Exception], bool | float],
    *,
    within_s: float | None = None,
    tries: int | None = None,
) -> Attempts:
    """Return the attempts to loop over, after each that raised *on* one more; the last one's exception is let through.

    *on* may also be a function of the exception, and return the seconds to pause. No attempt begins more than
    *within_s* and a pause after the first one, and there are no more of them than *tries*.
    """
    return stamina.retry_context(
        on,
        attempts=tries,
        timeout=None if within_s is None else max(within_s, AT_ONCE_S),
        wait_initial=FIRST_PAUSE_S,
        wait_max=LONGEST_PAUSE_S,
        wait_jitter=0,  # whoever asks is alone with what is asked
    )


async def ask_until(
    is_final: Callable[[T], bool],
    ask: Callable[[], Awaitable[T]],
    *,
    within_s: float | None = None,
    tries: int | None = None,
    pause_after: Callable[[T], float] | None = None,
) -> T:
    """Return the first answer that is final, or the last one that patience allows; *pause_after* an answer: in seconds."""

    def on(err: Exception) -> bool | float:
        if not isinstance(err, _NotYetError):
            return False
        return pause_after(err.answer) if pause_after else True

    try:
        async for attempt in attempts(on, within_s=within_s, tries=tries):
            with attempt:
                answer = await ask()
                if not is_final(answer):
                    raise _NotYetError(answer)
    except _NotYetError as err:
        last: T = err.answer
        return last
    return answer
