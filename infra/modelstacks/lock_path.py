"""Where the lock of a spec lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK_VARIABLE = "MODELSTACKS_LOCK"
"""Names the lock of a spec that is read with other variables for each stack, as a fleet's are."""


def lock_path(spec: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Return `deployments.lock.yaml` beside `deployments.yaml`, or what LOCK_VARIABLE names."""
    named = environ.get(LOCK_VARIABLE)
    return Path(named) if named else spec.with_suffix(f".lock{spec.suffix}")
