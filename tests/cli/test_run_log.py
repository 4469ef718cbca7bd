"""The log that a command leaves behind: of which commands, with what in it, for whose eyes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from modelstacks.cli import check
from modelstacks.telemetry.run_log import KEPT, folder, kept

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow


@pytest.fixture
def modelstacks(modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path) -> CommandLine:
    """The commands of an owner whose state folder is new."""
    return modelstacks.within(deployed.estate.azure.env() | {"XDG_STATE_HOME": str(tmp_path)})


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["models"], ["doctor"], ["--version"]]
)
def test_what_asks_nothing_leaves_none(modelstacks: CommandLine, arguments: list[str]) -> None:
    modelstacks(*arguments)
    assert not folder().exists()


def test_requests_and_phases_are_in_it_and_no_key(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    assert modelstacks("smoke", deployed.spec, "--level", "basic").code == 0
    modelstacks("key", "phi", deployed.spec)
    key, smoke = (file.read_text() for file in kept())
    assert f" modelstacks smoke {deployed.spec} --level basic\n" in smoke
    assert "/listKeys 200 " in smoke
    assert "\n" in smoke.partition(" smoke phi: ")[2]
    assert "ended with exit code 0; modelstacks smoke: " in smoke
    assert "ended with exit code 0; modelstacks key: " in key
    secrets = [*deployed.keys.values(), deployed.estate.azure.env()["AZURE_CLIENT_SECRET"]]
    assert [secret for secret in secrets if secret in key + smoke] == []


def test_nobody_else_may_read_it(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    modelstacks("check", deployed.spec)
    (log,) = kept()
    assert (log.stat().st_mode & 0o777, folder().stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_last_ones_are_kept(modelstacks: CommandLine) -> None:
    for _ in range(KEPT + 2):
        modelstacks("check", "no-such.yaml")
    logs = kept()
    assert len(logs) == KEPT
    assert "no-such.yaml" in logs[0].read_text()


def test_a_bug_of_ours_leaves_its_traceback(
    modelstacks: CommandLine, deployed: DeployedModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_report: object, _output: object) -> None:
        raise AssertionError("client_secret=planted")

    monkeypatch.setattr(check, "_print", broken)
    assert modelstacks("check", deployed.spec).code == 3
    text = kept()[0].read_text()
    assert "ended with exit code 3; modelstacks check: " in text
    assert 'in broken\n    raise AssertionError("client_secret=***")' in text
    assert "planted" not in text


def test_a_home_that_takes_nothing_costs_the_log_alone(
    modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    (tmp_path / "modelstacks").write_text("a file where the folder would be")
    assert modelstacks("smoke", deployed.spec).code == 0
    assert kept() == []
    assert os.listdir(tmp_path) == ["modelstacks"]  # noqa: PTH208 - names alone


def test_nor_does_it_cost_a_command_that_fails_its_own_message(
    modelstacks: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "modelstacks").write_text("a file where the folder would be")
    ended = modelstacks("check", "no-such.yaml")
    assert ended.code == 2
    assert "no-such.yaml" in ended.err
    assert "Traceback" not in ended.err


def test_it_is_closed_with_its_command(modelstacks: CommandLine) -> None:
    modelstacks("check", "no-such.yaml")
    (log,) = kept()
    assert log.read_text().count("ended with exit code 2; modelstacks check: ") == 1
    assert str(log) not in [file.path for file in psutil.Process().open_files()]
