"""An audit's forms: rows, JSON, JUnit XML and SARIF."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from audit_builders import id_of
from modelstacks.audits.report import Audited, AuditReport
from modelstacks.audits.rules import all_rules
from modelstacks.audits.sarif import as_sarif
from modelstacks.errors import Mistake

TODAY, BY = date(2026, 11, 20), date(2027, 2, 18)
RULES = tuple(rule.id for rule in all_rules())
LATER = Audited("model-retires", "error", "Phi-4 retires, in 58 days.", "Move.", date(2027, 1, 17), ("chat",))
SOONER = Audited("endpoint-ends", "error", "guard-1 ends.", "Renew.", TODAY, (), (id_of("guard-1"),))
ALREADY = Audited("lock-stale", "error", "The lock does not fit.", "Lock.", None, ("chat", "embed"))
UNREAD = Audited(
    "endpoint-ends, keys-unrotated, surface-ends", "unverified", "Not read.", "Ask.", needed=True
)
NOTE = Audited("keys-unrotated", "note", "Keys are old.", "Rotate.", None, ("chat",), (id_of("else"),))


def report(*findings: Audited) -> AuditReport:
    return AuditReport(TODAY, BY, tuple(sorted(findings)), RULES)


ALL = report(NOTE, UNREAD, LATER, ALREADY, SOONER)


def sarif(found: AuditReport = ALL) -> Any:
    lines = {"": 1, "chat": 7, "embed": 9}
    place_of = lambda name: Mistake(Path("my stacks/deployments.yaml"), lines[name], 3, "")  # noqa: E731
    return json.loads(json.dumps(as_sarif(found, all_rules(), "1.2.3", place_of)))


def test_the_worst_comes_first_and_of_that_the_soonest() -> None:
    assert [row[:3] for row in ALL.rows()] == [
        ("error", "", "lock-stale"),
        ("error", "2026-11-20", "endpoint-ends"),
        ("error", "2027-01-17", "model-retires"),
        ("unverified", "", "endpoint-ends, keys-unrotated and 1 more"),
        ("note", "", "keys-unrotated"),
    ]
    assert ALL.rows()[4][3] == "Keys are old. (chat; endpoints else)\nRotate."
    assert ALL.rows()[1][3] == "guard-1 ends.\nRenew."  # the name stands there already
    assert ALL.closing_line() == f"Up to 2027-02-18: 3 errors, 1 unverified, 1 note ({len(RULES)} rules)"
    assert report().closing_line() == f"Up to 2027-02-18: nothing breaks ({len(RULES)} rules)"


@pytest.mark.parametrize(
    ("findings", "code", "strict"),
    [((), 0, False), ((NOTE,), 0, False), ((UNREAD, NOTE), 0, True), ((LATER,), 1, True)],
)
def test_only_what_breaks_stops_and_strictly_what_was_not_read(
    findings: tuple[Audited, ...], code: int, strict: bool
) -> None:
    assert (report(*findings).exit_code, report(*findings).stops_strict) == (code, strict)


def test_json_has_all_of_it() -> None:
    found = ALL.as_json()
    assert (found["today"], found["by"], found["rules"]) == ("2026-11-20", "2027-02-18", list(RULES))
    assert found["findings"][2] == {
        "rule": "model-retires",
        "severity": "error",
        "when": "2027-01-17",
        "message": "Phi-4 retires, in 58 days.",
        "fix": "Move.",
        "deployments": ["chat"],
        "resources": [],
        "needed": False,
    }


def test_junit_has_a_case_a_rule() -> None:
    suite = ET.fromstring(ALL.as_junit())  # noqa: S314  our own XML
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == (str(len(RULES)), "3", "3")
    cases = {case.get("name"): [remark.tag for remark in case] for case in suite}
    assert cases["endpoint-ends"] == ["failure", "skipped"]
    assert cases["keys-unrotated"] == ["skipped", "system-out"]
    assert cases["vm-size-retires"] == []


def test_sarif_has_what_its_schema_and_code_scanning_ask_for() -> None:
    """Required by the schema: version, runs; tool.driver.name; rules' ids; a message with text, the dates of lines from 1."""
    log = sarif()
    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-schema-2.1.0.json")
    [run] = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"  # as the file's own columns are counted
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("modelstacks audit", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in driver["rules"])
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in driver["rules"])
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert all(place["physicalLocation"]["region"]["startLine"] >= 1 for place in result["locations"])


def test_a_result_stands_at_its_deployments_and_names_what_is_in_azure() -> None:
    stale, ends, retires, unread, _ = sarif()["runs"][0]["results"]
    assert [place["physicalLocation"]["region"]["startLine"] for place in stale["locations"]] == [7, 9]
    assert retires["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20stacks/deployments.yaml"},
                "region": {"startLine": 7, "startColumn": 3},
            }
        }
    ]
    assert ends["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    [named] = ends["relatedLocations"][0]["logicalLocations"]
    assert named == {"name": "guard-1", "fullyQualifiedName": id_of("guard-1"), "kind": "resource"}
    assert (unread["level"], unread["properties"]["rules"][1]) == ("warning", "keys-unrotated")


def test_a_cause_is_the_same_tomorrow_and_another_is_not() -> None:
    def prints(*findings: Audited) -> list[Any]:
        return [result["partialFingerprints"] for result in sarif(report(*findings))["runs"][0]["results"]]

    tomorrow = Audited("model-retires", "error", "Phi-4 retires, in 57 days.", "Move.", LATER.when, ("chat",))
    assert prints(LATER) == prints(tomorrow)
    assert prints(LATER) == [
        {"modelstacksCause/v1": "cd1d5016b63bcd0e30307e61437b7873"}
    ]  # or alerts would open anew
    assert len({str(each) for each in prints(*ALL.findings)}) == len(ALL.findings)
