"""How the Pulumi CLI is called; it is a script here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pulumi.automation import CommandError

from modelstacks.engine.exported import exported
from modelstacks.engine.own_stack import OwnWorkspace
from modelstacks.engine.pulumi_command import OwnSessionCommand
from modelstacks.telemetry.spans import Watcher, watched_by
from toolbox import program

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.telemetry.spans import Span


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of the user's for notes."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "notes"))


def pulumi(folder: Path, script: str) -> OwnSessionCommand:
    return OwnSessionCommand(str(program(folder, "pulumi", script)), "3.225.0")


class Begun(Watcher):
    """Notes the name of each span that begins."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def began(self, span: Span) -> None:
        self.names.append(span.name)


@pytest.mark.parametrize(
    ("args", "called", "told"),
    [
        (["up", "--yes"], "--non-interactive up --yes", "pulumi up"),
        (["up", "--non-interactive"], "up --non-interactive", "pulumi up"),
        (["about"], "--non-interactive about", "pulumi about"),
        (["destroy", "now"], "--non-interactive destroy now", "pulumi destroy"),
        (["stack", "select", "dev"], "--non-interactive stack select dev", "pulumi stack select"),
        (["stack", "--show-urns"], "--non-interactive stack --show-urns", "pulumi stack"),
        (["config", "set", "s3cret"], "--non-interactive config set s3cret", "pulumi config set"),
        (["plugin", "ls", "all"], "--non-interactive plugin ls all", "pulumi plugin ls"),
    ],
)
def test_it_asks_nobody_and_tells_of_the_command_without_its_values(
    tmp_path: Path, args: list[str], called: str, told: str
) -> None:
    with watched_by(begun := Begun()):
        assert pulumi(tmp_path, 'echo "$*"').run(args, str(tmp_path), {}).stdout == called
    assert begun.names == [told]


def test_what_it_is_given_goes_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIVEN", "by the shell")
    monkeypatch.setenv("KEPT", "by the shell")
    ran = pulumi(tmp_path, 'echo "$GIVEN, $KEPT, $PULUMI_AUTOMATION_API"; pwd').run(
        ["up"], str(tmp_path), {"GIVEN": "by us", "PULUMI_AUTOMATION_API": "false"}
    )
    assert ran.stdout == f"by us, by the shell, true\n{tmp_path}"


def test_a_command_that_fails_raises_what_it_printed(tmp_path: Path) -> None:
    heard: list[str] = []
    with pytest.raises(CommandError, match=r"(?s)code: 3.*stdout: a.*stderr: b"):
        pulumi(tmp_path, "echo a; echo b >&2; exit 3").run(["up"], str(tmp_path), {}, None, heard.append)
    assert heard == ["b"]


@pytest.mark.parametrize(
    ("state", "resources"),
    [
        ('{"deployment": {"resources": [{"urn": "u"}]}}', [{"urn": "u"}]),
        ('{"deployment": {"resources": null}}', []),
        ('{"deployment": {}}', []),
        ('{"deployment": null}', []),
        ("{}", []),
    ],
)
def test_a_stack_without_a_deployment_has_no_resources(
    tmp_path: Path, state: str, resources: list[object]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    command = pulumi(tmp_path, f"[ \"$2 $3 $4 $5\" = 'stack export --stack dev' ] && echo '{state}'")
    assert exported(OwnWorkspace(work_dir=str(tmp_path), pulumi_command=command), "dev") == resources


def test_an_output_that_is_masked_is_a_secret(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    command = pulumi(tmp_path, """echo '{"key": "[secret]", "uri": "https://phi"}'""")
    outputs = OwnWorkspace(work_dir=str(tmp_path), pulumi_command=command).stack_outputs("dev")
    assert {name: (output.value, output.secret) for name, output in outputs.items()} == {
        "key": ("[secret]", True),
        "uri": ("https://phi", False),
    }
