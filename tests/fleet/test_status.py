"""How a stack of a fleet is, as far as its files and its last run tell, and when it is as its spec says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fleets import SUBSCRIPTION, TWO, read
from lifecycle_builders import NOW, observed
from modelstacks.azure.tags import stack_tags
from modelstacks.errors import ModelstacksError
from modelstacks.fleet.journal import Head, Journal, journal_path
from modelstacks.fleet.results import StackResult
from modelstacks.fleet.status import StackStatus, _member, _status, read_status

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.fleet.results import Outcome

RUNS: tuple[tuple[str, Outcome], ...] = (("audit", "done"), ("destroy", "failed"), ("up", "not begun"))
DEV, PROD = "chat-dev-eastus2", "chat-prod-eastus2"


@pytest.mark.parametrize(
    ("status", "good"),
    [
        (StackStatus("a", "all", wanted=2, found=2), True),
        (StackStatus("a", "all"), False),
        (StackStatus("a", "all", wanted=2, found=1), False),
        (StackStatus("a", "all", wanted=2, found=2, states=("1 Failed",)), False),
        (StackStatus("a", "all", wanted=2, found=2, problem="No lock."), False),
    ],
)
def test_it_is_as_its_spec_says_where_all_are_there_and_work(status: StackStatus, good: bool) -> None:
    assert status.is_as_wanted is good


def test_without_azure_it_says_why_and_what_the_files_tell(tmp_path: Path) -> None:
    fleet = read(tmp_path, TWO)
    spec = tmp_path / "chat" / "deployments.yaml"
    spec.write_text(
        spec.read_text()
        + "  theirs: {model: Phi-4, mode: managed, endpoint: {name: theirs, existing: true}, traffic: 0}\n"
        "workspaces: {eastus2: chat}\n"
    )
    head = Head("trial", "up", {DEV: "canary", PROD: "rest"})
    for command, outcome in RUNS:
        with Journal(
            journal_path(fleet.path, "trial", command, None), Head("trial", command, head.planned)
        ) as told:
            told.add(StackResult(DEV, "canary", outcome))
    (tmp_path / "chat" / f"deployments.{PROD}.lock.yaml").write_text("no: lock\n")
    dev, prod = read_status(
        fleet, fleet.stacks, {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION, "AZURE_AUTHORITY_HOST": "nowhere"}
    )
    assert (dev.stack, dev.ring, dev.lock, dev.wanted, dev.found) == (DEV, "canary", "missing", 1, None)
    assert (dev.last, prod.last) == ("destroy failed", "")
    assert prod.lock.startswith("unreadable: ")
    assert dev.problem == prod.problem != ""


OWN = stack_tags("modelstacks-models", DEV)
ENDPOINTS = [
    observed("a", tags=OWN, state="Failed", expires=NOW + timedelta(hours=9)),
    observed("b", tags=OWN, state="Creating", expires=NOW + timedelta(minutes=100)),
    observed("c", tags=OWN, state="Failed", expires=None),
    observed("d", tags=OWN, state="Succeeded", expires=None),
    observed("e", tags=OWN, state="Online", expires=None),
    observed("f", tags=stack_tags("modelstacks-models", PROD), state="Deleting"),
    observed("g", state="Deleting"),
]


def test_of_what_azure_has_a_stacks_own_is_counted_by_what_ails_it(tmp_path: Path) -> None:
    fleet = read(tmp_path, TWO)
    member = _member(fleet.stacks[0], {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})
    assert _status(member, (ENDPOINTS, NOW), "up done") == StackStatus(
        DEV, "canary", "missing", 1, 5, ("1 Creating", "2 Failed"), 1.7, "up done"
    )
    lasting = _status(member, (ENDPOINTS[2:4], NOW), "")
    assert (lasting.found, lasting.states, lasting.hours_left) == (2, ("1 Failed",), None)
    last_moment = [observed("a", tags=OWN, expires=NOW)]
    assert _status(member, (last_moment, NOW), "").hours_left == 0
    unread = _status(member, ModelstacksError("Azure is busy."), "up done")
    assert unread == StackStatus(DEV, "canary", "missing", 1, last="up done", problem="Azure is busy.")
