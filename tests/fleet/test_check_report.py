"""What the checks found in a fleet: each finding once, the worst first, with the stacks that have it."""

from __future__ import annotations

import pytest

from modelstacks.fleet.check_report import FLEET, FleetCheck
from modelstacks.preflight.report import Report, Reported

QUOTA = Reported("fleet-quota", "error", "Too little.", "Ask for more.", ("a", "b"))
RETIRES = Reported("model-retires", "warning", "It retires.", "Move.")
HIDDEN = Reported("quota", "unverified", "Nobody may see it.", "Ask.", needed=True)
ROLE = Reported("role", "error", "No role.", "Give it.")


def checked(fleet: tuple[Reported, ...], **stacks: tuple[Reported, ...]) -> FleetCheck:
    """What the checks found in all stacks together, and in each."""
    reports = {name: Report(found, ("quota", "role")) for name, found in stacks.items()}
    return FleetCheck(reports, Report(fleet, FLEET), 1234, 7)


@pytest.mark.parametrize(
    ("check", "closing", "code", "strict"),
    [
        (checked(()), "0 stacks, 1,234 deployments, 7 requests: nothing found", 0, False),
        (checked((), a=(RETIRES,)), "1 stack, 1,234 deployments, 7 requests: 1 warning", 0, False),
        (checked((), a=(), b=(HIDDEN,)), "2 stacks, 1,234 deployments, 7 requests: 1 unverified", 0, True),
        (checked((), a=(ROLE,), b=()), "2 stacks, 1,234 deployments, 7 requests: 1 error", 1, True),
        (checked((QUOTA,), a=(), b=()), "2 stacks, 1,234 deployments, 7 requests: 1 error", 1, True),
    ],
)
def test_how_it_ends(check: FleetCheck, closing: str, code: int, strict: bool) -> None:
    assert (check.closing_line(), check.exit_code, check.stops_strict) == (closing, code, strict)


def test_a_finding_of_many_stacks_is_a_row_and_the_worst_comes_first() -> None:
    check = checked((QUOTA,), a=(RETIRES,), b=(ROLE, RETIRES), c=(HIDDEN,))
    assert check.rows() == [
        ("error", "fleet-quota", "Too little.\nAsk for more."),
        ("error", "role", "b: No role.\nGive it."),
        ("unverified", "quota", "c: Nobody may see it.\nAsk."),
        ("warning", "model-retires", "a, b: It retires.\nMove."),
    ]


def test_programs_get_each_stack_s_findings_and_those_of_all_together() -> None:
    told = checked((QUOTA,), a=(ROLE,)).as_json()
    assert (told["requests"], told["stacks"]) == (7, {"a": Report((ROLE,), ("quota", "role")).as_json()})
    assert [(each["check"], each["about"]) for each in told["fleet"]] == [("fleet-quota", ("a", "b"))]


def test_ci_gets_a_suite_for_each_stack_and_one_for_all() -> None:
    both = Reported("quota, role", "error", "No.", "Ask.")
    told = checked((QUOTA,), a=(both,)).as_junit()
    assert told.index('name="fleet"') < told.index('name="a"')
    assert told.count("<failure") == 3  # of the fleet, and of each of the two checks
    assert 'classname="modelstacks.fleet.check.fleet" name="fleet-quota"' in told
    assert 'classname="modelstacks.fleet.check.a" name="role"' in told
