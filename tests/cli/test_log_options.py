"""`-v`, `--log-level`, `--log-format` and their variables, before a command and after it, against the local Azure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import CommandLine
    from deployed_models import DeployedModels

REQUEST = " INFO modelstacks.arm GET /subscriptions/"

pytestmark = pytest.mark.slow


@pytest.fixture
def modelstacks(modelstacks: CommandLine, deployed: DeployedModels) -> CommandLine:
    """The commands of an owner."""
    return modelstacks.within(deployed.estate.azure.env())


@pytest.fixture(params=["arguments", "environment"])
def debugging(modelstacks: CommandLine, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Debug as JSON, said in both ways: what to put before a command."""
    if request.param == "environment":
        modelstacks.within({"MODELSTACKS_LOG": "debug", "MODELSTACKS_LOG_FORMAT": "json"})
        yield []
    else:
        yield ["-vv", "--log-format", "json"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["-v"], []),
        ([], ["-v"]),
        (["--log-level", "info"], []),
        ([], ["--log-level", "INFO"]),
        (["--log-level", "error"], ["-v", "--log-level", "info"]),
    ],
)
def test_every_request_to_arm_is_logged_on_stderr(
    modelstacks: CommandLine, deployed: DeployedModels, before: list[str], after: list[str]
) -> None:
    ended = modelstacks(*before, "check", deployed.spec, *after)
    assert REQUEST in ended.err
    assert REQUEST not in ended.out
    assert modelstacks("check", deployed.spec).err == "Asking Azure …\n"


def test_an_option_wins_over_the_variable(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    modelstacks.within({"MODELSTACKS_LOG": "info"})
    assert REQUEST in modelstacks("check", deployed.spec).err
    assert modelstacks("check", deployed.spec, "--log-level", "error").err == "Asking Azure …\n"


def test_the_smoke_tests_requests_are_logged_with_their_ids(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    err = modelstacks("smoke", deployed.spec, "-v", "--log-format", "json").err
    lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    asked: list[dict[str, Any]] = [line for line in lines if line["logger"] == "modelstacks.inference"]
    tag = deployed.estate.tag
    assert {line["path"] for line in asked} >= {
        f"/serverless/swedencentral/phi-{tag}/info",
        f"/online/swedencentral/own-{tag}/info",
        f"/online/swedencentral/own-{tag}/chat/completions",
    }
    assert {len(line["request_id"]) for line in asked} == {36}
    assert {line["status"] for line in asked} == {200}


@pytest.mark.parametrize("command", ["smoke", "check"])
def test_no_secret_is_logged_not_even_at_debug(
    modelstacks: CommandLine, deployed: DeployedModels, debugging: list[str], command: str
) -> None:
    azure = deployed.estate.azure
    err = modelstacks(*debugging, command, deployed.spec).err
    secrets = [*deployed.keys.values(), azure.state.client_secret("owner"), azure.token().split(".")[0]]
    assert '"logger": "azure.' in err
    assert not [secret for secret in secrets if secret in err]


@pytest.mark.parametrize(
    ("arguments", "variable"), [(["--log-level", "loud"], {}), ([], {"MODELSTACKS_LOG": "loud"})]
)
def test_a_level_there_is_not_is_wrong_usage(
    modelstacks: CommandLine, arguments: list[str], variable: dict[str, str]
) -> None:
    ended = modelstacks.within(variable)("models", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "'debug', 'info', 'warning', 'error'" in " ".join(ended.err.replace("│", " ").split())


def test_every_command_takes_the_options_and_a_short_help(modelstacks: CommandLine) -> None:
    for command in ((), ("check",), ("local",), ("local", "fault"), ("local", "fault", "add")):
        ended = modelstacks(*command, "-h")
        assert (ended.code, ended.err) == (0, "")
        assert "--log-level" in ended.out
        assert ended.out == modelstacks(*command, "--help").out


def test_the_exit_codes_are_in_the_help(modelstacks: CommandLine) -> None:
    text = " ".join(modelstacks("--help").out.split())
    assert "Exit codes: 0 done." in text
    assert all(f" {code} " in text.partition("Exit codes:")[2] for code in (0, 1, 2, 3, 130))
