"""`modelstacks adopt [SPEC]`: what `modelstacks ensure` or a person made becomes a Pulumi stack's."""

from __future__ import annotations

import os

import typer

from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, OutputOption, StackOption, YesOption
from modelstacks.cli.output import Output, print_json
from modelstacks.cli.stacks import color_of, open_chosen, require_answer, say_to
from modelstacks.errors import UsageError


def adopt(
    spec: DeploymentsArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Take what is there of the spec into its stack: tags first, then imports. A preview shows no change after it."""
    import asyncio

    from modelstacks.azure.tags import stack_tags
    from modelstacks.deployment.adopting import claim
    from modelstacks.deployment.reading import read_plan
    from modelstacks.engine import runs
    from modelstacks.spec import load_deployments

    require_answer(yes)
    opened = open_chosen(spec, stack)
    choice = opened.choice
    if choice.kind != "models":
        raise UsageError(f"{spec} is no deployments.yaml: adopt takes endpoints into the models stack only.")
    plan = read_plan(load_deployments(spec, os.environ))
    if not yes:
        typer.confirm(f"Give what is there of {spec} to stack {choice.stack}?", abort=True)
    say = say_to(output)
    for path in asyncio.run(claim(plan, stack_tags(choice.project, choice.stack), os.environ)):
        say(f"Tagged as the stack's: {path}")
    outputs = runs.up(opened, say, color=color_of(output))
    if output is Output.JSON:
        print_json({"outputs": outputs})
