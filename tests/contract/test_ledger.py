"""What is written down before it is made is all that is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.contract.ledger import Account, Ledger
from modelstacks.contract.wanted_ids import Located
from modelstacks.contract.work import new_work, only_run, unfinished
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = Account("0badcafe", "sub", "https://arm.example")
GROUP, HUB = Located("/subscriptions/sub/resourceGroups/rg", "1"), Located("/subscriptions/sub/x/hub", "2")


def test_what_is_left_is_what_was_announced_and_is_not_gone(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert ledger.left() == []
    ledger.begin(ACCOUNT)
    ledger.note([GROUP, HUB])
    ledger.gone(GROUP.id.upper())
    again = Ledger(tmp_path)
    assert (again.account, again.left()) == (ACCOUNT, [HUB])


def test_a_line_that_a_crash_cut_off_announced_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.begin(ACCOUNT)
    ledger.note([GROUP])
    with ledger.path.open("a") as file:
        file.write('{"makes": {"id": "/subscri')
    assert ledger.left() == [GROUP]


def test_a_ledger_that_does_not_say_whose_it_is_is_left_alone(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.note([GROUP])
    with pytest.raises(UsageError) as refused:
        assert ledger.account
    assert str(refused.value) == (
        f"{ledger.path} does not say whose run it is, so nothing of it is deleted.\n"
        "Look for resource groups rg-modelstacks-contract-* yourself, then delete its folder."
    )


def test_an_unfinished_run_is_found_until_it_is_closed(tmp_path: Path) -> None:
    root = tmp_path / ".modelstacks" / "contract"
    with only_run(root):
        work = new_work("0badcafe", root)
    assert {folder.stat().st_mode & 0o777 for folder in (root, work.folder)} == {0o700}
    assert unfinished(root) == []
    work.ledger.begin(ACCOUNT)
    assert unfinished(root) == [work]
    work.close()
    assert unfinished(root) == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(UsageError) as refused, only_run(tmp_path):
        pass
    assert str(refused.value) == (
        f"Another `modelstacks contract --create` is under way in {tmp_path}.\n"
        "Wait for its end, or stop it there with Ctrl-C: it deletes what it made."
    )
    with only_run(tmp_path):
        pass
