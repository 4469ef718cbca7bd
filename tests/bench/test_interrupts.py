"""A signal that comes while a server is being started is raised when the server is known, not before."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from bench import servers
from bench.interrupts import SIGNALS, held_back
from localazure import process
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_is_raised_after_the_block(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    reached: list[signal.Signals] = []
    with pytest.raises(KeyboardInterrupt):
        _send_within(number, reached)
    assert reached == [number]
    assert signal.getsignal(number) is before


def _send_within(number: signal.Signals, reached: list[signal.Signals]) -> None:
    with held_back():
        os.kill(os.getpid(), number)
        reached.append(number)


def test_without_a_signal_nothing_is_raised() -> None:
    with held_back():
        pass


@pytest.mark.slow
def test_a_local_azure_that_was_just_started_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn = process._spawn

    def interrupted(*args: object) -> object:
        started = spawn(*args)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGINT)
        return started

    monkeypatch.setattr(process, "_spawn", interrupted)
    with pytest.raises(KeyboardInterrupt), servers.local_azure(tmp_path):
        raise AssertionError("It went on.")
    assert process.find(StateDir(tmp_path / "azure")) is None
