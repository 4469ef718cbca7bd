"""What a run of the bench leaves in a file, and what a later one finds worse than in it."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.row import Result

FORMAT = 1
WORSE = 1.2
"""From how many times the earlier ratio on a row has got worse."""
VERSIONS = ("modelstacks", "pulumi", "pulumi-azure-native", "aiohttp", "httpx2", "starlette", "uvicorn")


class UsageError(Exception):
    """What was asked for can't be done; the message says why, and what to do."""


def as_values(results: Sequence[Result], now: datetime) -> dict[str, Any]:
    """Return what the file holds: the samples of each row, and on what they were taken."""
    return {
        "format": FORMAT,
        "date": now.astimezone(UTC).isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "cpus": os.cpu_count(), "load": os.getloadavg()[0]},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in VERSIONS},
        "rows": {result.row.name: _row(result) for result in results},
    }


def _row(result: Result) -> dict[str, Any]:
    return {
        "unit": result.row.unit,
        "values": [reading.value for reading in result.readings],
        "floors": [reading.floor for reading in result.readings],
        "median": result.median,
        "floor": result.floor,
        "floor is": result.row.floor,
        "ratio": result.ratio,
        "target": {"most": result.row.target.most, "of": result.row.target.of},
        "met": result.met,
    }


def read_ratios(path: Path) -> dict[str, float]:
    """Return the ratio of each row in a file of `--json`. Raises UsageError where it can't be read."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        found = values["format"]
        ratios = {str(name): float(row["ratio"]) for name, row in values["rows"].items()}
    except OSError as err:
        raise _unreadable(path, f"{err.strerror}") from err
    except ValueError as err:
        raise _unreadable(path, f"it is not JSON in UTF-8 ({err})") from err
    except (AttributeError, KeyError, TypeError) as err:
        raise _unreadable(path, "it holds other JSON than what scripts/bench --json writes") from err
    if found != FORMAT:
        raise _unreadable(path, f"it has the format {found}, this scripts/bench reads {FORMAT}")
    return ratios


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(
        f"--against {path} can't be read: {why}.\nMake one on the state to compare with: scripts/bench --json {path}"
    )


def got_worse(results: Sequence[Result], before: Mapping[str, float]) -> list[str]:
    """Return a sentence for each row whose ratio to its floor is 20 % higher than *before*, or more."""
    return [
        f"{result.row.name} got {result.ratio / earlier - 1:.0%} worse against its floor: "
        f"{earlier:.2f} times it before, {result.ratio:.2f} times now. Its floor: {result.row.floor}."
        for result in results
        if (earlier := before.get(result.row.name)) is not None and result.ratio >= earlier * WORSE
    ]


def not_compared(results: Sequence[Result], before: Mapping[str, float], *, all_rows: bool) -> list[str]:
    """Return a sentence for each row that only one side has; *all_rows*: none was left out on purpose."""
    names = [result.row.name for result in results]
    new = [
        f"{name}: the file has no such row, so it was compared with nothing."
        for name in names
        if name not in before
    ]
    gone = [f"{name}: the file has it, but it is no row any more." for name in before if name not in names]
    return new + (gone if all_rows else [])
