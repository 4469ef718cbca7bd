"""Which of azure-ai-ml's tests may fail, and why: a pytest plugin that holds the rest to pass and counts.

`listed.json` gives each a reason; one of them that passes fails the run, so that the list never says too much. A test that
skips itself halfway has not passed either; what the SDK never runs, a mark says beforehand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from _pytest.terminal import TerminalReporter

LISTED = Path(__file__).with_name("listed.json")


def listed() -> dict[str, str]:
    """Return the reasons by test."""
    return cast("dict[str, str]", json.loads(LISTED.read_text("utf-8")))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the listed ones; one that is not there is a mistake of the list."""
    reasons = listed()
    if gone := reasons.keys() - {item.nodeid for item in items}:
        raise pytest.UsageError(f"{LISTED.name} names tests that are not there: {', '.join(sorted(gone))}")
    for item in items:
        if reason := reasons.get(item.nodeid):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take a skip halfway for what it is: listed, or a failure."""
    report = yield
    if call.when == "call" and report.skipped and not hasattr(report, "wasxfail"):
        if reason := listed().get(item.nodeid):
            report.wasxfail = reason
        else:
            report.outcome, report.longrepr = "failed", f"It skipped itself: {report.longrepr}"
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say how it went, last of all."""
    reporter: TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    count = {outcome: len(rows) for outcome, rows in reporter.stats.items()}
    failed = count.get("failed", 0) + count.get("error", 0)
    skipped = f", {count['skipped']} skipped by the SDK itself" if count.get("skipped") else ""
    reporter.write_line(
        f"sdk-suite: {count.get('passed', 0)} passed, {count.get('xfailed', 0)} listed{skipped}, {failed} failed"
    )
