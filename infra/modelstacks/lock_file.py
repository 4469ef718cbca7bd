"""Reading `deployments.lock.yaml`."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from modelstacks.errors import SpecError, UsageError
from modelstacks.lock import FORMAT, Lock, LockedDecision
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

    format: Literal[1]
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
    """Return the lock, or None where there is no file. Raises SpecError for a file that is none of ours."""
    if not path.exists():
        return None
    try:
        source = read_yaml(path)
    except SpecError as err:
        raise LockFileError(path, err.mistakes) from err
    _refuse_newer(source)
    checked = validate(source, source.data, _LockSchema)
    if checked.value is None or source.mistakes:
        raise LockFileError(path, source.mistakes)
    return Lock(checked.value.deployments, checked.value.id)


def _refuse_newer(source: Source) -> None:
    written = source.data.get("format")
    if isinstance(written, int) and written > FORMAT:
        what = source.mistake(("format",), f"a newer modelstacks wrote this lock: its format is {written}")
        raise UsageError(
            f"{what}, and version {version('modelstacks')} reads format {FORMAT}.\n"
            "Use the version that wrote it: pip install --upgrade modelstacks"
        )
