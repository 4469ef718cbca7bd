"""Whether a lock fits its spec: what every `up` asks before it goes by the decisions: pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.lock_decisions import differences
from modelstacks.lock_path import lock_path
from modelstacks.names import generation_name, name_problem
from modelstacks.spec.by_mode import spec_of

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.lock_decisions import Lock, LockedDecision
    from modelstacks.spec import DeploymentsSpec


def locked_decisions(spec: DeploymentsSpec, lock: Lock | None) -> dict[str, LockedDecision]:
    """Return the locked decisions on *spec*. Raises UsageError when *lock* is missing (None) or does not fit *spec*."""
    path = lock_path(spec.path)
    again = f"Run `{_deciding(spec, path)}`, review what it decided, and commit the file."
    if lock is None:
        raise UsageError(f"{path} is missing: nothing is decided yet.\n{again}")
    if found := differences(spec, lock):
        raise UsageError(f"{path} does not fit {spec.path} any more ({found}).\n{again}")
    refuse_long_names(spec, lock)
    _refuse_parted(spec, lock, path)
    return {deployment.name: lock.decisions[deployment.name] for deployment in spec.deployments}


def _deciding(spec: DeploymentsSpec, lock: Path) -> str:
    """Return the command that decides: a lock of one stack is its fleet's affair."""
    return "modelstacks fleet lock" if lock != lock_path(spec.path, {}) else f"modelstacks lock {spec.path}"


def refuse_long_names(spec: DeploymentsSpec, lock: Lock) -> None:
    """Raise UsageError where Azure refuses the name that an endpoint gets by its generation in *lock*."""
    for deployment in spec.deployments:
        locked = lock.decisions.get(deployment.name)
        if locked is None or deployment.endpoint_exists:
            continue
        kind = spec_of(locked.mode).endpoint_kind
        problem = name_problem(kind, generation_name(deployment.endpoint_name, locked.generation))
        if problem:
            raise UsageError(
                f"{problem}.\n"
                f"It is {deployment.name}'s endpoint {deployment.endpoint_name} in generation {locked.generation}: a renewed endpoint "
                "needs another name, for the old one still lives.\n"
                f"Give {deployment.name} a shorter `endpoint` in {spec.path}: a new name is a new endpoint just as well. "
                "Then run `modelstacks lock` and `modelstacks up`."
            )


def _refuse_parted(spec: DeploymentsSpec, lock: Lock, path: Path) -> None:
    """Raise UsageError where deployments behind one endpoint are not in one place: quota is the endpoint's."""
    behind: dict[str, dict[str, str]] = defaultdict(dict)
    for deployment in spec.deployments:
        if not deployment.endpoint_exists:
            behind[deployment.endpoint_name][deployment.name] = lock.decisions[deployment.name].place
    for endpoint, places in behind.items():
        if len(set(places.values())) > 1:
            summary = "; ".join(f"{name}: {where}" for name, where in places.items())
            upgrades = " ".join(f"--upgrade {name}" for name in places)
            raise UsageError(
                f"{path} separates the deployments behind endpoint {endpoint}, which has one place and one quota ({summary}).\n"
                f"Run `modelstacks lock {upgrades}`, review what it decided, and commit the file."
            )
