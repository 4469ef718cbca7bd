"""Looking before anything is made: what `modelstacks check` reports, and what `lock` decides by."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.api.blocking import result_of
from modelstacks.api.loading import load_spec
from modelstacks.azure.tags import stack_tags
from modelstacks.engine.stacks import choose_stack
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import refuse_long_names
from modelstacks.lock_path import lock_path
from modelstacks.spec import DeploymentsSpec

if TYPE_CHECKING:
    from modelstacks.engine.stacks import StackChoice
    from modelstacks.lock_decisions import Lock
    from modelstacks.preflight.report import Report
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Spec


def check(
    spec: str | os.PathLike[str], *, stack: str | None = None, rows: str | os.PathLike[str] | None = None
) -> Report:
    """Return everything that would go wrong with *spec*, a deployments.yaml or platform.yaml; nothing is touched.

    *stack* is the one it is for (default: `local` with the local Azure, otherwise `dev`), *rows* a file of catalogue
    rows over those that the spec names. A finding is a value, no exception: `report.exit_code` is 1 where one is an error.
    Raises SpecError (mistakes in a file), UsageError (the environment), AzureError (Azure can't be reached, or who calls
    may not read the subscription).
    """
    choice = choose_stack(Path(spec), stack, os.environ)
    loaded = load_spec(choice, Path(rows) if rows else None)
    return examine(loaded, choice, _lock_of(loaded)).report


def examine(spec: Spec, choice: StackChoice, before: Lock | None) -> Examination:
    """Ask Azure what *spec* hangs on, once and all at the same time; *before*: what is decided already."""
    from modelstacks.preflight.azure_examination import (
        examine_azure,
    )  # Azure's SDKs load slowly: after the file's mistakes
    from modelstacks.preflight.check_context import CheckContext

    context = CheckContext(datetime.now(UTC).date(), stack_tags(choice.project, choice.stack), before)
    return result_of(examine_azure(spec, context, os.environ))


def _lock_of(spec: Spec) -> Lock | None:
    if not isinstance(spec, DeploymentsSpec):
        return None
    lock = read_lock(lock_path(spec.path))
    if lock:
        refuse_long_names(spec, lock)
    return lock
