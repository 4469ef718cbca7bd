"""`modelstacks adopt [SPEC]`: what `modelstacks ensure` or a person made becomes a Pulumi stack's."""

from __future__ import annotations

import os

from modelstacks.cli.deployed_table import show_deployed
from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, OutputOption, StackOption, YesOption
from modelstacks.cli.output import Output, print_json
from modelstacks.cli.run_display import RunDisplay
from modelstacks.cli.stacks import confirm, open_chosen, require_answer
from modelstacks.errors import UsageError


def adopt(
    spec: DeploymentsArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Take the spec's existing endpoints into its stack: first tags, then imports. A preview shows no changes afterwards."""
    import asyncio

    from modelstacks.azure.tags import stack_tags
    from modelstacks.deployment.adopt import claim
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.engine import runs
    from modelstacks.spec import load_deployments
    from modelstacks.spec.kinds import MODELS

    require_answer(yes)
    opened = open_chosen(spec, stack)
    choice = opened.choice
    if choice.kind != MODELS.name:
        raise UsageError(
            f"{spec} is not a deployments.yaml: `modelstacks adopt` takes endpoints into the models stack only."
        )
    plan = read_plan(load_deployments(spec, os.environ))
    if not yes:
        confirm(f"Take the existing endpoints of {spec} into stack {choice.stack}?", output)
    with RunDisplay(output) as display:
        for path in asyncio.run(claim(plan, stack_tags(choice.project, choice.stack), os.environ)):
            display.say(f"Tagged as the stack's: {path}")
        outputs = runs.up(opened, display)
    if output is Output.JSON:
        print_json({"outputs": outputs})
    else:
        show_deployed(outputs, opened.smoked)
