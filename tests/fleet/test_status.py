"""How a stack of a fleet is, as far as its files and its last run tell, and when it is as its spec says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fleets import SUBSCRIPTION, TWO, read
from modelstacks.fleet.journal import Head, Journal, journal_path
from modelstacks.fleet.results import StackResult
from modelstacks.fleet.status import StackStatus, read_status

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
