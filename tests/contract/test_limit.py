"""The time of a run is over as by a Ctrl-C, and only while it runs."""

import signal

import pytest

from modelstacks.contract.limit import limited


def test_when_the_time_is_up_the_run_is_interrupted() -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        limited(0.1) as limit,
    ):  # an interrupt outside would end this process
        wait_for_ever()
    assert limit.over


def wait_for_ever() -> None:
    while True:
        signal.pause()


def test_a_run_that_ended_in_time_has_no_alarm() -> None:
    with limited(600) as limit:
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        limit.end()
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert not limit.over
