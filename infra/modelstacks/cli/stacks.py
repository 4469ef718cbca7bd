"""`modelstacks preview | up [SPEC]`: the stack of a spec, through Pulumi's Automation API."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from modelstacks.cli import deployed_table, step_summary
from modelstacks.cli.options import (
    DEFAULT_SPEC,
    DiffOption,
    OutputOption,
    SpecArgument,
    StackOption,
    VerboseOption,
    YesOption,
)
from modelstacks.cli.output import Output, print_json, stderr
from modelstacks.cli.run_display import RunDisplay
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.engine.stacks import OpenStack
    from modelstacks.spec import Spec


def preview(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    diff: DiffOption = False,
    verbose: VerboseOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show what `modelstacks up` would change; nothing is touched."""
    from modelstacks.engine import runs

    opened = open_chosen(spec, stack)
    display = RunDisplay(output, verbose=verbose, diff=diff)
    with step_summary.failure_of("preview", display), display:
        refuse_mistakes(opened)
        changes = runs.preview(opened, display)
    counts = [(kind, str(count)) for kind, count in sorted(changes.items())]
    step_summary.add_table("preview", ("operation", "resources"), counts, "Nothing to do.")
    if output is Output.JSON:
        print_json({"changes": changes})


def up(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    yes: YesOption = False,
    diff: DiffOption = False,
    verbose: VerboseOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Make Azure what the spec says, smoke tests included. Adopts what a killed run left behind."""
    from modelstacks.engine import runs

    require_answer(yes)
    opened = open_chosen(spec, stack)
    display = RunDisplay(output, verbose=verbose, diff=diff)
    with step_summary.failure_of("up", display):
        refuse_mistakes(opened)
        if not yes:
            with display:
                runs.preview(opened, display)
            typer.confirm(f"Bring stack {opened.choice.stack} up?", abort=True)
        with display:
            outputs = runs.up(opened, display)
    step_summary.add_outputs(outputs)
    if output is Output.JSON:
        print_json({"outputs": outputs})
    else:
        deployed_table.show_deployed(outputs, opened.smoked)


def open_chosen(spec: Path, stack: str | None, *, create: bool = True) -> OpenStack:
    """Open the stack of *spec*, having said where and as whom. Raises UsageError where it is another spec's."""
    from modelstacks.azure.cloud import resolve_cloud
    from modelstacks.azure.credentials import read_identity
    from modelstacks.engine.belonging import refuse_other_spec
    from modelstacks.engine.stacks import choose_stack, open_stack

    choice = choose_stack(spec, stack, os.environ)
    cloud, identity = resolve_cloud(os.environ), read_identity(os.environ)
    stderr().print(
        f"Stack {choice.project}/{choice.stack} on {cloud.name} ({cloud.resource_manager}),\n"
        f"subscription {identity.subscription_id or '(the spec names it)'}, as {identity.describe()}"
    )
    opened = open_stack(choice, os.environ, create=create)
    refuse_other_spec(opened, os.environ)
    return opened


def refuse_mistakes(opened: OpenStack) -> None:
    """Raise what the program would end with anyway, before the engine starts: mistakes, a lock that does not fit."""
    from modelstacks.deployment.config import refuse_unknown_keys
    from modelstacks.engine.stacks import raising_stack_errors
    from modelstacks.lock import lock_path
    from modelstacks.lock_file import read_lock
    from modelstacks.lock_fit import locked_decisions
    from modelstacks.spec import DeploymentsSpec

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
    from modelstacks.cli.check import load_spec
    from modelstacks.engine.stacks import raising_stack_errors

    if config is None:
        with raising_stack_errors():
            config = opened.stack.get_all_config()
    rows = config.get("modelstacks:rows")
    return load_spec(opened.choice, Path(rows.value) if rows else None)


def require_answer(yes: bool) -> None:
    """Raise UsageError where nothing says yes and nobody can be asked."""
    if not yes and not sys.stdin.isatty():
        raise UsageError("There is nobody to ask (no terminal). Add --yes to go ahead without asking.")
