"""What is suggested for a command that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer

from localazure.cli import app as local
from modelstacks.cli.app import app
from modelstacks.cli.typos import DELETING, meant

if TYPE_CHECKING:
    from command_line import CommandLine


def commands_of(group: typer.Typer) -> list[str]:
    return list(typer.main.get_command(group).commands)  # type: ignore[attr-defined]  # a group has them


@pytest.mark.parametrize(
    ("word", "commands"),
    [
        ("deploy", ["up"]),
        ("apply", ["up"]),
        ("plan", ["preview"]),
        ("delete", ["destroy"]),
        ("RM", ["destroy"]),
        ("validate", ["check"]),
        ("test", ["smoke"]),
        ("ls", ["endpoints"]),
        ("list", ["endpoints"]),
        ("down", ["destroy"]),
        ("create", ["up"]),
        ("run", ["up"]),
        ("describe", ["show"]),
        ("diff", ["preview"]),
        ("remove", ["destroy"]),
        ("chek", ["check", "checks", "schema"]),
        ("destory", ["destroy"]),
        ("destoy", ["destroy"]),
        ("rep", ["reap"]),
        ("frobnicate", []),
    ],
)
def test_what_was_meant(word: str, commands: list[str]) -> None:
    assert meant(word, commands_of(app)) == commands


@pytest.mark.parametrize(
    ("word", "commands"),
    [
        ("up", ["start"]),
        ("run", ["start"]),
        ("kill", ["stop"]),
        ("down", ["stop"]),
        ("resett", ["reset"]),
        ("scenaro", ["scenario", "scenarios"]),
    ],
)
def test_what_was_meant_of_the_local_azure(word: str, commands: list[str]) -> None:
    assert meant(word, commands_of(local)) == commands


@pytest.mark.parametrize(
    "word", ["deploy", "de", "d", "dest", "re", "read", "real", "restart", "res", "distro"]
)
@pytest.mark.parametrize("group", [app, local], ids=["modelstacks", "local"])
def test_what_deletes_is_no_guess(group: typer.Typer, word: str) -> None:
    assert not DELETING.intersection(meant(word, commands_of(group)))


def test_it_is_said_as_wrong_usage(modelstacks: CommandLine) -> None:
    ended = modelstacks("deploy")
    assert ended.code == 2
    assert "No such command 'deploy'. Did you mean 'up'?" in ended.err
    assert "No such command 'frobnicate'. " in modelstacks("frobnicate").err
    assert "'scenario' or 'scenarios'?" in modelstacks("local", "scenaro").err
