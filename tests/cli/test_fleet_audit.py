"""What `modelstacks fleet audit` shows of what its stacks answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.cli.fleet.status import _show_audit
from modelstacks.fleet.results import FleetReport, StackResult

if TYPE_CHECKING:
    import pytest

SOON = {"severity": "error", "when": "2027-01-31", "rule": "retired", "message": "It ends.", "fix": "Renew."}
LATER = SOON | {"severity": "note", "when": None, "rule": "key-age", "message": "It is [old]."}


def test_each_finding_is_told_once_the_worst_first_and_what_failed_below(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = tuple(
        StackResult(name, "all", "done", answer={"findings": found})
        for name, found in (("a", [LATER, SOON]), ("b", [SOON]), ("c", []))
    )
    failed = StackResult("d", "all", "failed", message="Azure said [no].")
    _show_audit(FleetReport("f", "audit", {}, (*results, failed)))
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "error 2027-01-31 retired a, b: It ends.",
        "Renew.",
        "note key-age a: It is [old].",
        "Renew.",
        "d: Azure said [no].",
        "4 stacks audited, 2 findings",
    ]
