"""The checks inside a program: what they log where they stop nothing."""

from __future__ import annotations

from modelstacks.preflight.report import Reported
from modelstacks.programs.preflight import as_warning


def test_a_warning_is_not_called_one_twice() -> None:
    """Pulumi writes `warning:` in front of it."""
    found = Reported("lifecycle", "warning", "Phi-4 retires on 2027-01-17.", "Choose another.", ("chat",))
    assert as_warning(found) == "Phi-4 retires on 2027-01-17. (chat)\n  Choose another."


def test_what_would_fail_or_is_not_known_is_called_so() -> None:
    assert as_warning(Reported("quota", "error", "No cores.", "Ask.")) == "this would fail: No cores.\n  Ask."
    assert as_warning(Reported("quota", "unverified", "?", "Ask.")) == "unverified: ?\n  Ask."
