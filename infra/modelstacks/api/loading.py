"""Reading the spec of a stack, whichever kind it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from modelstacks.spec.kinds import named_kind, part_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.engine.stacks import StackChoice
    from modelstacks.spec import Spec


def load_spec(choice: StackChoice, rows: Path | None, environ: Mapping[str, str] = os.environ) -> Spec:
    """Return the chosen spec, of any kind. *rows*: what lies over the catalogue rows that it names itself.

    Raises SpecError with every mistake.
    """
    loaded: Spec = part_at(named_kind(choice.kind).load)(choice.spec, environ, rows)
    return loaded
