"""`modelstacks.deploy` where Pulumi fails. The engine here is a script; see tests/e2e."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.api.deploy import deploy
from modelstacks.engine.errors import StackError
from scripted_stack import ANNOUNCED, scripted_spec
from toolbox import failing_pulumi

if TYPE_CHECKING:
    from pathlib import Path

FAILED = "`pulumi up` failed for stack dev."


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec for an engine whose `up` fails."""
    file = scripted_spec(tmp_path, monkeypatch)
    failing_pulumi(tmp_path, "up", times=9)
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
