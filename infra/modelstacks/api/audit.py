"""What breaks by a date: what `modelstacks audit` reports."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.api.blocking import result_of
from modelstacks.audits import HEADROOM_PERCENT
from modelstacks.azure.tags import stack_tags
from modelstacks.engine.stacks import choose_stack
from modelstacks.errors import UsageError
from modelstacks.lock_file import read_lock
from modelstacks.lock_path import lock_path
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from modelstacks.audits.report import AuditReport
    from modelstacks.audits.subject import Subject, Thresholds

AHEAD = timedelta(days=90)


def audit(
    spec: str | os.PathLike[str],
    *,
    by: date | timedelta = AHEAD,
    stack: str | None = None,
    rows: str | os.PathLike[str] | None = None,
    everywhere: bool = False,
    headroom_percent: int = HEADROOM_PERCENT,
    max_key_age: timedelta | None = None,
) -> AuditReport:
    """Return what breaks up to *by*, a day or a time from today (90 days), in *spec*, its lock and what is deployed.

    *spec* is a deployments.yaml; *stack* and *rows* as for `check`. What is deployed: the endpoints of its resource group, of
    the whole subscription with *everywhere*. *headroom_percent* is how much of a quota must be free (10; 0: any will do),
    *max_key_age* how old keys may get (None: any age is a note). Nothing is touched. A finding is a value, no exception:
    `report.exit_code` is 1 where something breaks. Raises SpecError (mistakes in a file), UsageError (a day that is past, the
    environment), AzureError (Azure can't be reached).
    """
    from modelstacks.audits.runner import audit_azure  # Azure's SDKs load slowly: after the file's mistakes
    from modelstacks.audits.subject import Thresholds

    choice = choose_stack(Path(spec), stack, os.environ)
    limits = Thresholds(headroom_percent, max_key_age)
    subject = _subject(choice.spec, Path(rows) if rows else None, by, limits, everywhere=everywhere)
    return result_of(audit_azure(subject, stack_tags(choice.project, choice.stack), os.environ))


def _subject(
    spec: Path, rows: Path | None, by: date | timedelta, limits: Thresholds, *, everywhere: bool
) -> Subject:
    from modelstacks.audits.subject import Subject

    loaded, today = load_deployments(spec, os.environ, rows), datetime.now(UTC).date()
    day = today + by if isinstance(by, timedelta) else by
    if day < today:
        raise UsageError(f"{day} is past: nothing can break by then.\nGive today, {today}, or a later day.")
    return Subject(loaded, read_lock(lock_path(spec)), today, day, limits, everywhere)
