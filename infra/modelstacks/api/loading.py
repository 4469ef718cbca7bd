"""Reading the spec of a stack, whichever of the two it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from modelstacks.spec import load_deployments, load_platform

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.engine.stacks import StackChoice
    from modelstacks.spec import Spec


def load_spec(choice: StackChoice, rows: Path | None) -> Spec:
    """Return the chosen spec, of either kind. *rows*: what lies over the catalogue rows that it names itself.

    Raises SpecError with every mistake.
    """
    if choice.kind == "platform":
        return load_platform(choice.spec, os.environ, rows)
    return load_deployments(choice.spec, os.environ, rows)
