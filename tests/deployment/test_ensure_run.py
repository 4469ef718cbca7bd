"""The clients of one `modelstacks ensure`, which are open as long as it works, and how what it makes is marked."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from modelstacks.azure.tags import DEPLOYMENT_TAG, ENSURED_TAG, OWNER_TAG
from modelstacks.deployment.ensure_run import EnsureRun
from modelstacks.deployment.plan import ModelsPlan
from modelstacks.spec.timeouts import Timeouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

PLAN = ModelsPlan("sub", "rg", "team-a", (), (), (), timeouts=Timeouts(account=timedelta(hours=2)))


@pytest.fixture
def run() -> EnsureRun:
    return EnsureRun(PLAN, {}, lambda _: None)


def noting(told: list[str], name: str) -> Callable[[], AbstractContextManager[str]]:
    """What opens a client of that name, and tells when it is opened and when it is closed."""

    @contextmanager
    def opening() -> Iterator[str]:
        told.append(f"{name} opened")
        try:
            yield name
        finally:
            told.append(f"{name} closed")

    return opening


def test_each_client_is_opened_once_and_closed_at_the_end(run: EnsureRun) -> None:
    told: list[str] = []
    for _ in range(2):
        with run.clients():
            for name in ("a", "b", "a"):
                assert run.client(name, noting(told, name)) == name
    assert told == ["a opened", "b opened", "b closed", "a closed"] * 2


def test_an_error_closes_them_too(run: EnsureRun) -> None:
    told: list[str] = []
    with pytest.raises(LookupError, match="no such model"), run.clients():
        raise LookupError(f"no such model, says {run.client('a', noting(told, 'a'))}")
    assert told == ["a opened", "a closed"]


def test_before_and_after_it_none_can_be_opened(run: EnsureRun) -> None:
    told: list[str] = []
    for _ in range(2):
        with pytest.raises(IndexError):
            run.client("a", noting(told, "a"))
        with run.clients():
            pass
    with pytest.raises(IndexError):
        run.client("a", noting(told, "a"))


def test_what_it_makes_says_so_and_for_whom_and_which_deployment_it_is_of(run: EnsureRun) -> None:
    assert run.own_tags == {ENSURED_TAG: "true", OWNER_TAG: "team-a"}
    assert run.tags_of("chat") == {ENSURED_TAG: "true", OWNER_TAG: "team-a", DEPLOYMENT_TAG: "chat"}
    assert run.seconds("account") == 7200
