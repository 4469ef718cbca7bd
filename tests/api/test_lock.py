"""What `lock` writes down, what it decides again, and what it says where something has no place."""

from __future__ import annotations

import re

import pytest

from locked_decisions import locked_decision
from modelstacks.api.lock import _reopened, decided
from modelstacks.errors import MOST_SHOWN, ModelstacksError, UsageError
from modelstacks.lock_decisions import Lock
from modelstacks.placement import Placement
from modelstacks.placement.options import Rejection
from placement_builders import facts, placed
from spec_builders import deployment, spec_of

CHAT, OWN = deployment("chat", mode="serverless"), deployment("own", mode="managed")
BEFORE = Lock({"own": locked_decision(OWN, asked="a"), "chat": locked_decision(CHAT, asked="b")})


def test_a_lock_has_a_decision_for_each_and_a_random_id() -> None:
    spec = spec_of([CHAT, OWN])
    locks = [decided(spec, placed(CHAT, OWN, about=facts()), None) for _ in "12"]
    assert list(locks[0].decisions) == ["chat", "own"]
    assert locks[0].id != locks[1].id
    assert all(re.fullmatch("[0-9a-f]{12}", lock.id or "") for lock in locks)
    again = decided(spec, placed(CHAT, OWN, about=facts()), locks[0])
    assert again.id == locks[0].id


def rejected(*reasons: str) -> tuple[Rejection, ...]:
    return tuple(Rejection("managed", "uksouth", "quota", reason) for reason in reasons)


def test_what_has_no_place_is_told_with_each_reason_once() -> None:
    placement = Placement(
        unplaced={"chat": rejected("No cores.", "No offer.", "No cores."), "own": rejected("No.")}
    )
    with pytest.raises(ModelstacksError) as refused:
        decided(spec_of([CHAT, OWN]), placement, None)
    assert str(refused.value) == (
        "chat can't be placed:\n  - No cores.\n  - No offer.\nown can't be placed:\n  - No.\n"
        "`modelstacks check` says what to do."
    )


def test_of_many_without_a_place_the_last_ones_are_only_named() -> None:
    names = [f"d{number:02}" for number in range(MOST_SHOWN + 2)]
    with pytest.raises(ModelstacksError) as refused:
        decided(spec_of([CHAT]), Placement(unplaced=dict.fromkeys(names, rejected("No."))), None)
    said = str(refused.value)
    assert said.count("can't be placed:") == MOST_SHOWN
    assert f"Can't be placed either: {names[-2]}, {names[-1]}.\n" in said


def test_only_what_is_to_be_upgraded_is_decided_again() -> None:
    reopened = _reopened(BEFORE, ["chat"])
    assert reopened is not None
    assert reopened.decisions["chat"] != BEFORE.decisions["chat"]
    assert reopened.decisions["own"] == BEFORE.decisions["own"]
    unchanged = _reopened(BEFORE, [])
    assert unchanged is not None
    assert unchanged.decisions == BEFORE.decisions
    assert _reopened(None, []) is None


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (BEFORE, "It has: chat, own."),
        (Lock({}), "There is no lock yet: leave out --upgrade."),
        (None, "There is no lock yet: leave out --upgrade."),
    ],
)
def test_what_the_lock_does_not_have_cannot_be_upgraded(before: Lock | None, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        _reopened(before, ["typo"])
    assert str(refused.value) == f"--upgrade typo: the lock has no such deployment.\n{said}"
