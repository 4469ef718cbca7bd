"""The archive itself: a zip file that only the user may read."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

MODE = 0o600


def default_name(now: datetime) -> str:
    """Return `modelstacks-bundle-20261129-015515.zip`."""
    return f"modelstacks-bundle-{now:%Y%m%d-%H%M%S}.zip"


def write(file: Path | None, members: Mapping[str, str]) -> Path:
    """Write the archive and return its path; *file*: where, a folder takes it under its default name.

    Raises UsageError where that can't be written.
    """
    name = default_name(datetime.now(UTC))
    target = Path(name) if file is None else file / name if file.is_dir() else file
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    try:
        opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
        with os.fdopen(opened, "wb") as out:
            os.fchmod(opened, MODE)  # one that was there before may have been open to others
            out.write(packed.getvalue())
    except OSError as err:
        raise UsageError(
            f"{target.absolute()} can't be written: {err.strerror}.\n"
            "Name another file: modelstacks doctor --bundle FILE"
        ) from err
    return target.absolute()
