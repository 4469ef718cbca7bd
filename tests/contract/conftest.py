"""The command line."""

from __future__ import annotations

import pytest

from command_line import CommandLine


@pytest.fixture
def modelstacks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Runs a command: `modelstacks("contract").code`."""
    return CommandLine(monkeypatch, capsys)
