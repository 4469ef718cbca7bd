"""What a reap prints of what became of what it chose; what it does is in test_endpoints and in tests/e2e."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lifecycle_builders import WORKSPACE
from modelstacks.cli.output import Output
from modelstacks.cli.reap import _delete_through, _report
from modelstacks.engine import stack_state
from modelstacks.engine.stack_state import StackState
from modelstacks.lifecycle.reaping import Reaped

BY_STACK = Reaped(f"{WORKSPACE}/onlineEndpoints/chat", "stack", "deleted", stack="modelstacks-models/dev")
BY_AZURE = Reaped(f"{WORKSPACE}/serverlessEndpoints/phi", "azure", "failed", why="Azure is [busy].")


def test_the_table_says_through_what_each_went_and_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    _report([BY_STACK, BY_AZURE], Output.TABLE)
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["what", "name", "through", "result", "why"],
        ["onlineEndpoints", "chat", "modelstacks-models/dev", "deleted"],
        ["serverlessEndpoints", "phi", "Azure", "failed", "Azure", "is", "[busy]."],
    ]


def test_json_has_all_of_each_and_null_for_what_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    _report([BY_STACK, BY_AZURE], Output.JSON)
    assert json.loads(capsys.readouterr().out) == [
        {
            "id": BY_STACK.id,
            "name": "chat",
            "kind": "onlineEndpoints",
            "through": "stack",
            "stack": "modelstacks-models/dev",
            "result": "deleted",
            "why": None,
        },
        {
            "id": BY_AZURE.id,
            "name": "phi",
            "kind": "serverlessEndpoints",
            "through": "azure",
            "stack": None,
            "result": "failed",
            "why": "Azure is [busy].",
        },
    ]


def test_a_stack_s_errors_are_told_of_the_endpoints_that_they_are_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def delete(_state: StackState, urns: list[str], _view: object) -> dict[str, str]:
        asked.extend(urns)
        return {"urn:b": "Azure is busy."}

    monkeypatch.setattr(stack_state, "delete_resources", delete)
    online = "azure-native:machinelearningservices:OnlineEndpoint"
    unopened: Any = None
    held = [{"urn": f"urn:{name}", "type": online, "id": f"/{name.upper()}"} for name in "abc"]
    assert _delete_through(StackState(unopened, held), ["/a", "/b"]) == {"/b": "Azure is busy."}
    assert asked == ["urn:a", "urn:b"]


@pytest.mark.parametrize(("output", "said"), [(Output.TABLE, "Nothing to reap.\n"), (Output.JSON, "[]\n")])
def test_where_nothing_was_chosen_it_says_so(
    capsys: pytest.CaptureFixture[str], output: Output, said: str
) -> None:
    _report([], output)
    assert capsys.readouterr() == (said, "")
