"""What ensure can't make is said at once, and durations are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelstacks.catalog import load
from modelstacks.deployment.ensuring import refuse_unsupported, seconds_of
from modelstacks.deployment.plan import (
    ModelsPlan,
    OnlineDeploymentPlan,
    OnlineEndpointPlan,
    ServerlessPlan,
)
from modelstacks.errors import UsageError
from modelstacks.spec.serving import Autoscale, Serving

PHI = load().model("Phi-4")
CHAT = ServerlessPlan("chat", "chat-1", PHI, PHI.id, "swedencentral", "ws", None, None)
OWN = OnlineDeploymentPlan("own", PHI, f"{PHI.id}/versions/8", "Standard_NC24ads_A100_v4", 1, 100)
ENDPOINT = OnlineEndpointPlan("own-1", "swedencentral", "ws", (OWN,))


def plan(serverless: ServerlessPlan = CHAT, online: OnlineEndpointPlan = ENDPOINT) -> ModelsPlan:
    return ModelsPlan("sub", "rg", None, (), (), (serverless,), (online,))


def test_a_plain_plan_can_be_ensured() -> None:
    refuse_unsupported(plan())


def test_all_that_needs_a_stack_is_said_at_once() -> None:
    scaled = replace(OWN, serving=Serving(autoscale=Autoscale(min=1, max=2)))
    online = replace(ENDPOINT, shared=True, content_safety="cs-1", deployments=(scaled,))

    with pytest.raises(UsageError) as said:
        refuse_unsupported(plan(replace(CHAT, content_safety=False), online))

    assert str(said.value) == (
        "ensure can't make all of this spec:\n"
        "  chat: azure-ai-ml can't switch the content filter of a serverless endpoint off.\n"
        "  own-1: content_safety on managed compute needs resources beside the endpoint.\n"
        "  own-1: shared quota ends after 168 h, and nothing would remember it.\n"
        "  own: autoscale and data_collection are resources of their own.\n"
        "Use a stack for it: `modelstacks up`."
    )


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("1h30m", 5400), ("3h", 10800)])
def test_durations_are_read(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds
