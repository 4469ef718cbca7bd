"""`modelstacks.deploy` where Pulumi fails. The engine here is a script; see tests/e2e."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locked_decisions import write_lock
from modelstacks.api.deploy import deploy
from modelstacks.engine.errors import StackError
from toolbox import failing_pulumi, scripted_engine

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
subscription: 5ab5c41b-0000-4000-8000-000000000001
resource_group: rg
workspaces: {swedencentral: chat}
deployments:
  chat: {model: Phi-4, mode: serverless}
"""
ANNOUNCED = (
    "Stack modelstacks-models/dev on public (https://management.azure.com),\n"
    "subscription (the spec names it),\nas service principal c in tenant t"
)
FAILED = "`pulumi up` failed for stack dev."


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec for an engine whose `up` fails."""
    for name in ("MODELSTACKS_LOCAL_URL", "AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID"):
        monkeypatch.delenv(name, raising=False)
    who = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "hush"}
    for name, value in (who | scripted_engine(tmp_path)).items():
        monkeypatch.setenv(name, value)
    failing_pulumi(tmp_path, "up", times=9)
    file = tmp_path / "deployments.yaml"
    file.write_text(SPEC, encoding="utf-8")
    write_lock(file, {})
    return file


def test_where_nobody_listens_the_failure_holds_what_was_printed(spec: Path) -> None:
    with pytest.raises(StackError) as failure:
        deploy(spec)
    assert str(failure.value) == f"{ANNOUNCED}\nUpdating\n{FAILED}"


def test_what_was_said_already_is_not_told_again(spec: Path) -> None:
    said: list[str] = []
    with pytest.raises(StackError) as failure:
        deploy(spec, say=said.append)
    assert str(failure.value) == FAILED
    assert not isinstance(failure.value.__cause__, StackError)
    assert said == [ANNOUNCED, "Updating"]
