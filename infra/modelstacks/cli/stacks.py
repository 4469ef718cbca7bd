"""`modelstacks preview | up [SPEC]`: the stack of a spec, through Pulumi's Automation API."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from modelstacks.cli import step_summary
from modelstacks.cli.options import DEFAULT_SPEC, OutputOption, SpecArgument, StackOption, YesOption
from modelstacks.cli.output import Output, print_json, stderr
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.engine.stacks import OpenStack


def preview(
    spec: SpecArgument = DEFAULT_SPEC, stack: StackOption = None, output: OutputOption = Output.TABLE
) -> None:
    """Show what `modelstacks up` would change; nothing is touched."""
    from modelstacks.api.deploy import refuse_mistakes
    from modelstacks.engine import runs

    opened = open_chosen(spec, stack)
    with step_summary.failure_of("preview", say_to(output)) as say:
        refuse_mistakes(opened)
        changes = runs.preview(opened, say, color=color_of(output))
    counts = [(kind, str(count)) for kind, count in sorted(changes.items())]
    step_summary.add_table("preview", ("operation", "resources"), counts, "Nothing to do.")
    if output is Output.JSON:
        print_json({"changes": changes})


def up(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Make Azure what the spec says, smoke tests included. Adopts what a killed run left behind."""
    from modelstacks.api.deploy import refuse_mistakes
    from modelstacks.engine import runs

    require_answer(yes)
    opened = open_chosen(spec, stack)
    with step_summary.failure_of("up", say_to(output)) as say:
        refuse_mistakes(opened)
        if not yes:
            runs.preview(opened, say, color=color_of(output))
            typer.confirm(f"Bring stack {opened.choice.stack} up?", abort=True)
        outputs = runs.up(opened, say, color=color_of(output))
    step_summary.add_outputs(outputs)
    if output is Output.JSON:
        print_json({"outputs": outputs})


def open_chosen(spec: Path, stack: str | None, *, create: bool = True) -> OpenStack:
    """Open the stack of *spec*, having said where and as whom. Raises UsageError where it is another spec's."""
    from modelstacks.api.deploy import open_stack_of

    return open_stack_of(spec, stack, stderr().print, create=create)


def require_answer(yes: bool) -> None:
    """Raise UsageError where nothing says yes and nobody can be asked."""
    if not yes and not sys.stdin.isatty():
        raise UsageError("There is nobody to ask (no terminal). Add --yes to go ahead without asking.")


def say_to(output: Output) -> Callable[[str], None]:
    """Return what prints Pulumi's lines: on stdout, unless the result goes there as JSON."""
    stream = sys.stderr if output is Output.JSON else sys.stdout

    def say(line: str) -> None:
        stream.write(line.rstrip("\n") + "\n")
        stream.flush()

    return say


def color_of(output: Output) -> str:
    """Return whether Pulumi colours its lines, as rich decides it for ours (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in {"dumb", "unknown"}
    return "always" if output is Output.TABLE and sys.stdout.isatty() and not plain else "never"
