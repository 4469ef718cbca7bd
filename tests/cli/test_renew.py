"""`modelstacks renew`: what is refused before anything is touched, and what is said at the end."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from unittest.mock import Mock

import pytest

from locked_decisions import locked_decision, write_lock
from modelstacks.cli.output import Output
from modelstacks.cli.renew import NEW_SERVES, OLD_IS_GONE, OLD_SERVES, RenewError, _Renewing
from modelstacks.engine import runs
from modelstacks.engine.errors import StackError
from modelstacks.lifecycle.renewal import Renewal
from modelstacks.lock_decisions import Lock
from modelstacks.lock_file import read_lock
from modelstacks.lock_path import lock_path
from spec_builders import deployment

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
    ("second_first", "after", "said", "renewed"),
    [
        (True, "https://old", OLD_SERVES, False),
        (True, None, OLD_SERVES, False),
        (True, "https://new", NEW_SERVES, True),
        (False, "https://old", OLD_IS_GONE, True),
        (False, "https://new", OLD_IS_GONE, True),
    ],
)
def test_a_failure_says_what_serves_and_only_while_the_old_one_does_the_lock_goes_back(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    second_first: bool,
    after: str | None,
    said: str,
    renewed: bool,
) -> None:
    uris = [{"blue": {"uri": uri}} if uri else {} for uri in ("https://old", after)]
    outputs = iter({"deployments": SimpleNamespace(value=value)} for value in uris)
    opened = cast("OpenStack", SimpleNamespace(stack=SimpleNamespace(outputs=lambda: next(outputs))))
    spec = cast("DeploymentsSpec", SimpleNamespace(path=tmp_path / "my.yaml"))
    before = Lock({"blue": locked_decision(deployment("blue", "Phi-4", mode="managed"))})
    lock_path(spec.path).write_text(before.text())
    failure = StackError("The engine failed.")
    failure.exit_code = 143
    monkeypatch.setattr(runs, "up", Mock(side_effect=failure))
    monkeypatch.setattr(_Renewing, "_delete_old", deleted := Mock())
    renewal = Renewal(("blue",), second_first, "")
    with pytest.raises(RenewError) as failed:
        _Renewing(opened, spec, before, Output.JSON).carry_out(renewal)
    assert str(failed.value) == f"The engine failed.\n{said}"
    assert (failed.value.exit_code, failed.value.__cause__) == (failure.exit_code, failure)
    assert lock_path(spec.path).read_text() == (renewal.apply(before) if renewed else before).text()
    assert deleted.called is not second_first


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
