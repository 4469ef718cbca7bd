"""`modelstacks renew`: what is refused before anything is touched, and what is said at the end."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from locked_decisions import write_lock
from modelstacks.cli.output import Output
from modelstacks.cli.renew import _Renewing
from modelstacks.lifecycle.renewal import Renewal
from modelstacks.lock_decisions import Lock
from modelstacks.lock_file import read_lock
from modelstacks.lock_path import lock_path

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine
    from modelstacks.engine.stacks import OpenStack
    from modelstacks.spec import DeploymentsSpec

NAME = "a-name-that-leaves-no-room-2-renew"[:32]


@pytest.fixture
def spec(local_azure: LocalAzureServer, tmp_path: Path) -> Path:
    """A spec with a deployment behind an endpoint whose name is as long as Azure takes it, and its lock."""
    file = tmp_path / "deployments.yaml"
    file.write_text(
        "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg-renew\nworkspaces: {swedencentral: chat}\n"
        f"deployments:\n  own: {{model: Phi-4, mode: managed, endpoint: {NAME}}}\n"
    )
    write_lock(file, local_azure.env())
    return file


@pytest.mark.slow
def test_a_name_without_room_for_its_generation_is_refused_beforehand(
    modelstacks: CommandLine, local_azure: LocalAzureServer, spec: Path
) -> None:
    before = lock_path(spec).read_text()
    ended = modelstacks.within(local_azure.env())("renew", "own", spec, "--yes")
    assert (ended.code, ended.out) == (2, "")
    assert f"Azure refuses '{NAME}-g2' as the name of an online endpoint: 3 to 32 characters" in ended.err
    assert f"Give own a shorter `endpoint` in {spec}" in ended.err
    assert lock_path(spec).read_text() == before


@pytest.mark.slow
@pytest.mark.parametrize("command", [("check",), ("lock",), ("lock", "--check"), ("smoke",), ("key", "own")])
def test_a_lock_with_such_a_name_is_refused_by_all_who_read_it(
    modelstacks: CommandLine, local_azure: LocalAzureServer, spec: Path, command: tuple[str, ...]
) -> None:
    lock = read_lock(lock_path(spec))
    assert lock is not None
    lock_path(spec).write_text(lock.renewed("own").text())
    ended = modelstacks.within(local_azure.env())(*command, spec)
    assert (ended.code, ended.out) == (2, "")
    assert f"Azure refuses '{NAME}-g2'" in ended.err


@pytest.mark.parametrize(
    ("output", "printed"),
    [
        (Output.JSON, '{\n  "renewed": [\n    "blue",\n    "green"\n  ],\n  "outputs": {}\n}\n'),
        (Output.TABLE, "Renewed: blue, green. Commit my.lock.yaml: it names the new generation.\n"),
    ],
)
def test_what_was_renewed_is_said(capsys: pytest.CaptureFixture[str], output: Output, printed: str) -> None:
    opened = cast("OpenStack", SimpleNamespace(smoked={}))
    spec = cast("DeploymentsSpec", SimpleNamespace(path=Path("my.yaml")))
    _Renewing(opened, spec, Lock({}), output)._report(Renewal(("blue", "green"), True, ""), {})
    assert capsys.readouterr().out == printed
