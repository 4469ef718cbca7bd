"""The table of `modelstacks endpoints`, of what Azure listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifecycle_builders import NOW, observed
from modelstacks.cli.endpoints import _print
from modelstacks.cli.output import Output

if TYPE_CHECKING:
    import pytest


def test_traffic_is_shown_by_deployment(capsys: pytest.CaptureFixture[str]) -> None:
    _print([observed(traffic={"blue": 90, "green": 10})], NOW, Output.TABLE)
    titles, row = capsys.readouterr().out.splitlines()
    at = titles.index("traffic")
    assert row[at:].startswith("blue=90 green=10  ")


def test_where_there_are_none_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _print([], NOW, Output.TABLE)
    assert capsys.readouterr().out == "No endpoints found.\n"
