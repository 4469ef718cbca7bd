"""modelstacks.ci.signed_in: a command with GitHub's OIDC token in a file, as fresh as GitHub gives it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from answering import Answering, Reply, answering
from modelstacks.ci import signed_in as signed_in_module
from modelstacks.ci.signed_in import main

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = (sys.executable, "-m", "modelstacks.ci.signed_in")
UNTIL_IT_CHANGES = (
    'f=$AZURE_FEDERATED_TOKEN_FILE; a=$(cat $f); while [ "$(cat $f)" = "$a" ]; do sleep 0.05; done; cat $f'
)


@pytest.fixture
def github() -> Iterator[Answering]:
    with answering() as server:
        yield server


def signed_in(github: Answering, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run *script* in sh as a job would, signed in."""
    job = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{github.url}/oidc?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b3arer",
        **env,
    }
    return subprocess.run(
        [*COMMAND, "sh", "-c", script], env=job, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_finds_the_token_in_a_file_of_its_own(github: Answering) -> None:
    github.say("/oidc", Reply({"value": "t0ken"}))
    ran = signed_in(
        github, "cat $AZURE_FEDERATED_TOKEN_FILE; stat -c ' %a %n' $AZURE_FEDERATED_TOKEN_FILE; exit 3"
    )
    token, mode, file = ran.stdout.split()
    assert (ran.returncode, token, mode) == (3, "t0ken", "600")
    assert not Path(file).exists()
    ((method, path, headers),) = github.asked
    assert (method, path) == ("GET", "/oidc?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange")
    assert headers["Authorization"] == "Bearer b3arer"


@pytest.fixture
def job(github: Answering, monkeypatch: pytest.MonkeyPatch) -> Answering:
    """GitHub, as the variables of this process name it."""
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{github.url}/oidc?api-version=2.0")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "b3arer")
    return github


def test_a_new_token_takes_the_place_of_the_old_one_and_is_its_owners_alone(
    job: Answering, tmp_path: Path
) -> None:
    job.say("/oidc", Reply({"value": "first"}), Reply({"value": "sécond"}))
    file = tmp_path / "token"
    for token in ("first", "sécond"):
        signed_in_module.write(file)
        assert (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) == (token, 0o600)
    assert [*tmp_path.iterdir()] == [file]
    assert {(path, headers["Authorization"]) for _, path, headers in job.asked} == {
        ("/oidc?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange", "Bearer b3arer")
    }


def test_who_never_answers_is_not_waited_for_without_end(
    job: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed_in_module.TIMEOUT_S == 30
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/oidc")
        monkeypatch.setattr(signed_in_module, "TIMEOUT_S", 0.01)
        ending = threading.Timer(5, silent.shutdown, [socket.SHUT_RDWR])  # of the wait that must not be
        ending.start()
        with pytest.raises(TimeoutError):
            signed_in_module.write(tmp_path / "token")
        ending.cancel()


class Ending(threading.Event):
    """The command ends after the second time."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Say whether it has ended."""
        self.waited.append(timeout)
        return len(self.waited) > 2


@pytest.mark.parametrize("refusal", [Reply("busy", 503), Reply("no JSON"), Reply({"token": "x"})])
def test_each_time_a_refusal_leaves_the_old_token_and_the_next_one_is_written(
    job: Answering, tmp_path: Path, capsys: pytest.CaptureFixture[str], refusal: Reply
) -> None:
    job.say("/oidc", refusal, Reply({"value": "second"}))
    ending = Ending()
    signed_in_module.refresh(tmp_path / "token", ending)
    assert ((tmp_path / "token").read_text(), ending.waited) == ("second", [240.0] * 3)
    assert capsys.readouterr().err.startswith("GitHub gave no new OIDC token, the old one stays: ")


def test_a_command_that_was_killed_ends_as_a_shell_says_it(github: Answering) -> None:
    github.say("/oidc", Reply({"value": "t0ken"}))
    assert signed_in(github, "kill -KILL $$").returncode == 128 + signal.SIGKILL


def test_it_is_written_anew_while_the_command_runs_and_outlives_a_refusal(github: Answering) -> None:
    github.say("/oidc", Reply({"value": "first"}), Reply("busy", 503), Reply({"value": "second"}))
    ran = signed_in(github, UNTIL_IT_CHANGES, SIGNED_IN_REFRESH_S="0.05")
    assert (ran.returncode, ran.stdout) == (0, "second")
    assert "GitHub gave no new OIDC token, the old one stays: HTTP Error 503" in ran.stderr


def test_what_stops_the_job_stops_the_command(github: Answering) -> None:
    github.say("/oidc", Reply({"value": "t0ken"}))
    ran = signed_in(github, "trap 'echo ended; exit 7' TERM; kill -TERM $PPID; while :; do sleep 0.05; done")
    assert (ran.returncode, ran.stdout) == (7, "ended\n")


def test_without_the_permission_it_says_which(github: Answering) -> None:
    ran = signed_in(github, "echo ran", ACTIONS_ID_TOKEN_REQUEST_URL="")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "ACTIONS_ID_TOKEN_REQUEST_URL not set: give the workflow `permissions: id-token: write`.\n"
    )


@pytest.mark.parametrize(("arguments", "given"), [([], "nothing"), (["--x", "sh"], "--x sh"), (["-v"], "-v")])
def test_without_a_command_nothing_is_asked(
    arguments: list[str], given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    called = "python -m modelstacks.ci.signed_in"
    said = f"{called} takes a command to run, not: {given}. See {called} --help.\n"
    assert (ended.value.code, *capsys.readouterr()) == (2, "", said)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--help", "sh"]])
def test_help_is_printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith(
        "Usage: python -m modelstacks.ci.signed_in COMMAND [ARGUMENT …]\n"
    )


def test_a_refusal_at_the_start_ends_it(github: Answering) -> None:
    github.say("/oidc", Reply("no", 403))
    ran = signed_in(github, "echo ran")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("GitHub gave no OIDC token: HTTP Error 403: Forbidden. Run the job again;")
