"""Which of azure-ai-ml's tests may fail, and why: a pytest plugin that holds the rest to pass and counts.

`listed.json` names them, by reason; one of them that passes fails the run, so that the list never says too much.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

LISTED = Path(__file__).with_name("listed.json")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the listed ones; one that is not there is a mistake of the list."""
    listed: dict[str, str] = json.loads(LISTED.read_text("utf-8"))
    if gone := listed.keys() - {item.nodeid for item in items}:
        raise pytest.UsageError(f"{LISTED.name} names tests that are not there: {', '.join(sorted(gone))}")
    for item in items:
        if reason := listed.get(item.nodeid):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


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
