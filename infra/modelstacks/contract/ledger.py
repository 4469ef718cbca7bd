"""What a run of level 1 makes, written down before it is made: the only things that it ever deletes.

One JSON object a line, each on the disk before the request that it announces is sent.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.contract.wanted_ids import Located
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "ledger.jsonl"


@dataclass(frozen=True)
class Account:
    """Whose run it is: the subscription and the cloud that it writes to, and the *run*'s own random word."""

    run: str
    subscription: str
    resource_manager: str


class Ledger:
    """The ledger in a run's folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def begin(self, account: Account) -> None:
        """Write whose it is."""
        self._write({"account": asdict(account)})

    def note(self, resources: Iterable[Located]) -> None:
        """Write that these are about to be made; return once that is on the disk."""
        for row in resources:
            self._write({"makes": row._asdict()})

    def gone(self, resource_id: str) -> None:
        """Write that this one is deleted for good."""
        self._write({"gone": resource_id})

    @property
    def account(self) -> Account:
        """Whose it is. Raises UsageError where the file does not tell."""
        try:
            return Account(**next(row["account"] for row in self._rows() if "account" in row))
        except (StopIteration, TypeError, OSError) as err:
            raise UsageError(
                f"{self.path} does not say whose run it is, so nothing of it is deleted.\n"
                "Look for resource groups rg-modelstacks-contract-* yourself, then delete its folder."
            ) from err

    def left(self) -> list[Located]:
        """Return what was announced and is not known to be gone, in the order of its making."""
        rows = self._rows() if self.path.exists() else []
        gone = {str(row["gone"]).lower() for row in rows if "gone" in row}
        made = {str(row["makes"]["id"]).lower(): Located(**row["makes"]) for row in rows if "makes" in row}
        return [row for key, row in made.items() if key not in gone]

    def _write(self, row: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _rows(self) -> list[dict[str, Any]]:
        """A last line that was cut off by a crash announced nothing that was sent."""
        rows = []
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
        return rows
