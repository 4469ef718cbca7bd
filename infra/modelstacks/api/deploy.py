"""A spec's stack: opening it for whoever the environment names, and what `modelstacks up` does with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelstacks.api.loading import load_spec
from modelstacks.azure.cloud import resolve_cloud
from modelstacks.azure.credentials import read_identity
from modelstacks.deployment.config import refuse_unknown_keys
from modelstacks.engine import runs
from modelstacks.engine.belonging import refuse_other_spec
from modelstacks.engine.errors import StackError
from modelstacks.engine.stacks import choose_stack, open_stack, raising_stack_errors
from modelstacks.engine.view import EveryLine
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import locked_decisions
from modelstacks.lock_path import lock_path
from modelstacks.spec import DeploymentsSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modelstacks.engine.stacks import OpenStack
    from modelstacks.spec import Spec


def deploy(
    spec: str | os.PathLike[str], *, stack: str | None = None, say: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Make Azure what *spec* says, smoke tests included, and return the stack's outputs; nobody is asked.

    *spec* is a deployments.yaml whose lock fits it, or a platform.yaml; *stack* as for `check`. Secrets among the outputs are
    masked: `modelstacks key NAME` prints one. *say* hears every line: where it goes, as whom, and Pulumi's own. Again, it
    changes nothing. Raises SpecError, UsageError (no lock, another spec's stack), EngineMissingError, AzureError, and
    StackError where Pulumi or a smoke test failed: without *say* its message holds what Pulumi printed.
    """
    printed: list[str] = []
    opened = open_stack_of(Path(spec), stack, say or printed.append)
    refuse_mistakes(opened)
    try:
        return runs.up(opened, EveryLine(say or printed.append))
    except StackError as err:
        if say or type(err) is not StackError:
            raise
        raise StackError("\n".join([*(line.rstrip("\n") for line in printed), str(err)])) from err


def open_stack_of(
    spec: Path, stack: str | None, say: Callable[[str], None], *, create: bool = True
) -> OpenStack:
    """Open the stack of *spec*, having said where and as whom. Raises UsageError where it is another spec's."""
    choice = choose_stack(spec, stack, os.environ)
    cloud, identity = resolve_cloud(os.environ), read_identity(os.environ)
    say(
        f"Stack {choice.project}/{choice.stack} on {cloud.name} ({cloud.resource_manager}),\n"
        f"subscription {identity.subscription_id or '(the spec names it)'},\n"
        f"as {identity.describe()}"
    )
    opened = open_stack(choice, os.environ, create=create)
    refuse_other_spec(opened, os.environ)
    return opened


def refuse_mistakes(opened: OpenStack) -> None:
    """Raise what the program would end with anyway, before the engine starts: mistakes, a lock that does not fit."""
    with raising_stack_errors():
        config = opened.stack.get_all_config()
    refuse_unknown_keys(config)
    loaded = load_opened(opened, config)
    if isinstance(loaded, DeploymentsSpec):
        locked_decisions(loaded, read_lock(lock_path(loaded.path)))


def load_opened(opened: OpenStack, config: Mapping[str, Any] | None = None) -> Spec:
    """Return the spec of a stack, with the catalogue rows that its *config* (None: read now) lays over it.

    Raises SpecError.
    """
    if config is None:
        with raising_stack_errors():
            config = opened.stack.get_all_config()
    rows = config.get("modelstacks:rows")
    return load_spec(opened.choice, Path(rows.value) if rows else None)
