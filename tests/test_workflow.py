"""The workflow for GitHub Actions that `init` writes: what runs when, with which rights, and that it holds no secret."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from typer.testing import CliRunner

from modelstacks.cli.app import app
from modelstacks.yaml_source import read_yaml
from wheel import REPO
from workflow import WRITTEN, Event

TEXT, WORKFLOW, STEPS = WRITTEN.text, WRITTEN.content, WRITTEN.steps


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
    assert WORKFLOW["jobs"]["audit"]["permissions"] == WORKFLOW["permissions"] | {"issues": "write"}


DAILY, WEEKLY = (line["cron"] for line in WORKFLOW["on"]["schedule"])


@pytest.mark.parametrize(
    ("event", "jobs"),
    [
        (Event("push"), ["models"]),
        (Event("pull_request"), ["models"]),
        (Event("pull_request", fork=True), []),
        (Event("schedule", schedule=DAILY), ["models"]),
        (Event("schedule", schedule=WEEKLY), ["audit"]),
    ],
)
def test_each_event_has_its_jobs(event: Event, jobs: list[str]) -> None:
    assert event.jobs() == jobs


def test_the_audit_is_weekly() -> None:
    assert re.fullmatch(r"\d+ \d+ \* \* 1", WEEKLY)


def test_nothing_secret_is_stored() -> None:
    assert "secrets." not in TEXT
    assert not re.search("password|client-secret|CLIENT_SECRET|PASSPHRASE|ACCESS_TOKEN", TEXT)


@pytest.mark.parametrize("variables", [{}, {"MODELSTACKS_STACK": "prod"}])
def test_up_and_reap_of_a_stack_wait_in_one_line_that_loses_none(variables: dict[str, str]) -> None:
    """`queue: max` keeps up to 100 waiting; without, GitHub cancels the one that waits when the next comes."""
    assert Event("push", variables).group() == Event("schedule", variables).group()
    limits = {name: value for name, value in WORKFLOW["concurrency"].items() if name != "group"}
    assert limits == {"cancel-in-progress": False, "queue": "max"}


def test_a_pull_request_waits_for_no_other_and_takes_nobodys_place() -> None:
    """Nor does one from a fork, whose run GitHub puts in line before it looks at the job's `if`."""
    groups = [Event("pull_request", ref=f"refs/pull/{number}/merge").group() for number in (1, 2)]
    assert len({*groups, Event("push").group()}) == 3


def test_it_signs_in_after_the_install_and_for_as_long_as_a_command_takes() -> None:
    """The token of a step before would have ended after minutes, what it gave after an hour."""
    assert "uses: azure/login" not in TEXT
    commands = [line.strip() for step in STEPS[3:] for line in step["run"].splitlines()]
    offline, *rest = commands
    assert offline == 'modelstacks lock --check "$SPEC"'
    assert len(rest) == 3
    assert all(line.startswith("python -m modelstacks.ci.signed_in modelstacks ") for line in rest)


def test_the_identity_is_named_once() -> None:
    """modelstacks gives it to the provider; two families of variables could say two things."""
    assert "ARM_" not in TEXT


def test_a_fork_gets_no_sign_in() -> None:
    assert "head.repo.full_name == github.repository" in WORKFLOW["jobs"]["models"]["if"]


@pytest.mark.parametrize(
    "line",
    re.findall(
        r"modelstacks ((?!doctor)[a-z]+ .*)",
        "\n".join(s.get("run", "") for s in (*STEPS, *WRITTEN.steps_of("audit"))),
    ),
)
def test_its_commands_have_these_options(line: str) -> None:
    command, *rest = line.split()
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
    assert [word for word in rest if word.startswith("--") and word not in shown] == []


def test_nothing_of_the_template_is_left_open() -> None:
    assert "@" not in re.sub(r"uses: [\w/-]+@v\d+", "", TEXT)


def test_what_is_installed_is_the_version_that_wrote_it() -> None:
    install = next(step["run"] for step in STEPS if step.get("name") == "Install")
    assert f'pip install "modelstacks=={metadata.version("modelstacks")}"\n' in install
    assert install.splitlines()[0] in WRITTEN.steps_of("audit")[2]["run"]


def test_our_own_ci_runs_the_gate_and_may_only_read() -> None:
    ci = read_yaml(REPO / ".github/workflows/ci.yml").data
    runs = [step["run"] for step in ci["jobs"]["test"]["steps"] if "run" in step]
    assert runs == ["scripts/test", "scripts/test --ci"]
    assert set(ci["on"]) == {"pull_request", "push"}
    assert ci["permissions"] == {"contents": "read"}
