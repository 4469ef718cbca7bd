"""The outputs of a deployment: the names that other programs read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from modelstacks.deployment.expired import DEPLOYED, STATE
from modelstacks.programs.build_context import BuiltDeployment
from spec_builders import CATALOG

ALWAYS = {"uri": "https://x", "model": "Phi-4", "mode": "managed", "region": "swedencentral", "info": {}}
ENDS = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, {}),
        ({"key": "secret"}, {"key": "secret"}),
        ({"deployment": "gpt"}, {"deployment": "gpt"}),
        ({"endpoint": "guard"}, {}),
        (
            {"endpoint": "guard", "expires": ENDS},
            {"endpoint": "guard", "expires": "2026-11-27T12:00:00+00:00", STATE: DEPLOYED},
        ),
    ],
    ids=["nothing more", "a key", "a name in Azure", "that never ends", "that Azure ends"],
)
def test_what_a_deployment_puts_out(fields: dict[str, Any], more: dict[str, Any]) -> None:
    given: dict[str, Any] = {**ALWAYS, "key": None, "model": CATALOG.model("Phi-4")}
    assert BuiltDeployment(**(given | fields)).outputs() == ALWAYS | more
