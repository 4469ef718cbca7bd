"""What is said of a deployment whose endpoint is not in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.azure.deployed import EndpointRef
from modelstacks.catalog import load
from modelstacks.deployment.absent import NotDeployedError, absence
from modelstacks.deployment.plan import OnlineEndpointPlan
from modelstacks.deployment.planned import Planned

if TYPE_CHECKING:
    from modelstacks.azure.deployed import Access
    from modelstacks.inference.smoke import SmokeTarget

TIME = "2026-11-27T12:00:00+00:00"
BEFORE = {"endpoint": "guard", "expires": TIME}
LACKING = "guard is not there: chat has no online endpoint guard."
ENDED = "Azure deletes an endpoint on shared quota after 168 hours."
GONE = f"guard was on shared quota until {TIME} and is gone. {ENDED}"


def unasked(_: Access) -> SmokeTarget:
    raise AssertionError("nothing is there to ask")


def planned(**fields: Any) -> Planned:
    online = OnlineEndpointPlan("guard", "r", "chat", (), **fields)
    ref = EndpointRef("s", "g", "chat", "onlineEndpoints", "guard")
    return Planned("guard", load().model("Phi-4"), "r", ref, unasked, online)


@pytest.mark.parametrize(
    ("fields", "before", "said"),
    [
        ({}, {}, f"{LACKING}\n`modelstacks up` makes it."),
        (
            {"existing": True},
            {},
            f"{LACKING}\nIt should exist already: correct its name, or ask those whose it is.",
        ),
        (
            {"shared": True},
            BEFORE,
            f"{GONE}\n`modelstacks up` makes it again (on_expiry: recreate).",
        ),
        (
            {"shared": True, "leave": True},
            BEFORE,
            f"{GONE}\nIt stays away (on_expiry: leave): `modelstacks renew guard` makes it again.",
        ),
        ({"shared": True}, {}, f"{LACKING} {ENDED}\n`modelstacks up` makes it."),
        (
            {"shared": True, "leave": True},
            BEFORE | {"endpoint": "guard-g2"},
            (
                f"{LACKING} {ENDED}\n`modelstacks up` makes it; "
                "if it was there before, `modelstacks renew guard` (on_expiry: leave)."
            ),
        ),
    ],
)
def test_what_why_and_what_to_do(fields: dict[str, Any], before: dict[str, Any], said: str) -> None:
    assert absence(planned(**fields), before) == said


def test_a_serverless_endpoint_is_made_by_an_up() -> None:
    ref = EndpointRef("s", "g", "chat", "serverlessEndpoints", "phi-x1")
    row = Planned("phi", load().model("Phi-4"), "r", ref, unasked)
    assert str(NotDeployedError([row])) == (
        "phi is not there: chat has no serverless endpoint phi-x1.\n`modelstacks up` makes it."
    )
