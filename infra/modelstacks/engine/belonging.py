"""Refusing a spec that is not its stack's, before the engine starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.deployment.spec_files import read_mark
from modelstacks.deployment.spec_mark import TAKE_OVER, memory_of, refuse_other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.engine.stacks import OpenStack


def refuse_other_spec(opened: OpenStack, environ: Mapping[str, str]) -> None:
    """Raise UsageError where the stack is another spec's; SpecError where the file does not tell whose it is."""
    memory = memory_of(opened.resources)
    if memory is None:
        return
    mine, choice = read_mark(opened.choice.spec, environ), opened.choice
    config = opened.stack.get_all_config().get(TAKE_OVER) if mine.differs(memory.spec) else None
    options = f"--cwd {opened.stack.workspace.work_dir} --stack {choice.stack}"
    refuse_other(mine, memory, config.value if config else None, f"{choice.project}/{choice.stack}", options)
