"""`fleet.durations.json`: how long each stack took. It is committed, so that all shards of a run deal the stacks out alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECONDS = TypeAdapter(dict[str, float])


def durations_path(fleet: Path) -> Path:
    """Return where they lie: beside `fleet.yaml`."""
    return fleet.with_suffix(".durations.json")


def read_durations(fleet: Path) -> dict[str, float]:
    """Return the seconds of each stack's last `up`; none where nothing was recorded. Raises UsageError for another file."""
    path = durations_path(fleet)
    try:
        return SECONDS.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as err:
        raise UsageError(
            f"{path} can't be read as the seconds of each stack.\nDelete it, or let `modelstacks fleet report --record` write it again."
        ) from err


def write_durations(fleet: Path, seconds: Mapping[str, float]) -> Path:
    """Write them down over what is recorded already, and return where."""
    path = durations_path(fleet)
    merged = {**read_durations(fleet), **{name: round(each, 1) for name, each in seconds.items()}}
    path.write_text(json.dumps(dict(sorted(merged.items())), indent=2) + "\n", encoding="utf-8")
    return path
