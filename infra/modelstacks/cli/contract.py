"""`modelstacks contract [SPEC]`: is real Azure as the code takes it to be, and as the local Azure answers?"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.options import DEFAULT_SPEC, OutputOption, RowsOption
from modelstacks.cli.output import Output, print_json, stderr, stdout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.contract.outcome import Outcome

SPEC_HELP = (
    "deployments.yaml or platform.yaml. Default: deployments.yaml where there is one, else one of our own."
)


def contract(
    spec: Annotated[Path | None, typer.Argument(help=SPEC_HELP)] = None,
    rows: RowsOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Hold Azure's answers against the local Azure's: reads only, and writes contract-<date>.json for an issue."""
    outcome = _read(_chosen(spec), rows)
    _print(outcome, output)
    raise typer.Exit(outcome.exit_code)


def _chosen(spec: Path | None) -> Path:
    """The user's, or the packaged one where there is none."""
    if spec is not None or DEFAULT_SPEC.exists():
        return spec or DEFAULT_SPEC
    return Path(str(resources.files("modelstacks.contract").joinpath("first.yaml")))


def _environ() -> Mapping[str, str]:
    """The environment, with the subscription under the name that specs take it by. Raises UsageError for none."""
    from modelstacks.azure.credentials import subscription_of

    return {**os.environ, "AZURE_SUBSCRIPTION_ID": subscription_of(os.environ)}


def _read(path: Path, rows: Path | None) -> Outcome:
    import asyncio

    from modelstacks.azure.tags import stack_tags
    from modelstacks.catalog import load
    from modelstacks.contract.outcome import write_outcome
    from modelstacks.contract.reading import read_everything
    from modelstacks.engine.stacks import choose_stack
    from modelstacks.preflight.check_context import CheckContext
    from modelstacks.spec import load_deployments, load_platform

    environ = _environ()
    today = datetime.now(UTC).date()
    choice = choose_stack(path, None, environ)
    catalog = load(rows)
    platform = choice.kind == "platform"
    spec = load_platform(path, environ) if platform else load_deployments(path, catalog, environ)
    context = CheckContext(today, stack_tags(choice.project, choice.stack))
    with stderr().status("Asking Azure …"):
        readings = asyncio.run(read_everything(spec, catalog, context, environ))
    return write_outcome(readings, (), 0, today, Path.cwd())


def _print(outcome: Outcome, output: Output) -> None:
    from modelstacks.contract.table import closing_line, table_of

    if output is Output.JSON:
        print_json(outcome.as_json())
        return
    stdout().print(table_of(outcome.rows))
    stdout().print(closing_line(outcome.rows))
    stdout().print(f"Written: {outcome.file.name}")
