"""Whether what is deployed answers: what `modelstacks smoke` asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from modelstacks.api.blocking import result_of
from modelstacks.deployment.absent import absence
from modelstacks.deployment.spec_files import read_plan
from modelstacks.deployment.targets import look
from modelstacks.engine.last_outputs import last_outputs_by_deployment
from modelstacks.inference.results import not_there
from modelstacks.inference.smoke import smoke_all
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.deployment.plan import ModelsPlan
    from modelstacks.deployment.planned import Planned
    from modelstacks.deployment.targets import Seen
    from modelstacks.inference.probe import Level
    from modelstacks.inference.smoke import SmokeResult

READY_WITHIN_S = 30.0


def smoke(
    spec: str | os.PathLike[str], *, level: Level = "basic", ready_within_s: float = READY_WITHIN_S
) -> list[SmokeResult]:
    """Test every deployed endpoint of *spec* (a deployments.yaml), all at the same time; results in the file's order.

    *level*: `info` asks `/info` and costs no tokens (where the mode has none: one short request), `basic` also puts a short
    request for each capability of the model, `full` also parameters, refusals and the filter. An endpoint may take
    *ready_within_s* seconds to become ready. One that fails, or is not there, is a result: its `problem` says why, None
    where it passed.
    Raises SpecError, UsageError (no lock, or one that does not fit), AzureError.
    """
    return [result for _, result in smoke_planned(Path(spec), level, ready_within_s)]


def smoke_planned(spec: Path, level: Level, ready_within_s: float) -> list[tuple[Planned, SmokeResult]]:
    """Return what `smoke` does, each with what was planned."""
    plan = read_plan(load_deployments(spec, os.environ))
    seen, tested = result_of(_test(plan, level, ready_within_s))
    results = _with_absent(seen, tested, spec)
    return [(each.planned, result) for each, result in zip(seen, results, strict=True)]


async def _test(
    plan: ModelsPlan, level: Level, ready_within_s: float
) -> tuple[list[Seen], list[SmokeResult]]:
    seen = await look(plan, os.environ)
    targets = [each.target for each in seen if each.target]
    return seen, await smoke_all(targets, ready_within_s, level=level)


def _with_absent(seen: Sequence[Seen], tested: Sequence[SmokeResult], spec: Path) -> list[SmokeResult]:
    """Return a result for each, in their order: one that is not there has failed, and says why it is not."""
    by_name = {result.name: result for result in tested}
    before = last_outputs_by_deployment(spec, os.environ) if len(tested) < len(seen) else {}
    return [
        by_name[each.planned.name]
        if each.target
        else not_there(each.planned.name, absence(each.planned, before.get(each.planned.name, {})))
        for each in seen
    ]
