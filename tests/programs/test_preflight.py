"""The checks inside a program: what they log where they stop nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from modelstacks.errors import ModelstacksError
from modelstacks.preflight.report import Report, Reported
from modelstacks.programs import preflight
from modelstacks.programs.entry import Settings
from modelstacks.programs.preflight import as_warning, check_first

if TYPE_CHECKING:
    from modelstacks.programs.entry import Strictness


def test_a_warning_is_not_called_one_twice() -> None:
    """Pulumi writes `warning:` in front of it."""
    found = Reported("lifecycle", "warning", "Phi-4 retires on 2027-01-17.", "Choose another.", ("chat",))
    assert as_warning(found) == "Phi-4 retires on 2027-01-17. (chat)\n  Choose another."


def test_what_would_fail_or_is_not_known_is_called_so() -> None:
    assert as_warning(Reported("quota", "error", "No cores.", "Ask.")) == "this would fail: No cores.\n  Ask."
    assert as_warning(Reported("quota", "unverified", "?", "Ask.")) == "unverified: ?\n  Ask."


ERROR = Reported("quota", "error", "No cores.", "Ask.")
WARNING = Reported("lifecycle", "warning", "It retires.", "Choose another.", ("chat", "own"))
UNKNOWN = Reported("rights", "unverified", "Who knows?", "Sign in.")
NEEDED = Reported("rights", "unverified", "Who knows?", "Sign in.", needed=True)
NOTE = Reported("cost", "note", "It costs.", "")


class Checked:
    """A program's checks that find *findings*."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *findings: Reported) -> None:
        self.asked = 0
        self.said: list[str] = []

        async def examine(*_: object) -> Any:
            self.asked += 1
            return SimpleNamespace(report=Report(findings, ()))

        monkeypatch.setattr(preflight, "examine_azure", examine)
        monkeypatch.setattr(pulumi.log, "warn", self.said.append)

    def first(self, check: Strictness) -> None:
        """Check before the first resource."""
        azure: Any = SimpleNamespace(environ={}, result=asyncio.run)
        nothing: Any = None
        check_first(azure, nothing, nothing, Settings(Path(), check, "strict", 0))


def test_what_would_fail_ends_a_strict_run_with_all_that_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = Checked(monkeypatch, ERROR, UNKNOWN, WARNING, NOTE)
    with pytest.raises(ModelstacksError) as ended:
        checked.first("strict")
    assert str(ended.value) == (
        "The checks found what would make this fail.\n"
        "error: No cores.\n  Ask.\nunverified: Who knows?\n  Sign in.\nwarning: It retires. (chat, own)\n"
        "  Choose another.\n"
        "Nothing was touched. To go ahead anyway, run: pulumi config set modelstacks:check warn"
    )
    checked.first("warn")
    assert checked.said == [as_warning(finding) for finding in (ERROR, UNKNOWN, WARNING)]


@pytest.mark.parametrize(
    ("finding", "ends"), [(ERROR, True), (NEEDED, True), (UNKNOWN, False), (WARNING, False)]
)
def test_only_an_error_and_what_one_hangs_on_end_a_run(
    monkeypatch: pytest.MonkeyPatch, finding: Reported, ends: bool
) -> None:
    checked = Checked(monkeypatch, finding)
    if ends:
        with pytest.raises(ModelstacksError):
            checked.first("strict")
    else:
        checked.first("strict")
    assert checked.said == ([] if ends else [as_warning(finding)])


def test_checks_that_are_off_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = Checked(monkeypatch, ERROR)
    checked.first("off")
    assert (checked.asked, checked.said) == (0, [])
