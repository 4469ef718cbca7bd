from __future__ import annotations

from datetime import timedelta

import pytest

from modelstacks.localazure.arm.errors import ArmError
from modelstacks.localazure.arm.throttling import Throttling
from modelstacks.localazure.scenarios import Throttle
from open_azure import CALLER, START


def test_one_too_many_is_told_when_to_come_back() -> None:
    throttling = Throttling(Throttle(reads=2, window_s=300))
    for _ in range(2):
        throttling.count(CALLER, "GET", START)

    with pytest.raises(ArmError) as refusal:
        throttling.count(CALLER, "HEAD", START + timedelta(seconds=100))

    assert (refusal.value.status, refusal.value.headers) == (429, {"Retry-After": "200"})
    assert refusal.value.message == (
        "Number of requests for action 'reads' exceeded the limit of '2' for time interval '00:05:00'. "
        "Please try again after '200' seconds."
    )


def test_a_new_window_starts_afresh() -> None:
    throttling = Throttling(Throttle(writes=1, window_s=60))

    throttling.count(CALLER, "PUT", START)
    throttling.count(CALLER, "PUT", START + timedelta(seconds=60))


def test_reads_do_not_use_up_writes() -> None:
    throttling = Throttling(Throttle(writes=1))
    throttling.count(CALLER, "GET", START)

    throttling.count(CALLER, "PUT", START)
