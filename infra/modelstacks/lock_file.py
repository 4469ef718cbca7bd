"""Reading `deployments.lock.yaml`, in whatever format a version wrote it.

Format 1 (0.1.0): a decision's `model` holds the version. Format 2: `version` is a field of its own.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from modelstacks.errors import SpecError, UsageError
from modelstacks.lock_decisions import FORMAT, Lock, LockedDecision
from modelstacks.validation import validate
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from modelstacks.errors import Mistake
    from modelstacks.yaml_source import Source

WAYS_OUT = (
    "Restore {path} from version control and run `modelstacks lock`: it keeps every decision that still fits.\n"
    "Only where nothing of it is deployed yet: delete {path}, then run `modelstacks lock`."
)


class _LockSchema(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1, 2]
    id: str | None = None
    deployments: dict[str, LockedDecision]


class LockFileError(SpecError):
    """A lock file that can't be read as one."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        super().__init__(mistakes)
        self.path = path

    def __str__(self) -> str:
        return f"{super().__str__()}\n{WAYS_OUT.format(path=self.path)}"


def read_lock(path: Path) -> Lock | None:
    """Return the lock, or None where there is no file; it is written in today's format the next time.

    Raises SpecError for a file that is none of ours.
    """
    if not path.exists():
        return None
    try:
        source = read_yaml(path)
    except SpecError as err:
        raise LockFileError(path, err.mistakes) from err
    _refuse_newer(source)
    if source.data.get("format") == 1:
        _from_format_1(source)
    checked = validate(source, source.data, _LockSchema)
    if checked.value is None or source.mistakes:
        raise LockFileError(path, source.mistakes)
    return Lock(checked.value.deployments, checked.value.id)


def _from_format_1(source: Source) -> None:
    """Part each model from its version; what is no decision is left to be refused."""
    decisions = source.data.get("deployments")
    for decision in decisions.values() if isinstance(decisions, dict) else ():
        if isinstance(decision, dict) and isinstance(decision.get("model"), str):
            decision["model"], _, version = decision["model"].partition("/versions/")
            decision["version"] = version or None


def _refuse_newer(source: Source) -> None:
    written = source.data.get("format")
    if isinstance(written, int) and written > FORMAT:
        what = source.mistake(("format",), f"a newer modelstacks wrote this lock: its format is {written}")
        raise UsageError(
            f"{what}, and version {version('modelstacks')} reads format {FORMAT}.\n"
            "Use the version that wrote it: pip install --upgrade modelstacks"
        )
