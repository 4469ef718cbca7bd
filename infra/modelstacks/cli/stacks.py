"""`modelstacks preview | up [SPEC]`: the stack of a spec, through Pulumi's Automation API."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
from modelstacks.cli.output import Output, ReportOutput, asking, print_json
from modelstacks.cli.run_display import RunDisplay
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from modelstacks.engine.stacks import OpenStack


def preview(
    spec: SpecArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    diff: DiffOption = False,
    verbose: VerboseOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show what `modelstacks up` would change; nothing is touched."""
    from modelstacks.api.deploy import refuse_mistakes
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
    from modelstacks.api.deploy import refuse_mistakes
    from modelstacks.engine import runs

    require_answer(yes)
    opened = open_chosen(spec, stack)
    display = RunDisplay(output, verbose=verbose, diff=diff)
    with step_summary.failure_of("up", display):
        with asking("Reading the spec and the stack's config …"):
            refuse_mistakes(opened)
        if not yes:
            with display:
                runs.preview(opened, display)
            confirm(f"Bring stack {opened.choice.stack} up?", output)
        with display:
            done = runs.bring_up(opened, display)
    outputs = dict(done.outputs)
    step_summary.add_outputs(outputs)
    if output is Output.JSON:
        print_json({"outputs": outputs, "changes": dict(done.changes)})
    else:
        deployed_table.show_deployed(outputs, opened.smoked)


def open_chosen(spec: Path, stack: str | None, *, create: bool = True) -> OpenStack:
    """Open the stack of *spec*, having said where and as whom. Raises UsageError where it is another spec's."""
    from modelstacks.api.deploy import open_stack_of

    with asking("Opening the stack …") as console:
        return open_stack_of(spec, stack, console.print, create=create)


def require_answer(yes: bool) -> None:
    """Raise UsageError where nothing says yes and nobody can be asked."""
    if not yes and not sys.stdin.isatty():
        raise UsageError("There is nobody to ask (no terminal). Add --yes to go ahead without asking.")


def confirm(question: str, output: Output | ReportOutput) -> None:
    """Ask; anything but a yes ends the command. Beside a result for programs the question goes to stderr."""
    typer.confirm(question, abort=True, err=output != Output.TABLE)
