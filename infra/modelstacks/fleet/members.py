"""The stacks of a fleet, read for the checks, and what the checks say written down as locks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modelstacks.api.loading import load_spec
from modelstacks.api.lock import decided
from modelstacks.azure.tags import stack_tags
from modelstacks.engine.stacks import choose_stack
from modelstacks.errors import ModelstacksError, SpecError
from modelstacks.fleet.choosing import stages_of
from modelstacks.fleet.member import Member
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import refuse_long_names
from modelstacks.preflight.check_context import CheckContext
from modelstacks.spec import DeploymentsSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from modelstacks.errors import Mistake
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.stack import FleetStack
    from modelstacks.fleet.together import Together
    from modelstacks.lock_decisions import Lock


def read_members(fleet: Fleet, stacks: Sequence[FleetStack], environ: Mapping[str, str]) -> list[Member]:
    """Return each stack's spec, read with its own variables, its lock, its tags and its stage.

    Raises SpecError with the mistakes of all files, each once, and UsageError for a variable that is not set.
    """
    stages = {stack.name: at for at, (_, stage) in enumerate(stages_of(fleet, stacks)) for stack in stage}
    members: list[Member] = []
    mistakes: dict[Mistake, None] = {}
    for stack in stacks:
        try:
            members.append(_member(stack, stack.environment(environ), stages[stack.name]))
        except SpecError as err:
            mistakes |= dict.fromkeys(err.mistakes)
    if mistakes:
        raise SpecError([*mistakes])
    return members


def _member(stack: FleetStack, environ: Mapping[str, str], stage: int) -> Member:
    choice = choose_stack(stack.spec, stack.name, environ)
    spec = load_spec(choice, None, environ)
    lock = None
    if isinstance(spec, DeploymentsSpec) and (lock := read_lock(stack.lock)):
        refuse_long_names(spec, lock)
    tags = stack_tags(choice.project, stack.name)
    return Member(stack.name, spec, CheckContext(datetime.now(UTC).date(), tags, lock), environ, stage)


def write_locks(stacks: Sequence[FleetStack], members: Sequence[Member], together: Together) -> list[Path]:
    """Write the lock of each member, one that several stacks share once; return where they lie.

    Raises ModelstacksError where a member could not be asked about, has a deployment without a place, or where together is
    too little: then nothing is written.
    """
    _refuse(together)
    locks: dict[Path, Lock] = {}
    for stack, member in zip(stacks, members, strict=True):
        assert isinstance(member.spec, DeploymentsSpec)  # a platform stack has no lock, and is not among them
        if stack.lock not in locks:
            placement = together.examined[member.name].placed.placement
            try:
                locks[stack.lock] = decided(member.spec, placement, member.context.lock)
            except ModelstacksError as err:
                raise ModelstacksError(f"Stack {stack.name}: {err}\nNothing was written.") from err
    for path, lock in locks.items():
        path.write_text(lock.text(), encoding="utf-8")
    return [*locks]


def _refuse(together: Together) -> None:
    for name, found in together.members.items():
        if isinstance(found, ModelstacksError):
            raise ModelstacksError(f"Stack {name}: {found}\nNothing was written.") from found
    if together.findings:  # errors, all of them
        told = [f"{finding.message}\n{finding.fix}" for finding in together.findings]
        raise ModelstacksError("\n".join([*told, "Nothing was written."]))
