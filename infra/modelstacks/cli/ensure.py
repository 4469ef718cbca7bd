"""`modelstacks ensure [SPEC]`: the spec's deployments through azure-ai-ml, without Pulumi and without a state."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.findings_table import findings_table
from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, OutputOption, YesOption
from modelstacks.cli.output import Output, print_json, stderr, stdout, waiting
from modelstacks.cli.stacks import confirm, require_answer
from modelstacks.cli.tables import show
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from modelstacks.azure.ml_desired import Ensured
    from modelstacks.deployment.ensure_run import EnsureRun
    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.spec import DeploymentsSpec

READY_WITHIN_S = 300.0
DeleteOption = Annotated[
    bool, typer.Option("--delete", help="Delete what ensure made from this spec, by its tag.")
]


def ensure(
    spec: DeploymentsArgument = DEFAULT_SPEC,
    delete: DeleteOption = False,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Make what the spec says without a stack: checked first, smoke-tested afterwards; a second run changes nothing."""
    import asyncio

    from modelstacks.deployment import ensure as ensuring
    from modelstacks.deployment.adopt import refuse_stacks
    from modelstacks.deployment.ensure_run import EnsureRun
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.spec import load_deployments

    loaded = load_deployments(spec, os.environ)
    plan = read_plan(loaded)
    done: list[Ensured] = []

    def note(ensured: Ensured) -> None:
        done.append(ensured)
        stderr().print(
            f"{ensured.what}: {ensured.outcome}"
            + (f" ({', '.join(ensured.changed)})" if ensured.changed else "")
        )

    run = EnsureRun(plan, os.environ, note)
    if delete:
        _delete(run, spec, yes, output)
        return
    ensuring.refuse_unsupported(plan)
    with waiting("Asking Azure whose these are …"):
        asyncio.run(refuse_stacks(plan, os.environ))
    _check(loaded)
    with _stopped(done):
        with waiting("Making what is not there or differs …"):
            ensuring.make(run)
        results = _smoke(plan)
        with waiting("Giving the deployments their traffic …"):
            ensuring.give_traffic(run)
    _print(done, results, output)


@contextmanager
def _stopped(done: list[Ensured]) -> Iterator[None]:
    """Say after a Ctrl-C how far it came: what is done was printed line by line."""
    try:
        yield
    except KeyboardInterrupt:
        stderr().print(
            f"Stopped by Ctrl-C. Done: {len(done)}, as listed above. Azure may still finish what was under way; "
            "nothing else was started. `modelstacks ensure` continues from there."
        )
        raise


def _delete(run: EnsureRun, spec: Path, yes: bool, output: Output) -> None:
    require_answer(yes)
    if not yes:
        confirm(f"Delete everything that ensure made from {spec}?", output)
    from modelstacks.deployment.ensure import remove

    with waiting(f"Deleting what ensure made from {spec} …"):
        gone = remove(run)
    if output is Output.JSON:
        print_json({"deleted": gone})
        return
    for what in gone:
        stdout().print(f"{what}: deleted")
    stdout().print(f"{len(gone)} deleted; anything without ensure's tag was left alone.")


def _check(spec: DeploymentsSpec) -> None:
    """Run the checks of `modelstacks check`. Raises ModelstacksError where something would fail."""
    import asyncio

    from modelstacks.azure.tags import ENSURED_TAG
    from modelstacks.lock_file import read_lock
    from modelstacks.lock_path import lock_path
    from modelstacks.preflight.azure_examination import examine_azure
    from modelstacks.preflight.check_context import CheckContext

    context = CheckContext(datetime.now(UTC).date(), {ENSURED_TAG: "true"}, read_lock(lock_path(spec.path)))
    with waiting("Asking Azure …"):
        report = asyncio.run(examine_azure(spec, context, os.environ)).report
    if report.findings:
        show(findings_table(report), stderr())
    if report.stops_strict:
        raise ModelstacksError(
            f"{report.closing_line()}. Nothing was touched; `modelstacks check` shows it again."
        )


def _smoke(plan: ModelsPlan) -> list[SmokeResult]:
    """Ask every endpoint for its `/info`. Raises SmokeError; traffic stays as it was then."""
    import asyncio

    from modelstacks.deployment.targets import read_targets
    from modelstacks.inference.report import require_passed
    from modelstacks.inference.smoke import smoke_all

    async def ask() -> list[SmokeResult]:
        return await smoke_all(await read_targets(plan, os.environ), READY_WITHIN_S, level="info")

    with waiting("Asking the endpoints …"):
        results = asyncio.run(ask())
    require_passed(results)
    return results


def _print(done: list[Ensured], results: list[SmokeResult], output: Output) -> None:
    changed = [ensured for ensured in done if ensured.outcome != "unchanged"]
    if output is Output.JSON:
        resources = [
            {"what": ensured.what, "outcome": ensured.outcome, "changed": list(ensured.changed)}
            for ensured in done
        ]
        endpoints = {result.name: {"uri": result.uri, "info": result.info} for result in results}
        print_json({"resources": resources, "deployments": endpoints})
        return
    for result in results:
        model = f" as {result.answered_as}" if result.answered_as else ""
        stdout().print(f"{result.name}: {result.uri} answers{model} ({result.proved_by})")
    stdout().print(f"{len(changed)} of {len(done)} resources changed.")
