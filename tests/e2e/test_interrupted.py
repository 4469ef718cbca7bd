"""Stopped in the middle: one Ctrl-C ends in order and says how far it came, a second at once; nobody waits for the dead."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, project
from estate import Estate
from localazure import process
from processes import children_of, left_running, name_of

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    import psutil  # type: ignore[import-untyped]  # no stubs in the lock file

    from e2e_bench import Ran
    from wheel import Installed

pytestmark = [pytest.mark.e2e, pytest.mark.ci]

PHI = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat
deployments:
  phi: {model: Phi-4, mode: serverless}
"""
SPEC = f"{PHI}  small: {{model: Phi-4, mode: managed, traffic: 100, quota: shared}}\n"
CHAT = "/providers/Microsoft.MachineLearningServices/workspaces/chat"
SERVERLESS, DEPLOYMENT = f"{CHAT}/serverlessEndpoints/phi", f"{CHAT}/onlineEndpoints/small/deployments/small"
PATIENCE_S = 120
BUSY = "OnlineDeployment small-small-deployment creating"
DONE = "Done: 2 created ("
UNFINISHED = "Not finished: 1 being created (OnlineDeployment small-small-deployment). Azure may still finish that on its own."
GOES_ON = "Nothing else was started. `modelstacks up` continues from there."


@pytest.fixture
def bench(tmp_path: Path, wheel: Installed) -> Iterator[Bench]:
    """A spec of two deployments, one of which Azure never finishes."""
    azure = start_local_azure(tmp_path / "azure")
    estate = Estate(azure, group="rg-models")
    estate.project("chat")
    (tmp_path / "project").mkdir()
    bench = project(azure, tmp_path / "project", wheel, attached=False)
    write(bench, SPEC)
    stuck = {"method": "PUT", "path": "onlineEndpoints/small/deployments", "operation": "stuck"}
    azure.control("POST", "faults", stuck)
    yield bench
    estate.close()
    process.stop(azure.state)


def write(bench: Bench, spec: str) -> None:
    """Write the spec and decide its placements."""
    (bench.stack("models") / "deployments.yaml").write_text(spec)
    bench.lock()


def started(bench: Bench, *command: str) -> subprocess.Popen[str]:
    """A command of ours on the models stack, as a shell's job."""
    return bench.started(*command, cwd=bench.stack("models"))


@contextmanager
def busy(bench: Bench) -> Iterator[subprocess.Popen[str]]:
    """An `up` that Azure keeps waiting."""
    with started(bench, "up", "--yes", "--verbose") as running:
        read_until(BUSY, running)
        wait_for(bench, DEPLOYMENT)
        yield running


def wait_for(bench: Bench, path: str) -> None:
    """Return when Azure has it; asking is what tells."""
    until = time.monotonic() + PATIENCE_S
    while bench.arm("GET", path)[0] != 200:
        assert time.monotonic() < until, f"{path} was never begun"


def read_until(words: str, running: subprocess.Popen[str]) -> str:
    """Read on until a line has *words*; return what was read."""
    assert running.stdout is not None
    read = []
    for line in running.stdout:
        read.append(line)
        if words in line:
            return "".join(read)
    raise AssertionError(f"{words!r} never came:\n{''.join(read)}")


def engine_of(running: subprocess.Popen[str]) -> psutil.Process:
    """The engine below our process."""
    return next(each for each in children_of(running.pid) if name_of(each) == "pulumi")


def locks(bench: Bench) -> list[Path]:
    """The lock files of the backend."""
    return list(bench.azure.state.path.rglob(".pulumi/locks/**/*.json"))


def run(bench: Bench, *command: str) -> Ran:
    """Run our command line where the spec is."""
    return bench.run("modelstacks", *command, cwd=bench.stack("models"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_in_order(bench: Bench, number: signal.Signals) -> None:
    """Ctrl-C goes to the whole foreground group, a CI runner's SIGTERM to our process alone."""
    with busy(bench) as running:
        (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
        out, _ = running.communicate()

    assert running.returncode == 128 + number, out
    assert f"Stopped by {number.name}. Ended cleanly.\n{DONE}" in out
    assert f"{UNFINISHED}\n{GOES_ON}\n" in out
    assert "Traceback" not in out
    assert locks(bench) == []
    assert left_running(bench) == []


def test_a_second_ctrl_c_ends_at_once(bench: Bench) -> None:
    with busy(bench) as running:
        engine_of(running).suspend()  # so that it can't have ended after the first
        os.killpg(running.pid, signal.SIGINT)
        os.killpg(running.pid, signal.SIGTERM)  # two of the same kind may arrive as one
        out, _ = running.communicate()

    assert running.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM), out
    assert "Ended immediately, without waiting for anything.\n" in out
    assert f"{UNFINISHED}\n{GOES_ON}\n" in out
    assert "Traceback" not in out
    assert left_running(bench) == []


def test_a_preview_in_which_azure_does_not_answer_ends_on_ctrl_c(bench: Bench) -> None:
    bench.select("models")
    bench.azure.control("POST", "faults", {"method": "GET", "path": "workspaces/chat", "delay_s": 600})
    with started(bench, "preview", "--verbose") as running:
        read_until("Previewing update", running)
        os.killpg(running.pid, signal.SIGINT)
        out, _ = running.communicate()

    assert running.returncode == 128 + signal.SIGINT, out
    assert out.endswith("Stopped by SIGINT. A preview changes nothing.\n")
    assert "Traceback" not in out
    assert left_running(bench) == []


def test_ensure_ends_on_ctrl_c_and_says_how_far_it_came(bench: Bench) -> None:
    write(bench, PHI)
    stuck = {"method": "PUT", "path": "serverlessEndpoints/phi", "operation": "stuck"}
    bench.azure.control("POST", "faults", stuck)
    with started(bench, "ensure") as running:
        wait_for(bench, SERVERLESS)
        os.killpg(running.pid, signal.SIGINT)
        out, _ = running.communicate()

    assert running.returncode == 128 + signal.SIGINT, out
    assert "Stopped by Ctrl-C. Done: 0, as listed above." in out
    assert "Traceback" not in out


def test_a_killed_engine_is_said_and_the_next_run_takes_in_what_it_made(bench: Bench) -> None:
    with busy(bench) as running:
        engine_of(running).kill()
        out, _ = running.communicate()

    assert running.returncode == 1
    assert "The Pulumi engine was killed by SIGKILL" in out
    assert "Traceback" not in out
    assert "Warning" not in out
    assert left_running(bench) == []

    with started(bench, "up", "--yes") as again:
        read = read_until("is Creating: an earlier run began that. Waiting until Azure is done", again)
        bench.azure.control("DELETE", "faults")
        read += again.communicate()[0]
    assert again.returncode == 0, read
    assert "is gone: continuing." in read
    assert "Adopting 1 that an earlier run created" in read
    assert "pulumi cancel" not in read


def test_a_run_that_was_killed_whole_holds_nobody_up(bench: Bench) -> None:
    with busy(bench) as running:
        running.kill()

    gone = run(bench, "destroy", "--yes")

    assert gone.code == 0, gone.out
    assert "is gone: continuing." in gone.out
    assert left_running(bench) == []


def test_a_living_run_is_named_and_left_alone(bench: Bench) -> None:
    with busy(bench) as running:
        engine = engine_of(running).pid
        refused = [run(bench, *command, "--yes") for command in (["up"], ["destroy"], ["unlock"])]
        locks_left = locks(bench)
        os.killpg(running.pid, signal.SIGINT)
        running.communicate()

    for ran in refused:
        assert ran.code == 1
        assert f"(pid {engine}) on this machine, for " in ran.out
        assert "It is still running: wait until it ends, or stop it." in ran.out
    assert len(locks_left) == 1


def test_the_lock_of_another_machine_is_cleared_by_unlock(bench: Bench) -> None:
    with busy(bench) as running:
        engine_of(running).kill()
        running.communicate()
    bench.azure.control("DELETE", "faults")
    (file,) = locks(bench)
    lock = json.loads(file.read_text()) | {"hostname": "runner-7", "timestamp": "2026-11-20T10:00:00Z"}
    file.write_text(json.dumps(lock))

    refused = run(bench, "up", "--yes")
    unlocked = run(bench, "unlock", "--watch", "0", "--yes")
    again = run(bench, "unlock", "--yes")

    assert refused.code == 1
    assert f"@runner-7 (pid {lock['pid']}), for " in refused.out
    assert "run: modelstacks unlock deployments.yaml --stack local\n" in refused.out
    assert unlocked.code == 0, unlocked.out
    assert "The state did not change in 0 s." in unlocked.out
    assert "Stack local is unlocked." in unlocked.out
    assert "Stack local is not locked." in again.out
