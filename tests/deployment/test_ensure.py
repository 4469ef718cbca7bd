"""What ensure can't create is refused at once, and durations are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelstacks.catalog import load
from modelstacks.deployment.endpoint_plan import DeploymentPlan
from modelstacks.deployment.ensure import refuse_unsupported
from modelstacks.deployment.plan import ModelsPlan
from modelstacks.errors import UsageError
from modelstacks.modes.managed.plan import OnlineDeploymentPlan, OnlineEndpointPlan
from modelstacks.modes.serverless.plan import ServerlessEndpointPlan
from modelstacks.spec.serving import Autoscale, Serving

PHI = load().model("Phi-4")
CHAT = ServerlessEndpointPlan("chat-1", "swedencentral", "ws", (DeploymentPlan("chat", PHI, PHI.id),))
OWN = OnlineDeploymentPlan(
    "own",
    PHI,
    model_id=f"{PHI.id}/versions/8",
    instance_type="Standard_NC24ads_A100_v4",
    instances=1,
    traffic=100,
)
ENDPOINT = OnlineEndpointPlan("own-1", "swedencentral", "ws", (OWN,))


def plan(serverless: ServerlessEndpointPlan = CHAT, online: OnlineEndpointPlan = ENDPOINT) -> ModelsPlan:
    return ModelsPlan("sub", "rg", None, (), (), (serverless, online))


def test_a_plain_plan_can_be_ensured() -> None:
    refuse_unsupported(plan())


def test_all_that_needs_a_stack_is_said_at_once() -> None:
    scaled = replace(OWN, serving=Serving(autoscale=Autoscale(min=1, max=2)))
    recorded = replace(OWN, name="new", serving=Serving(data_collection=True))
    online = replace(ENDPOINT, shared=True, content_safety="cs-1", deployments=(scaled, recorded))

    with pytest.raises(UsageError) as refused:
        refuse_unsupported(plan(replace(CHAT, content_safety=False), online))

    assert str(refused.value) == (
        "ensure can't create everything in this spec:\n"
        "  chat: azure-ai-ml can't switch off the content filter of a serverless endpoint.\n"
        "  own-1: content_safety on managed compute needs resources beside the endpoint.\n"
        "  own-1: shared quota ends after 168 h, and without a stack nothing would remember that.\n"
        "  own: autoscale and data_collection are resources of their own.\n"
        "  new: autoscale and data_collection are resources of their own.\n"
        "Use a stack for it: `modelstacks up`."
    )
