"""The command's edge: what it ends with, and what it does not load."""

from __future__ import annotations

import errno
import subprocess
import sys
from importlib import metadata
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from command_line import Ended
from localazure.errors import LocalAzureError
from modelstacks.cli.app import app
from modelstacks.errors import (
    AzureError,
    CatalogError,
    EngineMissingError,
    Mistake,
    SmokeError,
    SpecError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import CommandLine

HEAVY = {
    "pulumi",
    "pulumi_azure_native",
    "azure",
    "aiohttp",
    "httpx2",
    "msal",
    "yaml",
    "jinja2",
    "psutil",
    "starlette",
}


@pytest.fixture
def ending_with() -> Iterator[list[BaseException | None]]:
    """Put a command `end` into the app that raises what is put into this list."""
    outcome: list[BaseException | None] = []
    commands = list(app.registered_commands)

    def end() -> None:
        if outcome[0]:
            raise outcome[0]

    app.command()(end)
    yield outcome
    app.registered_commands[:] = commands


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (None, 0, ""),
        (
            AzureError("No.", status=403, code="Forbidden", request_id="r"),
            1,
            (
                "Forbidden: No. (request id r)\n"
                "`modelstacks doctor` shows who you are signed in as; `modelstacks role` prints the role that deploying needs, "
                "for whoever can assign it.\n"
            ),
        ),
        (AzureError("No.", code="CloudMetadataInvalid"), 1, "CloudMetadataInvalid: No.\n"),
        (AzureError("No.", code="AuthenticationFailed"), 1, "AuthenticationFailed: No.\n"),
        (AzureError("No.", status=409, code="Conflict"), 1, "Conflict: No.\n"),
        (SmokeError("1 of 2 failed [bold]"), 1, "1 of 2 failed [bold]\n"),
        (EngineMissingError("no engine"), 1, "no engine\n"),
        (LocalAzureError("not running"), 1, "not running\n"),
        (UsageError("a\nb"), 2, "a\nb\n"),
        (
            SpecError([Mistake(Path("b"), 2, 1, "two"), Mistake(Path("a"), 9, 1, "one")]),
            2,
            "a:9:1: one\nb:2:1: two\n",
        ),
        (CatalogError("a row"), 3, "a row\n"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/deployments.lock.yaml"),
            2,
            (
                "/srv/deployments.lock.yaml: Permission denied.\n"
                "Use a folder that you can read and write and that has free space.\n"
            ),
        ),
        (typer.Abort(), 1, "Aborted.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_the_exit_code_says_whose_turn_it_is(
    modelstacks: CommandLine,
    ending_with: list[BaseException | None],
    error: BaseException | None,
    code: int,
    message: str,
) -> None:
    ending_with.append(error)
    assert modelstacks("end") == Ended(code, "", message)


def test_anything_else_is_our_bug_with_the_lines_to_report(
    modelstacks: CommandLine, ending_with: list[BaseException | None]
) -> None:
    ending_with.append(ZeroDivisionError("oops"))
    ended = modelstacks("end")
    assert ended.code == 3
    assert ended.err.startswith("Traceback ")
    assert ended.err.endswith(
        "ZeroDivisionError: oops\n"
        "This is a bug in modelstacks: ZeroDivisionError. Please report it with the lines above.\n"
    )


@pytest.mark.parametrize("arguments", [("no-such-command",), ("smoke", "--no-such-option"), ("key",)])
def test_wrong_usage_is_exit_code_2(modelstacks: CommandLine, arguments: tuple[str, ...]) -> None:
    ended = modelstacks(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: ")


@pytest.mark.parametrize(
    ("group", "command"),
    [((), "check"), (("fleet",), "report"), (("local",), "start"), (("local", "fault"), "list")],
)
def test_a_group_alone_shows_its_commands(
    modelstacks: CommandLine, group: tuple[str, ...], command: str
) -> None:
    ended = modelstacks(*group)
    assert ended.code == 2
    assert f"│ {command} " in ended.out + ended.err


def test_the_version_is_told(modelstacks: CommandLine) -> None:
    assert modelstacks("--version") == Ended(0, f"modelstacks {metadata.version('modelstacks')}\n", "")


def test_a_spec_that_is_not_there_is_named(modelstacks: CommandLine, tmp_path: Path) -> None:
    spec = tmp_path / "deployments.yaml"
    assert modelstacks("show", "chat", spec) == Ended(
        2,
        "",
        f"{spec}:1:1: there is no such file in {tmp_path}: give the path of yours; "
        "`modelstacks init` writes a first one\n",
    )


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_nobody_to_ask_is_wrong_usage(
    modelstacks: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    assert modelstacks(command) == Ended(
        2, "", "There is nobody to ask (no terminal). Add --yes to go ahead without asking.\n"
    )


@pytest.mark.parametrize("arguments", [["--help"], ["models"]])
def test_neither_pulumi_nor_azure_is_loaded_where_it_is_not_needed(arguments: list[str]) -> None:
    code = (
        "import sys\nsys.argv = ['modelstacks', *sys.argv[1:]]\nfrom modelstacks.cli.app import run\n"
        "try: run()\nexcept SystemExit as end: print(end.code, *sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    exit_code, *modules = ran.stderr.split()
    assert exit_code == "0"
    assert "modelstacks.cli.app" in modules
    assert not {name.partition(".")[0] for name in modules} & HEAVY
