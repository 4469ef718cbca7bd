"""What both ways up read from a spec's files: its plan, and whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelstacks.deployment.plan import plan_models
from modelstacks.deployment.spec_mark import SpecMark
from modelstacks.errors import SpecError
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import locked_decisions
from modelstacks.lock_path import lock_path
from modelstacks.spec.kinds import read_spec
from modelstacks.yaml_source import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.spec import DeploymentsSpec

LOCK_ID = re.compile(r"^id: *['\"]?(\w+)", re.MULTILINE)


def read_plan(spec: DeploymentsSpec) -> ModelsPlan:
    """Return the plan by the lock beside the spec. Raises UsageError where that is missing or stale."""
    return plan_models(spec, locked_decisions(spec, read_lock(lock_path(spec.path))))


def read_mark(spec: Path, environ: Mapping[str, str]) -> SpecMark:
    """Return the mark of the file *spec*, also where the rest of it is full of mistakes. Raises SpecError."""
    source = read_spec(spec, environ)
    subscription, group = (str(source.data.get(key) or "") for key in ("subscription", "resource_group"))
    if source.mistakes and VARIABLE.search(subscription + group):
        raise SpecError(source.mistakes)
    names = source.data.get("deployments")
    deployments = frozenset(map(str, names)) if isinstance(names, dict) else frozenset[str]()
    return SpecMark(subscription, group, _locked_id(lock_path(spec)), spec.name, deployments)


def _locked_id(lock: Path) -> str:
    """Found in the text: of a lock that is no YAML any more, too, and parsing hundreds of decisions takes its time."""
    found = LOCK_ID.search(lock.read_text(encoding="utf-8", errors="replace")) if lock.is_file() else None
    return found[1] if found else ""
