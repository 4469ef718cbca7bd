"""The smoke test's results for programs: plain values for JSON, and JUnit XML."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from modelstacks.errors import SmokeError
from modelstacks.junit import Case, Remark, Suite, write_suites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.inference.results import ProbeResult, SmokeResult


def require_passed(results: Sequence[SmokeResult]) -> None:
    """Raise SmokeError with every problem where an endpoint failed."""
    failed = [result for result in results if result.problem]
    if failed:
        problems = "\n".join(str(result.problem) for result in failed)
        raise SmokeError(f"{len(failed)} of {len(results)} endpoints failed the smoke test:\n{problems}")


def as_values(result: SmokeResult) -> dict[str, Any]:
    """Return a result as JSON holds it; times in seconds, to the millisecond."""
    return {
        "uri": result.uri,
        "state": result.state,
        "speaks": result.speaks,
        "info": result.info,
        "proved_by": result.proved_by,
        "answered_as": result.answered_as,
        "problem": result.problem,
        "seconds": round(result.seconds, 3),
        "probes": [_probe(probe) for probe in result.probes],
    }


def _probe(probe: ProbeResult) -> dict[str, Any]:
    first_s = None if probe.first_s is None else round(probe.first_s, 3)
    return asdict(probe) | {"seconds": round(probe.seconds, 3), "first_s": first_s}


def as_junit(results: Sequence[SmokeResult]) -> str:
    """Return JUnit XML: a test suite for each endpoint, a test case for each probe; which request proved that the model
    is there is a property of the suite."""
    return write_suites("modelstacks smoke", [_suite(result) for result in results])


def _suite(result: SmokeResult) -> Suite:
    cases = (Case(result.name, probe.id, _remarks(probe), probe.seconds) for probe in result.probes)
    properties = {"proved_by": result.proved_by} if result.proved_by else {}
    return Suite(result.name, tuple(cases), result.seconds, properties)


def _remarks(probe: ProbeResult) -> tuple[Remark, ...]:
    problem = probe.problem or ""
    match probe.state:
        case "failed":
            return (Remark("failure", problem),)
        case "skipped":
            return (Remark("skipped", problem),)
        case "noted":
            return (Remark("system-out", text=problem),)
    return ()
