"""What a signal to us does to the engine; the engine is a script."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.engine import interrupts
from modelstacks.engine.interrupts import KilledError, StoppedError
from modelstacks.engine.lock_owner import start_of
from modelstacks.engine.pulumi_command import OwnSessionCommand
from toolbox import program

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 30
COUNTING = """
trap 'came=$((came+1)); echo "SIGINT $came"; [ "$came" = 2 ] && exit 7' INT
sleep 600 & echo "waiting $!"
while :; do wait; done
"""
DEAF = """
trap '' INT TERM
sleep 600 & echo "$!"
while :; do wait; done
"""
TALKING = """
echo v3.225.0
seq 2 20000
"""
KILLED = """
kill -9 $$
"""


def command(folder: Path, script: str) -> OwnSessionCommand:
    """Return the command that runs *script* as the engine."""
    return OwnSessionCommand(str(program(folder, "pulumi", script)), "3.225.0")


def ends(pid: int) -> bool:
    """Whether that process, killed, is gone; asking is what tells."""
    until = time.monotonic() + PATIENCE_S
    while start_of(pid) and time.monotonic() < until:
        pass
    return start_of(pid) is None


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of the user's for notes."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.mark.usefixtures("notes")
def test_what_does_not_heed_a_first_signal_gets_another_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "PATIENCE_S", 0.1)
    printed: list[str] = []

    def hear(line: str) -> None:
        printed.append(line)
        if line.startswith("waiting"):
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(StoppedError) as stopped:
        command(tmp_path, COUNTING).run(["up"], str(tmp_path), {}, hear)

    assert printed[1:] == ["SIGINT 1", "SIGINT 2"]
    assert (stopped.value.signals, stopped.value.at_once) == ((signal.SIGTERM,), False)
    assert stopped.value.exit_code == 143
    assert ends(int(printed[0].split()[1])), "what it left running ends with it"


@pytest.mark.usefixtures("notes")
def test_a_second_signal_ends_it_at_once_with_what_it_left_running(tmp_path: Path) -> None:
    printed: list[str] = []

    def hear(line: str) -> None:
        printed.append(line)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(StoppedError, match=r"Stopped by SIGHUP\.$") as stopped:
        command(tmp_path, DEAF).run(["up"], str(tmp_path), {}, hear)
    told = stopped.value.with_message("Two are made.")
    assert (told.signals, told.at_once, told.exit_code, str(told)) == (
        (signal.SIGHUP, signal.SIGTERM),
        True,
        129,
        "Two are made.",
    )
    assert ends(int(printed[0])), "what it left running ends with it"


def test_a_signal_that_the_kernel_hands_to_another_thread_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    waits, heard = threading.Event(), threading.Event()

    def waiting(*args: Any) -> Any:
        waits.set()
        return wait(*args)

    def take() -> bool:
        waits.wait()
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        return heard.wait(PATIENCE_S)

    monkeypatch.setattr(interrupts, "wait", waiting)
    with interrupts.listening(lambda _: heard.set()) as came, ThreadPoolExecutor(1) as pool:
        [done] = interrupts.first_of([pool.submit(take)])
    assert done.result()
    assert came == [signal.SIGTERM]


@pytest.mark.usefixtures("notes")
def test_handlers_are_what_they_were_afterwards(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in interrupts.STOPPING]
    with pytest.raises(KilledError) as killed:
        command(tmp_path, KILLED).run(["up"], str(tmp_path), {})
    assert str(killed.value) == (
        "The Pulumi engine was killed by SIGKILL, by somebody or because memory ran out.\n"
        "Run the command again: it continues from there."
    )
    assert [signal.getsignal(number) for number in interrupts.STOPPING] == before


@pytest.mark.usefixtures("notes")
def test_an_output_that_is_closed_stops_no_run(tmp_path: Path) -> None:
    heard: list[str] = []

    def hear(line: str) -> None:
        heard.append(line)
        raise BrokenPipeError

    ran = command(tmp_path, TALKING).run(["up"], str(tmp_path), {}, hear)
    assert heard == ["v3.225.0"]
    assert len(ran.stdout.splitlines()) == 20000


def test_a_home_that_cannot_be_written_to_costs_only_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert command(tmp_path, "").run(["about"], str(tmp_path), {}).code == 0


@pytest.mark.usefixtures("notes")
def test_a_thread_can_run_the_engine_too(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def run() -> None:
        try:
            command(tmp_path, KILLED).run(["up"], str(tmp_path), {})
        except KilledError as err:
            errors.append(err)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert len(errors) == 1
