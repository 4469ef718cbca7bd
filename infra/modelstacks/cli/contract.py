"""`modelstacks contract [SPEC]`: is real Azure as the code takes it to be, and as the local Azure answers?"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.options import DEFAULT_SPEC, OutputOption, RowsOption, YesOption
from modelstacks.cli.output import Output, print_json, stderr, stdout, waiting
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.contract.creating import Creating
    from modelstacks.contract.outcome import Outcome

SPEC_HELP = (
    "deployments.yaml or platform.yaml. Default: deployments.yaml where there is one, else one of our own."
)
CreateOption = Annotated[
    bool,
    typer.Option(
        "--create",
        help="Also make a hub, a project and a serverless model in a group of their own, and delete them: costs cents.",
    ),
]
SpendOption = Annotated[
    bool,
    typer.Option(
        "--spend", help="Print what a managed or a bought model would send and cost; sends nothing."
    ),
]
RegionOption = Annotated[str | None, typer.Option("--region", help="Where --create makes it.")]

COLUMNS = (Column("verdict"), Column("statuses"), Column("request", below=1, prose=True))


def contract(
    spec: Annotated[Path | None, typer.Argument(help=SPEC_HELP)] = None,
    create: CreateOption = False,
    spend: SpendOption = False,
    region: RegionOption = None,
    rows: RowsOption = None,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Hold Azure's answers against the local Azure's: reads only, and writes contract-<date>.json for an issue."""
    if create and (spec or spend):
        raise UsageError(
            "--create has a spec of its own and sends what it says.\nLeave SPEC and --spend out."
        )
    if spend:
        _print_spending(region, rows)
        return
    outcome = _create(region, rows, yes) if create else _read(_chosen(spec), rows)
    _print(outcome, output)
    raise typer.Exit(outcome.exit_code)


def _chosen(spec: Path | None) -> Path:
    """The user's, or the packaged one where there is none."""
    return spec or (DEFAULT_SPEC if DEFAULT_SPEC.exists() else _packaged())


def _packaged() -> Path:
    return Path(str(resources.files("modelstacks.contract").joinpath("first.yaml")))


def _environ() -> Mapping[str, str]:
    """The environment, with the subscription under the name that specs take it by. Raises UsageError for none."""
    from modelstacks.azure.credentials import subscription_of

    return {**os.environ, "AZURE_SUBSCRIPTION_ID": subscription_of(os.environ)}


def _read(path: Path, rows: Path | None) -> Outcome:
    import asyncio

    from modelstacks.api.loading import load_spec
    from modelstacks.azure.tags import stack_tags
    from modelstacks.contract.outcome import write_outcome
    from modelstacks.contract.reading import Readings, read_everything
    from modelstacks.contract.work import unfinished
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.preflight.check_context import CheckContext

    environ, today = _environ(), datetime.now(UTC).date()
    choice = choose_stack(path, None, environ)
    spec = load_spec(choice, rows, environ)
    readings = Readings()
    context = CheckContext(today, stack_tags(choice.project, choice.stack))
    with waiting("Asking Azure …"):
        asyncio.run(read_everything(spec, context, environ, readings))
    if any(work.ledger.left() for work in unfinished()):
        stderr().print("An earlier --create here was stopped: the next --create deletes what it made.")
    return write_outcome(readings, (), 0, today, Path.cwd())


def _create(region: str | None, rows: Path | None, yes: bool) -> Outcome:
    from modelstacks.azure.credentials import read_identity
    from modelstacks.cli.stacks import require_answer
    from modelstacks.contract.guards import refuse_two_meanings
    from modelstacks.contract.outcome import write_outcome
    from modelstacks.contract.run import carry_out, end_earlier_runs
    from modelstacks.contract.work import only_run

    environ, now = _environ(), datetime.now(UTC)
    refuse_two_meanings(os.environ)
    with only_run():
        end_earlier_runs(environ, _say)
        require_answer(yes)
        creating = _begin(region, rows, environ, now)
        if not (yes or typer.confirm("Make it?")):
            creating.work.close()
            raise typer.Abort
        carry_out(creating, read_identity(environ).client_id or "the signed-in account")
    return write_outcome(creating.readings, creating.steps.rows, 1, now.date(), Path.cwd())


def _begin(region: str | None, rows: Path | None, environ: Mapping[str, str], now: datetime) -> Creating:
    """Say where, as whom and what, and go through the guards."""
    from modelstacks.azure.credentials import read_identity
    from modelstacks.contract.run import begin, new_account
    from modelstacks.contract.trial import PREFIX, choose
    from modelstacks.spec import load_deployments

    where, model = choose(load_deployments(_packaged(), environ, rows), region)
    account = new_account(environ["AZURE_SUBSCRIPTION_ID"], environ)
    _say(
        f"On {account.resource_manager},\nsubscription {account.subscription},\n"
        f"as {read_identity(environ).describe()}:\n"
        f"The group {PREFIX}{account.run} in {where}\n"
        f"gets a hub, a project, {model.name} (serverless) and an empty\n"
        "online endpoint. All is deleted at the end; it costs cents."
    )
    return begin(account, where, model, environ, now, _say)


def _say(line: str) -> None:
    stderr().print(line, markup=False)


def _print(outcome: Outcome, output: Output) -> None:
    from modelstacks.contract.table import STYLES, closing_line, table_rows

    if output is Output.JSON:
        print_json(outcome.as_json())
        return
    show(Table(COLUMNS, table_rows(outcome.rows), STYLES, titles=False))
    stdout().print(closing_line(outcome.rows))
    stdout().print(f"Written: {outcome.file.name}")


def _print_spending(region: str | None, rows: Path | None) -> None:
    from modelstacks.catalog import load
    from modelstacks.contract.spending import spending
    from modelstacks.spec import load_deployments

    for line in spending(load_deployments(_packaged(), _environ(), rows), load(rows), region):
        stdout().print(line, markup=False)
