"""The commands of `modelstacks fleet`, in the order in which they are listed."""

from __future__ import annotations

import typer

from modelstacks.cli.fleet import changes, check, plan, status
from modelstacks.cli.typos import Commands
from modelstacks.cli.watched import watched

app = typer.Typer(
    name="fleet",
    cls=Commands,
    help="Many stacks as one: fleet.yaml says which, in what order, how many at once.",
    no_args_is_help=True,
)
for command, example in (
    (check.check, "check --strict --junit checks.xml"),
    (check.lock, "lock --ring canary"),
    (plan.plan, "plan --shards 4 --output github"),
    (changes.up, "up --executor threads:8 --yes"),
    (changes.destroy, "destroy --only 'chat-dev-*' --yes"),
    (status.status, "status --only 'chat-*'"),
    (status.audit, "audit --by 2027-01-31"),
    (plan.report, "report shard-*.json --junit fleet.xml"),
    (plan.env, "env chat-dev"),
):
    app.command(epilog=f"Example: modelstacks fleet {example}")(watched(command, f"fleet {command.__name__}"))
