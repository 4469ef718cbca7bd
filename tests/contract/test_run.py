"""Level 1 from its first guard to its last deletion, whatever stops it in between: nothing is made here."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest

from modelstacks.contract import run as running
from modelstacks.contract.comparing import Compared
from modelstacks.contract.creating import Creating
from modelstacks.contract.ledger import Account
from modelstacks.contract.removing import LeftError
from modelstacks.contract.run import PASSPHRASE, PURGE, begin, carry_out, end_earlier_runs
from modelstacks.contract.steps import StepError, Steps
from modelstacks.contract.wanted_ids import Located
from modelstacks.contract.work import ROOT, Work, new_work, unfinished
from modelstacks.engine.interrupts import StoppedError
from modelstacks.errors import ModelstacksError, UsageError
from spec_builders import CATALOG

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = Account("0badcafe", "s", "https://management.azure.com")
GROUP = Located("/subscriptions/s/resourceGroups/rg", "2024-03-01")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Removing:
    """What deletes a run's resources: it notes whose, and ends as it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ends: BaseException | None = None) -> None:
        self.runs: list[str] = []

        def remove(work: Work, _environ: object, _say: object) -> None:
            self.runs.append(work.folder.name)
            if ends:
                raise ends

        monkeypatch.setattr(running, "_remove", remove)


class Making:
    """A run that makes nothing and ends as it is told."""

    environ: dict[str, str] = {}  # noqa: RUF012  nobody writes to it

    def __init__(self, work: Work, ends: BaseException | None = None) -> None:
        self.work, self._ends = work, ends
        self.said: list[str] = []
        self.steps = Steps(self.said.append)
        self.made_as: list[str] = []

    def make(self, owner: str) -> None:
        """As Creating does it."""
        self.made_as.append(owner)
        if self._ends:
            raise self._ends

    def carried_out(self, limit_s: float = 60) -> None:
        """Run it to its end."""
        carry_out(cast("Creating", self), "me", limit_s)


def work() -> Work:
    ROOT.mkdir(parents=True)
    made = new_work(ACCOUNT.run)
    made.ledger.begin(ACCOUNT)
    return made


def test_a_run_ends_with_everything_deleted_and_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    removing, making = Removing(monkeypatch), Making(work())
    making.carried_out()
    assert (making.made_as, removing.runs) == (["me"], ["0badcafe"])
    assert making.steps.rows == [Compared(PURGE, (), "the same")]
    assert making.said == [f"{PURGE} …"]
    assert unfinished() == []


def test_what_is_left_is_told_and_stays_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    left = LeftError("Not everything could be deleted:\nBusy.")
    Removing(monkeypatch, left)
    making = Making(work())
    making.carried_out()
    (row,) = making.steps.rows
    assert (row.verdict, row.how) == ("differs", tuple(str(left).splitlines()))
    assert [each.folder.name for each in unfinished()] == ["0badcafe"]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (StoppedError((signal.SIGTERM,)), "Stopped by SIGTERM."),
        (KeyboardInterrupt(), "Stopped by SIGINT."),
    ],
)
def test_what_stops_it_is_raised_once_everything_is_deleted(
    monkeypatch: pytest.MonkeyPatch, ends: BaseException, said: str
) -> None:
    removing, making = Removing(monkeypatch), Making(work(), ends)
    with pytest.raises(StoppedError) as stopped:
        making.carried_out()
    assert str(stopped.value) == f"{said} Everything that it had made is deleted."
    assert removing.runs == ["0badcafe"]


def test_when_the_time_is_up_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    Removing(monkeypatch)
    making = Making(work())
    monkeypatch.setattr(making, "make", lambda _owner: threading.Event().wait(60))
    with pytest.raises(StoppedError) as stopped:
        making.carried_out(0.01)
    assert str(stopped.value) == (
        "The time that a run may take is over. Everything that it had made is deleted."
    )


def test_earlier_runs_are_ended_first(monkeypatch: pytest.MonkeyPatch) -> None:
    removing, said = Removing(monkeypatch), list[str]()
    work().ledger.note([GROUP])
    end_earlier_runs({}, said.append)
    assert removing.runs == ["0badcafe"]
    assert said == ["An earlier run, 0badcafe, was stopped. Deleting what it made:"]
    assert unfinished() == []


def test_an_earlier_run_that_made_nothing_is_only_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    removing, said = Removing(monkeypatch), list[str]()
    work()
    end_earlier_runs({}, said.append)
    assert (removing.runs, said, unfinished()) == ([], [], [])


def begun(monkeypatch: pytest.MonkeyPatch, ends: BaseException | None = None) -> Creating:
    def prepare(_self: Creating) -> None:
        if ends:
            raise ends

    monkeypatch.setattr(Creating, "prepare", prepare)
    ROOT.mkdir(parents=True)
    environ = {"AZURE_SUBSCRIPTION_ID": "s"}
    return begin(ACCOUNT, "eastus2", CATALOG.model("Phi-4"), environ, NOW, print)


def test_a_run_begins_with_its_ledger_and_a_passphrase_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    creating = begun(monkeypatch)
    assert creating.work.ledger.account == ACCOUNT
    assert (creating.trial.run, creating.trial.subscription, creating.trial.region) == (
        "0badcafe",
        "s",
        "eastus2",
    )
    assert len(creating.environ[PASSPHRASE]) == 32
    assert creating.environ["AZURE_SUBSCRIPTION_ID"] == "s"
    assert creating.now == NOW


@pytest.mark.parametrize(
    ("ends", "raised", "said"),
    [
        (StepError("the provider", ["No."]), ModelstacksError, "This failed: the provider.\nNo.\nNothing was made."),
        (UsageError("The group is there."), UsageError, "The group is there."),
    ],
)  # fmt: skip
def test_a_guard_that_refuses_leaves_no_folder(
    monkeypatch: pytest.MonkeyPatch, ends: BaseException, raised: type[Exception], said: str
) -> None:
    with pytest.raises(raised) as refused:
        begun(monkeypatch, ends)
    assert str(refused.value) == said
    assert unfinished() == []
