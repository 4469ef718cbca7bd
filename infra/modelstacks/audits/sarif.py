"""What an audit found, as SARIF 2.1.0 for code scanning: pure.

Ours: it is one nested value, and the libraries that write it are unkept. Source: OASIS, Static Analysis Results
Interchange Format (SARIF) Version 2.1.0; what GitHub shows of it: docs.github.com, "SARIF support for code scanning".
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote

from modelstacks.azure.arm_id import ArmId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modelstacks.audits._core import Rule
    from modelstacks.audits.report import Audited, AuditReport
    from modelstacks.errors import Mistake
    from modelstacks.preflight._core import Severity

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "modelstacksCause/v1"
NUMBER = re.compile(r"\d+")

Level: TypeAlias = Literal["error", "warning", "note"]
LEVELS: dict[Severity, Level] = {
    "error": "error",
    "unverified": "warning",
    "warning": "warning",
    "note": "note",
}
"""What could not be read is a warning: nothing that code scanning may hide."""


def as_sarif(
    report: AuditReport, rules: Iterable[Rule], version: str, place_of: Callable[[str], Mistake]
) -> dict[str, Any]:
    """Return the log of one run. *version* is modelstacks'; *place_of* returns where a deployment of the file stands, and
    for "" where the deployments begin."""
    described = [_rule(rule) for rule in rules]
    index = {rule["id"]: number for number, rule in enumerate(described)}
    driver = {"name": "modelstacks audit", "version": version, "rules": described}
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(found, index, place_of) for found in report.findings],
                "properties": {"today": report.today.isoformat(), "by": report.by.isoformat()},
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    source = f"Source: {rule.source}"
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {
            "text": f"{rule.title}\n{source}",
            "markdown": f"{rule.title}\n\n{source}\n\n`modelstacks audit --list` lists all rules.",
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(found: Audited, index: dict[str, int], place_of: Callable[[str], Mistake]) -> dict[str, Any]:
    """One that could not be read may concern several rules; a result has one, so the others are a property."""
    rules = found.rule.split(", ")
    when = {"when": found.when.isoformat()} if found.when else {}
    return {
        "ruleId": rules[0],
        "ruleIndex": index[rules[0]],
        "level": LEVELS[found.severity],
        "message": {"text": found.words},
        "locations": [_location(place_of(name)) for name in found.about or ("",)],
        **_related(found),
        "partialFingerprints": {FINGERPRINT: _fingerprint(found)},
        "properties": {"severity": found.severity, "rules": rules, **when},
    }


def _location(place: Mistake) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file.as_posix())},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }


def _related(found: Audited) -> dict[str, Any]:
    """What is in Azure has an id and no place in a file."""
    if not found.resources:
        return {}
    return {
        "relatedLocations": [
            {"logicalLocations": [{"name": ArmId(id_).name, "fullyQualifiedName": id_, "kind": "resource"}]}
            for id_ in found.resources
        ]
    }


def _fingerprint(found: Audited) -> str:
    """The same on every day: days left and cores free are no new cause."""
    words = NUMBER.sub("", found.message)
    cause = "\n".join((found.rule, words, *sorted(found.about), *sorted(map(str.lower, found.resources))))
    return sha256(cause.encode()).hexdigest()[:32]
