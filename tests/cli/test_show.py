"""`modelstacks show`: all about one deployment but its key; and the names that a shell completes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from modelstacks.azure.observed_endpoint import ObservedEndpoint
from modelstacks.catalog import load
from modelstacks.cli.app import app
from modelstacks.cli.fleet.app import app as fleet
from modelstacks.cli.options import deployment_names
from modelstacks.cli.show import _facts, next_commands
from modelstacks.deployment.planned import Planned
from modelstacks.deployment.shown import Shown
from modelstacks.modes.managed.plan import OnlineEndpointPlan

if TYPE_CHECKING:
    from typer import Typer

    from command_line import CommandLine
    from deployed_models import DeployedModels

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def planned() -> Planned:
    """The deployment `chat` of some plan."""
    endpoint = OnlineEndpointPlan("chat", "r", "desk", ())
    return Planned("chat", load().model("Phi-4"), endpoint, endpoint.ref("s", "g"))


def facts(out: str) -> dict[str, str]:
    return {line[:10].strip(): line[10:].strip() for line in out.splitlines() if not line.startswith("  ")}


@pytest.mark.parametrize(
    ("name", "mode", "quota"), [("phi", "serverless", "tokens"), ("own", "managed", "dedicated")]
)
def test_a_deployment_is_shown_with_where_it_answers(
    modelstacks: CommandLine, deployed: DeployedModels, name: str, mode: str, quota: str
) -> None:
    modelstacks.within(deployed.estate.azure.env())
    ended = modelstacks("show", name, deployed.spec)
    shown = facts(ended.out.replace("deployment  ", "deployment"))
    assert ended.code == 0, ended.err
    assert (shown["model"], shown["mode"], shown["region"], shown["quota"]) == (
        "Phi-4",
        mode,
        "swedencentral",
        quota,
    )
    assert shown["URI"].startswith("https://")
    assert shown["key"] == f"modelstacks key {name} {deployed.spec}"
    assert f"modelstacks smoke {deployed.spec}" in ended.out
    assert deployed.keys[name] not in ended.out


def test_json_is_what_endpoints_says_and_the_uri(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    modelstacks.within(deployed.estate.azure.env())
    shown = modelstacks("show", "own", deployed.spec, "--output", "json").json()
    assert (shown["deployment"], shown["mode"], shown["auth"], shown["traffic"]) == (
        "own",
        "managed",
        "key",
        {"own": 100},
    )
    assert shown["uri"].startswith("https://")


def test_a_reader_without_the_right_to_keys_sees_it_all(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    modelstacks.within(deployed.estate.azure.env("reader"))
    assert modelstacks("show", "phi", deployed.spec).code == 0


def test_a_name_that_the_spec_does_not_have_is_told(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    modelstacks.within(deployed.estate.azure.env())
    ended = modelstacks("show", "phj", deployed.spec)
    assert (ended.code, ended.out) == (2, "")
    assert "has no deployment 'phj'.\nIt has: " in ended.err


@pytest.mark.parametrize(
    ("state", "hours", "commands"),
    [
        ("Succeeded", None, ["smoke", "snippets chat"]),
        ("Succeeded", 160, ["smoke", "snippets chat", "renew chat"]),
        ("Succeeded", 3, ["renew chat", "smoke", "snippets chat"]),
        ("Online", 24, ["smoke", "snippets chat", "renew chat"]),
        ("Failed", None, ["up"]),
        ("Unhealthy", 3, ["up", "renew chat"]),
    ],
)
def test_what_comes_next_is_the_most_urgent_first(
    planned: Planned, state: str, hours: int | None, commands: list[str]
) -> None:
    expires = None if hours is None else NOW + timedelta(hours=hours)
    endpoint = ObservedEndpoint(
        id="/x/e",
        mode="managed",
        region="r",
        quota="shared",
        state=state,
        traffic={},
        created=NOW,
        expires=expires,
    )
    shown = Shown(planned, endpoint, None, "key")
    for spec, behind in (("deployments.yaml", ""), ("a/b.yaml", " a/b.yaml")):
        assert next_commands(shown, NOW, Path(spec)) == [
            f"modelstacks {command}{behind}" for command in commands
        ]


WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/desk"
BEGUN: dict[str, Any] = {"state": "Creating", "traffic": {}, "expires": None}
ENDS: dict[str, Any] = {
    "state": "Succeeded",
    "traffic": {"blue": 90, "green": 10},
    "expires": NOW + timedelta(hours=36),
    "tags": {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "dev"},
}


@pytest.mark.parametrize(
    ("fields", "uri", "differs"),
    [
        (
            BEGUN,
            None,
            {"URI": "none yet", "state": "Creating", "stack": "nobody's", "next": "modelstacks up"},
        ),
        (
            ENDS,
            "https://chat",
            {
                "URI": "https://chat",
                "state": "Succeeded",
                "traffic": "blue=90 green=10",
                "hours left": "36, until 2026-11-29 12:00 UTC: then Azure deletes it",
                "stack": "modelstacks-models/dev",
                "next": "modelstacks smoke\nmodelstacks snippets chat\nmodelstacks renew chat",
            },
        ),
    ],
)
def test_what_is_known_of_an_endpoint_is_told_and_of_the_rest_that_there_is_none(
    planned: Planned, fields: dict[str, Any], uri: str | None, differs: dict[str, str]
) -> None:
    endpoint = ObservedEndpoint(
        id=f"{WORKSPACE}/onlineEndpoints/chat",
        mode="managed",
        region="r",
        quota="shared",
        created=NOW,
        **fields,
    )
    assert dict(_facts(Shown(planned, endpoint, uri, "key"), NOW, Path("deployments.yaml"))) == {
        "deployment": "chat",
        "model": "Phi-4",
        "mode": "managed",
        "region": "r",
        "endpoint": "chat in desk",
        "quota": "shared",
        "key": "modelstacks key chat",
        **differs,
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the shell is in, with a spec."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deployments.yaml").write_text(
        "deployments: {chat: {}, chat-2: {}, phi: {}}\n", encoding="utf-8"
    )
    return tmp_path


def asked_by_bash(*words: str) -> dict[str, str]:
    """What bash sets to learn what may come after those words."""
    return {
        "_MODELSTACKS_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", ["show", "key", "renew", "snippets", "openapi"])
def test_the_deployments_of_the_folders_spec_are_completed(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in asked_by_bash("modelstacks", command, "ch").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        app(prog_name="modelstacks")
    assert capsys.readouterr().out.split() == ["chat", "chat-2"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deployments: {own: {}, 7: {}}\n", ["own", "7"]),
        ("deployments:\n", []),
        ("owner: me\n", []),
        ("[", []),
    ],
)
def test_the_spec_that_the_line_names_goes_before_the_folders(
    tmp_path: Path, text: str, names: list[str]
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(text)
    context: Any = SimpleNamespace(params={"spec": other})
    assert deployment_names(context) == names
    context.params = {"spec": None}
    assert deployment_names(context) == ["chat", "chat-2", "phi"]


def test_a_shell_runs_the_command_for_that_and_without_a_spec_learns_nothing(folder: Path) -> None:
    def completed() -> list[str]:
        command = [str(Path(sys.executable).parent / "modelstacks")]
        environ = {**os.environ, **asked_by_bash("modelstacks", "show", "c")}
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout.split()

    assert completed() == ["chat", "chat-2"]
    (folder / "deployments.yaml").unlink()
    assert completed() == []


@pytest.mark.parametrize(("commands", "called"), [(app, "modelstacks"), (fleet, "modelstacks fleet")])
def test_every_command_has_an_example_that_is_one(commands: Typer, called: str) -> None:
    known: Any = get_command(commands)
    for registered in commands.registered_commands:
        name = registered.name or (registered.callback and registered.callback.__name__)
        example, *words = shlex.split((registered.epilog or "").removeprefix(f"Example: {called} "))
        assert example == name
        with known.commands[name].make_context(name, words):
            assert registered.rich_help_panel or commands is fleet
