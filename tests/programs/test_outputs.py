"""What a stack put out when it was last up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks import retrying
from modelstacks.errors import UsageError
from modelstacks.programs.outputs import READ_ATTEMPTS, stack_outputs

if TYPE_CHECKING:
    from collections.abc import Callable

BEFORE = {"guard": {"endpoint": "guard", "expires": "2026-11-27T12:00:00+00:00"}}


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE_S", 0)


def engine(*refusals: str) -> Callable[..., Any]:
    """An engine that tells a stack's outputs, after *refusals*."""
    left = list(refusals)

    def invoke(token: str, arguments: dict[str, str]) -> Any:
        if left:
            raise OSError(left.pop(0))
        return SimpleNamespace(value={**arguments, "outputs": {"deployments": BEFORE}})

    return invoke


@pytest.mark.parametrize("refusals", [(), ("failed to load checkpoint: EOF",) * (READ_ATTEMPTS - 1)])
def test_outputs_are_read_though_the_backend_writes_meanwhile(refusals: tuple[str, ...]) -> None:
    assert stack_outputs("org/project/stack", engine(*refusals)) == {"deployments": BEFORE}


@pytest.mark.parametrize(
    "refusals", [("failed to load checkpoint: EOF",) * READ_ATTEMPTS, ("passphrase must be set",)]
)
def test_outputs_that_stay_unreadable_end_the_program(refusals: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        stack_outputs("org/project/stack", engine(*refusals))
    assert str(refused.value) == f"The outputs of stack org/project/stack can't be read: {refusals[-1]}"


@pytest.mark.parametrize("value", [None, {}, {"outputs": None}, {"outputs": {}}])
def test_a_stack_that_never_was_up_put_out_nothing(value: object) -> None:
    assert stack_outputs("org/project/stack", lambda *_: SimpleNamespace(value=value)) == {}
