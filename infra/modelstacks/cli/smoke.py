"""`modelstacks smoke [SPEC]`: does every endpoint of a spec answer as its model?"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.output import Output, print_json, stderr, stdout
from modelstacks.errors import SmokeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.programs.targets import Deployed


def smoke(
    spec: Annotated[Path, typer.Argument(help="deployments.yaml.")] = Path("deployments.yaml"),
    wait: Annotated[float, typer.Option(help="Seconds that an endpoint may take to become ready.")] = 30.0,
    output: Annotated[Output, typer.Option("--output", help="How to print the result.")] = Output.TABLE,
) -> None:
    """Ask every deployed endpoint for /info, all at the same time; exit 1 if one fails."""
    from modelstacks.catalog import load
    from modelstacks.inference.smoke import smoke_all
    from modelstacks.programs.plan import read_plan
    from modelstacks.programs.targets import read_targets
    from modelstacks.spec import load_deployments

    plan = read_plan(load_deployments(spec, load(), os.environ))

    async def run() -> tuple[Sequence[Deployed], list[SmokeResult]]:
        rows = await read_targets(plan, os.environ)
        return rows, await smoke_all([row.target for row in rows], wait)

    with stderr().status("Asking the endpoints …"):
        rows, results = asyncio.run(run())
    _print(rows, results, output)
    failed = [result for result in results if result.problem]
    if failed:
        problems = "\n".join(str(result.problem) for result in failed)
        raise SmokeError(f"{len(failed)} of {len(results)} endpoints failed the smoke test:\n{problems}")


def _print(rows: Sequence[Deployed], results: Sequence[SmokeResult], output: Output) -> None:
    lines = [_line(row, result) for row, result in zip(rows, results, strict=True)]
    if output is Output.JSON:
        print_json(lines)
        return
    from rich.table import Table

    table = Table("deployment", "model", "mode", "region", "URI", "GET /info answered", "time")
    for line in lines:
        info = line["info"] or {}
        answered = " · ".join(str(info[name]) for name in info) if line["state"] == "passed" else "failed"
        cells = [line["deployment"], line["model"], line["mode"], line["region"], line["uri"], answered]
        table.add_row(*cells, f"{line['seconds']:.2f} s")
    stdout().print(table)


def _line(row: Deployed, result: SmokeResult) -> dict[str, Any]:
    return {
        "deployment": row.target.endpoint.name,
        "model": row.target.model.name,
        "mode": row.mode,
        "region": row.region,
        "uri": result.uri,
        "state": result.state,
        "info": result.info,
        "problem": result.problem,
        "seconds": round(result.seconds, 3),
    }
