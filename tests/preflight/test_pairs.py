"""Each finding of the checks, and the refusal that deploying anyway meets in the same place: the table is `pairs.py`."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from estate import Arm, Estate
from examined import examined_in
from foundry_pairs import PAIRS as OF_FOUNDRY
from kept_words import KeptWords
from modelstacks.preflight.checks import all_checks
from pairing import Place
from pairs import PAIRS as OF_ALL_MODES
from pairs import account_of, store_of, vault_of

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from modelstacks.preflight.report import Report
    from pairing import Pair

pytestmark = pytest.mark.slow

WORDS = KeptWords(Path(__file__).with_name("pairs.json"))
PAIRS = [*OF_ALL_MODES, *OF_FOUNDRY]


def test_every_check_is_paired_or_says_why_not() -> None:
    paired = {pair.check for pair in PAIRS}
    assert paired | unpaired().keys() == {check.id for check in all_checks()}
    assert not paired & unpaired().keys()


def unpaired() -> dict[str, str]:
    """The checks whose findings no refusal answers, and why; the test of each check says so in its `UNPAIRED`."""
    reasons: dict[str, str] = {}
    for path in Path(__file__).parent.glob("test_*.py"):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            match statement:
                case ast.Assign(targets=[ast.Name("UNPAIRED")], value=value):
                    reasons |= ast.literal_eval(value)
    return reasons


@pytest.mark.parametrize(
    ("azure", "pair"),
    [pytest.param(pair.scenario, pair, id=pair.id) for pair in PAIRS],
    indirect=["azure"],
)
def test_what_is_found_is_what_deploying_meets(
    azure: LocalAzureServer, pair: Pair, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Estate(azure) as estate:
        estate.project()
        pair.before(estate)
        spec, rows = pair.spec(estate, tmp_path), pair.own_rows(tmp_path)
        report = examined_in(azure.env(pair.principal), spec, rows=rows).report
        who = Arm(azure, pair.principal)
        refusal = pair.deploy(Place(estate, who))
        who.close()
    assert found_in(report) == ({pair.check} if pair.certain else set())
    assert pair.certain or pair.check in unverified_in(report)
    assert pair.words in str(refusal)
    told = {"found": told_of(report, pair.check), "refused": str(refusal).split("\n")}
    said, kept = WORDS.said_and_kept(request.node.callspec.id, told, **drawn_for(estate))
    assert said == kept


def drawn_for(estate: Estate) -> dict[str, str]:
    """Names that hang on the group of the test."""
    account, _ = account_of(estate, "")
    names = {"vault": vault_of(estate), "storage": store_of(estate), "account": account}
    return {kind: path.rpartition("/")[2] for kind, path in names.items()} | {"tag": estate.tag}


def found_in(report: Report) -> set[str]:
    return {finding.check for finding in report.findings if finding.severity in ("error", "warning")}


def unverified_in(report: Report) -> set[str]:
    groups = (finding.check.split(", ") for finding in report.findings if finding.severity == "unverified")
    return {check for group in groups for check in group}


def told_of(report: Report, check: str) -> list[dict[str, object]]:
    """What each finding of *check* says."""
    return [
        {"severity": finding.severity, "message": finding.message, "fix": finding.fix, "about": finding.about}
        for finding in report.findings
        if check in finding.check.split(", ")
    ]
