"""What the report says of a question without an answer: how bad it is, by who looked, about what, and what was in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.preflight._core import Check, no_needs
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskRegistryModel
from modelstacks.preflight.asks.subscription import AskSubscription
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.sources import OWN
from modelstacks.preflight.unanswered import Unanswered

if TYPE_CHECKING:
    from modelstacks.preflight._core import Severity
    from modelstacks.preflight.facts import Ask, Obstacle

ESSENTIAL, ORDINARY, DETAIL = AskSubscription(), AskUsages("eastus2"), AskRegistryModel("azureml", "Phi-4")
READER = (
    "Have the role Reader assigned to you there: without this answer nothing useful can be said of the rest."
)
ITS_OWN = "what this cause has"


def check(severity: Severity, id_: str = "one") -> Check:
    return Check(id_, severity, no_needs, lambda _placed, _facts: (), OWN)


@pytest.mark.parametrize(
    ("severity", "ask", "obstacle", "told", "fix"),
    [
        ("error", ESSENTIAL, "refused", "error", READER),
        ("error", ESSENTIAL, "unreachable", "error", ITS_OWN),
        ("error", ESSENTIAL, "nobody", "unverified", ITS_OWN),
        ("error", ORDINARY, "refused", "unverified", ITS_OWN),
        ("error", ORDINARY, "throttled", "error", ITS_OWN),
        ("error", ORDINARY, "broken", "error", ITS_OWN),
        ("error", ORDINARY, "sign-in", "error", ITS_OWN),
        ("error", ORDINARY, "nobody", "unverified", ITS_OWN),
        ("error", DETAIL, "refused", "unverified", ITS_OWN),
        ("error", DETAIL, "unreachable", "unverified", ITS_OWN),
        ("warning", ESSENTIAL, "refused", "unverified", ITS_OWN),
        ("note", ORDINARY, "unreachable", "unverified", ITS_OWN),
    ],
)
def test_it_stops_where_an_error_hangs_on_what_everything_hangs_on(
    severity: Severity, ask: Ask[Any], obstacle: Obstacle, told: str, fix: str
) -> None:
    unanswered = Unanswered()
    unanswered.add(check(severity), ask, Unverified("why", ITS_OWN, obstacle))
    [finding] = unanswered.findings()
    assert (finding.severity, finding.fix, finding.needed) == (told, fix, severity == "error")
    assert finding.message.endswith(" could not be read: why")


def test_one_cause_is_one_finding_and_details_are_told_by_themselves() -> None:
    unanswered, off = Unanswered(), Unverified("off", ITS_OWN, "unreachable")
    for id_, severity, ask in (
        ("b", "warning", ORDINARY),
        ("a", "error", ESSENTIAL),
        ("a", "error", AskUsages("westus")),
        ("c", "error", DETAIL),
    ):
        unanswered.add(check(severity, id_), ask, off)  # type: ignore[arg-type]  # of the table
    both, alone = unanswered.findings()
    assert (both.check, both.severity, both.needed) == ("b, a", "error", True)
    assert both.message == "The subscription (and 2 more answers) could not be read: off"
    assert (alone.check, alone.severity) == ("c", "unverified")
    assert alone.message == "The model Phi-4 in the registry azureml could not be read: off"
