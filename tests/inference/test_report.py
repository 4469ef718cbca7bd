"""Results for other programs."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from modelstacks.inference.report import as_junit, as_values
from modelstacks.inference.smoke import ProbeResult, SmokeResult

PROBES = (
    ProbeResult("info", "passed", None, 0.12345),
    ProbeResult("chat", "failed", "phi: POST https://phi/chat answered HTTP 500: <\x00>", 0.5),
    ProbeResult("chat-stream", "passed", None, 0.7, 0.25678),
    ProbeResult("entra-token", "skipped", "keys only"),
    ProbeResult("rate-limits", "noted", "has no headers", 0.1),
)
RESULT = SmokeResult(
    "phi", "https://phi", {"model_name": "Phi-4"}, PROBES, 1.23456, "OpenAI v1", "GET /info", "Phi-4"
)


def parsed() -> ElementTree.Element:
    return ElementTree.fromstring(as_junit([RESULT, RESULT]))  # noqa: S314  it is our own


def test_junit_counts_what_was_found() -> None:
    suites = parsed()
    expected = {"name": "phi", "time": "1.235", "tests": "5", "failures": "1", "skipped": "1"}
    assert [suite.attrib for suite in suites] == [expected] * 2
    assert (suites.get("tests"), suites.get("failures")) == ("10", "2")


def test_junit_has_a_case_for_each_probe() -> None:
    cases = parsed()[0].findall("testcase")
    assert [case.get("name") for case in cases] == [probe.id for probe in PROBES]
    assert [[child.tag for child in case] for case in cases] == [
        [],
        ["failure"],
        [],
        ["skipped"],
        ["system-out"],
    ]


def test_junit_says_what_proved_that_the_model_is_there() -> None:
    properties = parsed()[0].findall("properties/property")
    assert [each.attrib for each in properties] == [{"name": "proved_by", "value": "GET /info"}]
    unproven = as_junit([replace(RESULT, proved_by=None)])
    assert "properties" not in unproven


def test_junit_holds_what_xml_cannot() -> None:
    failure = parsed().find(".//failure")
    assert failure is not None
    assert (
        failure.get("message") == "phi: POST https://phi/chat answered HTTP 500: <\N{REPLACEMENT CHARACTER}>"
    )


def test_values_are_plain_and_rounded() -> None:
    values = as_values(RESULT)
    assert values["state"] == "failed"
    assert (values["proved_by"], values["answered_as"]) == ("GET /info", "Phi-4")
    assert values["probes"][0] == {
        "id": "info",
        "state": "passed",
        "problem": None,
        "seconds": 0.123,
        "first_s": None,
    }
    assert values["probes"][2]["first_s"] == 0.257
    assert values["seconds"] == 1.235


def test_what_passed_has_no_problem_and_what_failed_a_line_each() -> None:
    failed = ProbeResult("chat", "failed", "no"), ProbeResult("json", "failed", "none")
    assert replace(RESULT, probes=PROBES[:1]).problem is None
    assert (replace(RESULT, probes=failed).problem, replace(RESULT, probes=failed).state) == (
        "no\nnone",
        "failed",
    )
