"""`modelstacks smoke [SPEC]`: does every endpoint of a spec answer as its model, and as its clients need it?"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument
from modelstacks.cli.output import print_json, stdout, waiting, write_file
from modelstacks.cli.tables import Column, Table, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.deployment.planned import Planned
    from modelstacks.inference.smoke import ProbeResult, SmokeResult

ENDPOINTS = (
    Column("deployment"),
    Column("model", below=4),
    Column("mode", below=3),
    Column("region", below=3),
    Column("URI", below=1),
    Column("answered as", below=2),
    Column("proved by", below=2),
    Column("speaks"),
    Column("time"),
)
PROBES = (
    Column("deployment"),
    Column("probe"),
    Column("result"),
    Column("first token", below=2),
    Column("time"),
    Column("why", below=1, prose=True),
)


class SmokeOutput(StrEnum):
    """`--output`."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"


class SmokeLevel(StrEnum):
    """`--level`: each asks what those before it ask, and more."""

    INFO = "info"
    BASIC = "basic"
    FULL = "full"


LEVEL_HELP = "info: /info, or where there is none one short request; basic: also a short request for each capability of the model; full: also parameters, refusals, filter."


def smoke(
    spec: DeploymentsArgument = DEFAULT_SPEC,
    level: Annotated[SmokeLevel, typer.Option(help=LEVEL_HELP)] = SmokeLevel.BASIC,
    wait: Annotated[float, typer.Option(help="Seconds that an endpoint may take to become ready.")] = 30.0,
    output: Annotated[SmokeOutput, typer.Option(help="How to print the result.")] = SmokeOutput.TABLE,
    junit: Annotated[Path | None, typer.Option(help="Also write JUnit XML to this file.")] = None,
) -> None:
    """Test every deployed endpoint, all at the same time; exit 1 if one fails."""
    from modelstacks.inference.report import as_junit, require_passed

    with waiting("Asking the endpoints …"):
        from modelstacks.api.smoke import smoke_planned

        tested = smoke_planned(spec, level.value, wait)
    planned, results = [each for each, _ in tested], [result for _, result in tested]
    if junit:
        write_file(junit, as_junit(results), option="--junit")
    _print(planned, results, output)
    require_passed(results)


def _print(deployments: Sequence[Planned], results: Sequence[SmokeResult], output: SmokeOutput) -> None:
    from modelstacks.inference.report import as_junit

    if output is SmokeOutput.JSON:
        print_json([_line(planned, result) for planned, result in zip(deployments, results, strict=True)])
    elif output is SmokeOutput.JUNIT:
        sys.stdout.write(as_junit(results))
    else:
        endpoints, probes = _tables(deployments, results)
        show(endpoints)
        if probes.rows:
            stdout().print()
            show(probes)


def _line(planned: Planned, result: SmokeResult) -> dict[str, Any]:
    from modelstacks.inference.report import as_values

    about = {
        "deployment": result.name,
        "model": planned.model.name,
        "mode": planned.mode,
        "region": planned.region,
    }
    return about | as_values(result)


def _tables(deployments: Sequence[Planned], results: Sequence[SmokeResult]) -> list[Table]:
    pairs = list(zip(deployments, results, strict=True))
    probes = [_probe_cells(result, probe) for result in results for probe in result.probes]
    return [Table(ENDPOINTS, [_cells(*pair) for pair in pairs]), Table(PROBES, probes)]


def _cells(planned: Planned, result: SmokeResult) -> list[str]:
    unsaid = "failed" if result.problem else "not said"
    said = " · ".join(map(str, (result.info or {}).values())) or result.answered_as or unsaid
    about = [result.name, planned.model.name, planned.mode, planned.region, result.uri]
    return [
        *about,
        said,
        result.proved_by or "nothing",
        result.speaks or "not asked",
        f"{result.seconds:.2f} s",
    ]


def _probe_cells(result: SmokeResult, probe: ProbeResult) -> list[str]:
    first = "" if probe.first_s is None else f"{probe.first_s:.2f} s"
    return [result.name, probe.id, probe.state, first, f"{probe.seconds:.2f} s", probe.problem or ""]
