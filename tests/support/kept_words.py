"""Whole texts that are kept in a JSON file beside the tests: what differs from them fails, to the last word.

KEEP_WORDS=1 writes them anew, in one process, for a change that is meant; read the difference before it is committed.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OF_THIS_RUN = (
    (re.compile(r"https://localhost:\d+"), "AZURE"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"), "TIME"),
    (re.compile(r"\b00-[0-9a-f]{32}-[0-9a-f]{16}-01\b"), "TRACE"),
    (
        re.compile(
            r"\b(?!5ab5c41b|0b1ec700)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"
        ),
        "UUID",
    ),
)
"""What is drawn or counted anew in each run; ids that a scenario names stay."""


@dataclass
class KeptWords:
    """The texts of one file, by the test they belong to."""

    path: Path
    kept: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}

    def said_and_kept(self, test: str, said: Any, **drawn: str) -> tuple[Any, Any]:
        """Return what *test* saw *said*, with the names of *drawn* in place of this run's own values, and what is kept."""
        said = without_this_run(said, drawn)
        if os.environ.get("KEEP_WORDS"):
            self.kept[test] = said
            text = json.dumps(dict(sorted(self.kept.items())), indent=1, ensure_ascii=False)
            self.path.write_text(f"{text}\n", encoding="utf-8")
        return said, self.kept.get(test)


def without_this_run(said: Any, drawn: Mapping[str, str]) -> Any:
    """Return *said* with names in place of what differs from run to run."""
    text = json.dumps(said, ensure_ascii=False)
    for name, value in drawn.items():
        text = text.replace(value, name.upper())
    for pattern, name in OF_THIS_RUN:
        text = pattern.sub(name, text)
    return json.loads(text)
