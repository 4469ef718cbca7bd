"""The workflow for GitHub Actions: what runs when, with which rights, and that it holds no secret."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from modelstacks.cli.app import app
from workflow import STEPS, TEXT, WORKFLOW


def test_it_runs_on_a_pull_request_on_main_and_on_a_schedule() -> None:
    events = WORKFLOW["on"]
    assert set(events) == {"pull_request", "push", "schedule"}
    assert events["push"]["branches"] == ("main",)
    assert re.fullmatch(r"\d+ \d+ \* \* \*", events["schedule"][0]["cron"])


@pytest.mark.parametrize(
    ("name", "event", "command"),
    [("Preview", "pull_request", "preview"), ("Up", "push", "up"), ("Reap", "schedule", "reap")],
)
def test_each_event_has_its_command(name: str, event: str, command: str) -> None:
    step = next(step for step in STEPS if step.get("name") == name)
    assert step["if"] == f"github.event_name == '{event}'"
    assert f"modelstacks {command} " in step["run"]


def test_its_rights_are_to_read_the_code_and_to_sign_in() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read", "id-token": "write"}
    assert "permissions" not in WORKFLOW["jobs"]["models"]


def test_nothing_secret_is_stored() -> None:
    assert "secrets." not in TEXT
    assert not re.search("password|client-secret|CLIENT_SECRET|PASSPHRASE|ACCESS_TOKEN", TEXT)


def test_one_run_at_a_time_and_none_is_cancelled() -> None:
    assert WORKFLOW["concurrency"] == {"group": "modelstacks", "cancel-in-progress": False}


def test_a_fork_gets_no_sign_in() -> None:
    assert "head.repo.full_name == github.repository" in WORKFLOW["jobs"]["models"]["if"]


@pytest.mark.parametrize(
    "line", re.findall(r"modelstacks ((?!doctor)[a-z]+ .*)", "\n".join(s.get("run", "") for s in STEPS))
)
def test_its_commands_have_these_options(line: str) -> None:
    command, *rest = line.split()
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
    assert [word for word in rest if word.startswith("--") and word not in shown] == []
