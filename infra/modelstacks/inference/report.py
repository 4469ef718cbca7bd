"""The smoke test's results for programs: plain values for JSON, and JUnit XML."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from modelstacks.errors import SmokeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.inference.smoke import ProbeResult, SmokeResult

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
        "problem": result.problem,
        "seconds": round(result.seconds, 3),
        "probes": [_probe(probe) for probe in result.probes],
    }


def _probe(probe: ProbeResult) -> dict[str, Any]:
    first_s = None if probe.first_s is None else round(probe.first_s, 3)
    return asdict(probe) | {"seconds": round(probe.seconds, 3), "first_s": first_s}


def as_junit(results: Sequence[SmokeResult]) -> str:
    """Return JUnit XML: a test suite for each endpoint, a test case for each probe."""
    root = ElementTree.Element("testsuites", {"name": "modelstacks smoke", **_counts(results)})
    for result in results:
        about = {"name": result.name, "time": f"{result.seconds:.3f}", **_counts([result])}
        suite = ElementTree.SubElement(root, "testsuite", about)
        for probe in result.probes:
            _case(suite, result, probe)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _case(suite: ElementTree.Element, result: SmokeResult, probe: ProbeResult) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=result.name, name=probe.id, time=f"{probe.seconds:.3f}"
    )
    message = _NOT_IN_XML.sub("�", probe.problem or "")
    if probe.state == "failed":
        ElementTree.SubElement(case, "failure", message=message)
    elif probe.state == "skipped":
        ElementTree.SubElement(case, "skipped", message=message)
    elif probe.state == "noted":
        ElementTree.SubElement(case, "system-out").text = message


def _counts(results: Sequence[SmokeResult]) -> dict[str, str]:
    states = [probe.state for result in results for probe in result.probes]
    return {
        "tests": str(len(states)),
        "failures": str(states.count("failed")),
        "skipped": str(states.count("skipped")),
    }
