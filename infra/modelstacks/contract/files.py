"""`contract-<date>.json`: a run's exchanges, anonymous, to be attached to an issue and to be replayed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modelstacks.contract.exchange import from_json
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from modelstacks.contract.exchange import Exchange

FORMAT = 1
LONGEST_LIST = 20
"""Of a longer list a file holds the first ones: a subscription has 200 providers with 5,000 types."""


@dataclass(frozen=True)
class ContractFile:
    """*reads*: the fields that the code looked at, by kind; *unreadable*: where it could not go on, by kind."""

    exchanges: tuple[Exchange, ...]
    reads: Mapping[str, tuple[str, ...]]
    unreadable: Mapping[str, str]


def contract_text(held: ContractFile, about: Mapping[str, Any]) -> str:
    """Return the text of the file; *about* stands first: when, by which version, at which level."""
    rows = [_shortened(row).as_json() for row in held.exchanges]
    reads = {kind: list(fields) for kind, fields in sorted(held.reads.items())}
    content = {
        "format": FORMAT,
        **about,
        "exchanges": rows,
        "reads": reads,
        "unreadable": dict(held.unreadable),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_contract(path: Path) -> ContractFile:
    """Read such a file. Raises UsageError where it is none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(from_json(row) for row in held["exchanges"])
        reads = {kind: tuple(fields) for kind, fields in held["reads"].items()}
        return ContractFile(rows, reads, held["unreadable"])
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise UsageError(
            f"{path} is no file of `modelstacks contract`: {err!r}.\nName one that it wrote, unchanged."
        ) from err


def free_path(folder: Path, today: date) -> Path:
    """Return `contract-<date>.json`, with a number where there is one of that day already."""
    numbers = ("", *(f"-{number}" for number in range(2, 1000)))
    paths = (folder / f"contract-{today.isoformat()}{number}.json" for number in numbers)
    return next(path for path in paths if not path.exists())


def _shortened(row: Exchange) -> Exchange:
    cut: dict[str, int] = {}
    return replace(row, answer=_short(row.answer, "", cut), cut=cut)


def _short(value: Any, path: str, cut: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {name: _short(below, f"{path}.{name}".lstrip("."), cut) for name, below in value.items()}
    if isinstance(value, list):
        if len(value) > LONGEST_LIST:
            cut[path] = max(len(value), cut.get(path, 0))
        return [_short(item, f"{path}[]", cut) for item in value[:LONGEST_LIST]]
    return value
