"""What a run found, and the file it wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from modelstacks.catalog import load
from modelstacks.contract.anonymous import Anonymiser
from modelstacks.contract.comparing import Compared, compare
from modelstacks.contract.expectation import load_expectation
from modelstacks.contract.files import ContractFile, contract_text, free_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from modelstacks.contract.reading import Readings


@dataclass(frozen=True)
class Outcome:
    """*rows* of the table, and the *file*."""

    rows: tuple[Compared, ...]
    file: Path

    @property
    def exit_code(self) -> int:
        """1 where something differs or did not answer; what is not allowed tells nothing of Azure."""
        return int(any(row.verdict in {"differs", "no answer"} for row in self.rows))

    def as_json(self) -> dict[str, Any]:
        """Return the stable form for `--output json`."""
        return {"file": str(self.file), "compared": [asdict(row) for row in self.rows]}


def write_outcome(
    readings: Readings, steps: Sequence[Compared], level: int, today: date, folder: Path
) -> Outcome:
    """Compare what was read, write the file into *folder*, and return both; *steps* are what else was tried.

    Raises OSError where the folder can't be written.
    """
    recorder = readings.recorder
    rows = compare(recorder.exchanges, load_expectation(), recorder.reads, readings.unreadable)
    anonymiser = Anonymiser(frozenset(row.name.lower() for row in load().registries))
    held = _anonymous(readings, anonymiser)
    about = {"modelstacks": metadata.version("modelstacks"), "date": today.isoformat(), "level": level}
    shown = {"steps": [_told(step, anonymiser) for step in steps]} if steps else {}
    file = free_path(folder, today)
    file.write_text(contract_text(held, about | shown), encoding="utf-8")
    return Outcome((*steps, *rows), file)


def _anonymous(readings: Readings, anonymiser: Anonymiser) -> ContractFile:
    """Equal names get equal words in all of it."""
    recorder = readings.recorder
    exchanges = tuple(anonymiser.all(recorder.exchanges))
    reads = {kind: tuple(sorted(fields)) for kind, fields in recorder.reads.items()}
    unreadable = {anonymiser.text(what): anonymiser.text(why) for what, why in readings.unreadable.items()}
    return ContractFile(exchanges, reads, unreadable)


def _told(step: Compared, anonymiser: Anonymiser) -> dict[str, Any]:
    return {"step": step.kind, "verdict": step.verdict, "how": [anonymiser.text(line) for line in step.how]}
