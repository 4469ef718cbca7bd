"""The message about a deployment whose endpoint is not in Azure."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.azure.endpoint_access import EndpointRef
from modelstacks.catalog import load
from modelstacks.deployment.absent import NotDeployedError, absence
from modelstacks.deployment.endpoint_plan import DeploymentPlan
from modelstacks.deployment.planned import Planned
from modelstacks.modes.managed.plan import OnlineEndpointPlan
from modelstacks.modes.serverless.plan import ServerlessEndpointPlan

TIME = "2026-11-27T12:00:00+00:00"
BEFORE = {"endpoint": "guard", "expires": TIME}
LACKING = "guard is not deployed: chat has no online endpoint guard."
ENDED = "Azure deletes an endpoint on shared quota after 168 hours."
GONE = f"guard was on shared quota until {TIME} and is gone. {ENDED}"


def planned(**fields: Any) -> Planned:
    online = OnlineEndpointPlan("guard", "r", "chat", (), **fields)
    ref = EndpointRef("s", "g", "chat", "onlineEndpoints", "guard")
    return Planned("guard", load().model("Phi-4"), online, ref)


@pytest.mark.parametrize(
    ("fields", "before", "message"),
    [
        ({}, {}, f"{LACKING}\n`modelstacks up` creates it."),
        (
            {"existing": True},
            {},
            f"{LACKING}\nIt should already exist: correct its name, or ask whoever owns it.",
        ),
        (
            {"shared": True},
            BEFORE,
            f"{GONE}\n`modelstacks up` creates it again (on_expiry: recreate).",
        ),
        (
            {"shared": True, "leave": True},
            BEFORE,
            f"{GONE}\nIt is not created again (on_expiry: leave): `modelstacks renew guard` brings it back.",
        ),
        ({"shared": True}, {}, f"{LACKING} {ENDED}\n`modelstacks up` creates it."),
        (
            {"shared": True, "leave": True},
            BEFORE | {"endpoint": "guard-g2"},
            (
                f"{LACKING} {ENDED}\n`modelstacks up` creates it; "
                "if it existed before, `modelstacks renew guard` (on_expiry: leave)."
            ),
        ),
    ],
)
def test_what_why_and_what_to_do(fields: dict[str, Any], before: dict[str, Any], message: str) -> None:
    assert absence(planned(**fields), before) == message


def test_a_serverless_endpoint_is_made_by_an_up() -> None:
    ref = EndpointRef("s", "g", "chat", "serverlessEndpoints", "phi-x1")
    endpoint = ServerlessEndpointPlan(
        "phi", "r", "chat", (DeploymentPlan("phi", load().model("Phi-4"), "id"),)
    )
    missing = Planned("phi", load().model("Phi-4"), endpoint, ref)
    assert str(NotDeployedError([missing])) == (
        "phi is not deployed: chat has no serverless endpoint phi-x1.\n`modelstacks up` creates it."
    )
