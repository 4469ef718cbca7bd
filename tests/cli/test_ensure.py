"""What `modelstacks ensure` prints of what it did; what it does is shown in tests/e2e."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from modelstacks.azure.ml_desired import Ensured
from modelstacks.cli.ensure import _print
from modelstacks.cli.output import Output
from modelstacks.inference.smoke import SmokeResult

if TYPE_CHECKING:
    import pytest

DONE = [
    Ensured("hub a", "unchanged"),
    Ensured("endpoint chat", "created"),
    Ensured("endpoint own", "updated", ("tags",)),
]
CHAT = SmokeResult(
    "chat", "https://chat", {"model_name": "Phi-4"}, (), 1, proved_by="GET /info", answered_as="Phi-4"
)
OWN = SmokeResult("own", "https://own", None, (), 1, proved_by="POST /chat/completions")


def test_it_counts_what_it_changed_and_names_what_answers(capsys: pytest.CaptureFixture[str]) -> None:
    _print(DONE, [CHAT, OWN], Output.TABLE)
    assert capsys.readouterr().out == (
        "chat: https://chat answers as Phi-4 (GET /info)\n"
        "own: https://own answers (POST /chat/completions)\n"
        "2 of 3 resources changed.\n"
    )


def test_as_json_each_resource_says_what_became_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    _print(DONE, [CHAT, OWN], Output.JSON)
    assert json.loads(capsys.readouterr().out) == {
        "resources": [
            {"what": "hub a", "outcome": "unchanged", "changed": []},
            {"what": "endpoint chat", "outcome": "created", "changed": []},
            {"what": "endpoint own", "outcome": "updated", "changed": ["tags"]},
        ],
        "deployments": {
            "chat": {"uri": "https://chat", "info": {"model_name": "Phi-4"}},
            "own": {"uri": "https://own", "info": None},
        },
    }
