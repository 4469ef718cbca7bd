"""What was compared, in words for people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modelstacks.contract.comparing import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.contract.comparing import Compared

STYLES: dict[str, str] = {
    "differs": "bold red",
    "no answer": "magenta",
    "not allowed": "yellow",
    "the same": "green",
}
MOST_SHOWN = 8
"""Differences of one kind of request that the table shows; the file has them all."""
SHORTER = (
    (" /subscriptions/*/", " "),
    ("resourceGroups/*/providers/Microsoft.MachineLearningServices/", ""),
    ("mferp/managementfrontend/", ""),
    ("providers/Microsoft.", ""),
    (" /", " "),
)
"""What most paths have, and what is shown instead."""


def table_rows(rows: Sequence[Compared]) -> list[tuple[str, str, str]]:
    """Return verdict, statuses and words of each row, what differs first."""
    worst_first = sorted(rows, key=lambda row: VERDICTS.index(row.verdict))
    return [(row.verdict, _statuses(row), _words(row)) for row in worst_first]


def closing_line(rows: Sequence[Compared]) -> str:
    """Return `23 requests of 14 kinds: 1 differs, 13 the same`."""
    counts = [(verdict, sum(row.verdict == verdict for row in rows)) for verdict in VERDICTS]
    words = [f"{count} {verdict}" for verdict, count in counts if count]
    return f"{sum(len(row.statuses) for row in rows)} requests of {len(rows)} kinds: {', '.join(words)}"


def short(kind: str) -> str:
    """Return a kind of request without what most of them have."""
    for words, instead in SHORTER:
        kind = kind.replace(words, instead, 1)
    return kind


def _words(row: Compared) -> str:
    more = len(row.how) - MOST_SHOWN
    shown = [f"  {line}" for line in row.how[:MOST_SHOWN]]
    if more > 0:
        shown.append(f"  and {more} more: the file has them all")
    return "\n".join([short(row.kind), *shown])


def _statuses(row: Compared) -> str:
    """Return `404 ×3`, a line each; "" where nothing answered."""
    counts = Counter(status for status in row.statuses if status)
    return "\n".join(f"{status} ×{count}" if count > 1 else f"{status}" for status, count in counts.items())
