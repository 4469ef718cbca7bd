"""A stack's command in a process of its own: real programs, what they answer, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from modelstacks.fleet import stack_process
from modelstacks.fleet.stack_process import PROGRAM, Processes, StackRun, run_stack

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg\n"


def nobody(line: str) -> None:
    """Hear nothing."""


def test_what_a_command_prints_as_json_is_its_answer() -> None:
    result = run_stack(StackRun("a", "all", ("schema", "fleet")), Processes(), nobody)
    assert (result.outcome, result.exit_code, result.message) == ("done", 0, "")
    assert result.answer["title"] == "fleet.yaml"


def test_a_failure_is_a_result_in_the_command_s_own_words(tmp_path: Path) -> None:
    spec = tmp_path / "deployments.yaml"
    result = run_stack(StackRun("a", "all", ("up", str(spec), "--yes")), Processes(), nobody)
    assert (result.outcome, result.exit_code) == ("failed", 2)
    assert result.message.startswith(f"{spec}:1:1: there is no such file")


def test_the_spec_is_read_with_the_stack_s_own_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "deployments.yaml"
    spec.write_text("subscription: ${MINE}\nresource_group: rg\ndeployments: {}\n")
    monkeypatch.setenv("GIVEN", "no-guid")
    result = run_stack(StackRun("a", "all", ("lock", str(spec)), {"MINE": "${GIVEN}"}), Processes(), nobody)
    assert "a subscription id is a GUID, not 'no-guid'" in result.message


def test_a_variable_that_the_worker_lacks_is_a_result() -> None:
    result = run_stack(StackRun("a", "all", ("schema",), {"MINE": "${NOBODY_SET_IT}"}), Processes(), nobody)
    assert (result.outcome, result.exit_code) == ("failed", None)
    assert "takes MINE from the environment variable NOBODY_SET_IT, which is not set" in result.message


def test_no_secret_is_shown_with_a_run() -> None:
    assert "s3cret" not in repr(StackRun("a", "all", (), {"AZURE_CLIENT_SECRET": "s3cret"}))


def serving(state: Path) -> tuple[str, ...]:
    """A command that goes on until it is stopped."""
    return ("local", "start", "--foreground", "--port", "0", "--state", str(state))


def test_all_that_run_are_stopped_together_and_none_is_begun_after(tmp_path: Path) -> None:
    processes, heard = Processes(), threading.Event()
    found: list[str] = []

    def run() -> None:
        result = run_stack(StackRun("a", "all", serving(tmp_path)), processes, lambda _: heard.set())
        found.append(result.outcome)

    thread = threading.Thread(target=run)
    thread.start()
    assert heard.wait(timeout=60)
    processes.stop(signal.SIGINT)
    thread.join(timeout=60)
    after = run_stack(StackRun("b", "all", ("schema",)), processes, nobody)
    assert (found, after.outcome) == (["stopped"], "not begun")


def test_after_its_timeout_it_is_stopped_in_order_and_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_process, "PROGRAM", "timeit")
    endless = StackRun("a", "all", ("-n", "1", "import time; time.sleep(600)"), timeout_s=1.0)
    result = run_stack(endless, Processes(), nobody)
    assert (result.outcome, result.exit_code) == ("failed", 1)
    assert result.message.startswith("It was stopped after its timeout of 1 s.\nIt ended with exit code 1")


def test_who_is_killed_is_a_result_with_its_last_lines(tmp_path: Path) -> None:
    processes = Processes()

    def kill(line: str) -> None:
        del line
        for process in processes._running:
            process.kill()

    result = run_stack(StackRun("a", "all", serving(tmp_path)), processes, kill)
    assert (result.outcome, result.exit_code) == ("failed", -signal.SIGKILL)
    assert result.message.startswith("It was killed by SIGKILL without saying why. Its last lines:\n")


def test_it_leads_a_session_of_its_own_so_that_a_ctrl_c_comes_once(tmp_path: Path) -> None:
    processes, led = Processes(), set[bool]()

    def look(line: str) -> None:
        del line
        for process in processes._running:
            led.add(os.getsid(process.pid) == process.pid)
            process.kill()

    run_stack(StackRun("a", "all", serving(tmp_path)), processes, look)
    assert led == {True}


def test_it_ends_in_order_when_its_parent_is_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", PROGRAM, *serving(tmp_path)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    ) as alone:
        assert alone.stderr
        assert alone.stderr.readline()  # it is under way
        assert alone.stdin
        alone.stdin.close()
        assert alone.wait(timeout=60) in {0, -signal.SIGTERM, 128 + signal.SIGTERM}


SAID = """\
import sys
sys.stdout.write(sys.argv[1])
sys.stderr.write("why\\n")
sys.exit(int(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("text", "code", "outcome", "message"),
    [
        ('{"answer": {"changes": {"create": 2}}}', 0, "done", ""),
        ('{"message": null, "answer": {"changes": {"create": 2}}}', 1, "done", ""),
        ('{"message": "No.", "answer": {"changes": {"create": 2}}}', 1, "failed", "No."),
        ('{"answer": {"changes": {"create": 2}}}', 2, "failed", "It ended with exit code 2"),
        ('{"answer": []}', 1, "failed", "It ended with exit code 1"),
        ("no JSON", 0, "done", ""),
    ],
)
def test_what_it_found_is_no_failure_and_one_without_words_shows_its_last_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, code: int, outcome: str, message: str
) -> None:
    monkeypatch.setattr(stack_process, "PROGRAM", "said")
    (tmp_path / "said.py").write_text(SAID)
    said = StackRun("a", "all", (text, str(code)), {"PYTHONPATH": str(tmp_path)}, digest="d")
    heard: list[str] = []
    result = run_stack(said, Processes(), heard.append)
    assert (result.outcome, result.exit_code, result.digest, heard) == (outcome, code, "d", ["why"])
    assert result.changes == ({"create": 2} if "create" in text else {})
    if message.startswith("It ended"):
        message += " without saying why. Its last lines:\nwhy"
    assert result.message == message
