"""Commands of other distributions, where one is not installed."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from modelstacks.cli import extensions

if TYPE_CHECKING:
    import pytest

    from command_line import CommandLine


def test_a_command_that_is_not_installed_says_how_to_get_it(
    modelstacks: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(group: str) -> Any:
        return () if group == extensions.ENTRY_POINTS else entry_points(group=group)

    monkeypatch.setattr(extensions, "entry_points", without)
    ended = modelstacks("local", "start")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "`modelstacks local` is not installed.\nRun: pip install 'modelstacks[local]'\n"
