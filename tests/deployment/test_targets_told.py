"""Endpoints of a plan that are there, that are not, and that Azure says something else of."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from locked_decisions import locked_decision
from modelstacks.deployment import targets
from modelstacks.deployment.absent import NotDeployedError
from modelstacks.deployment.plan import plan_models
from modelstacks.errors import AzureError
from spec_builders import deployment, spec_of
from told_arm import ToldArm

SPEC = spec_of([deployment("chat", mode="serverless"), deployment("own", mode="managed")])
PLAN = plan_models(SPEC, {each.name: locked_decision(each) for each in SPEC.deployments})
CHAT = {"authMode": "Key", "inferenceEndpoint": {"uri": "https://chat"}}
OWN = {"authMode": "Key", "scoringUri": "https://own/score"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> ToldArm:
    arm = ToldArm(
        {
            "/serverlessEndpoints/chat": {"properties": CHAT},
            "/chat/listKeys": {"primaryKey": "key-of-chat"},
            "/onlineEndpoints/own": {"properties": OWN},
            "/own/listKeys": {"primaryKey": "key-of-own"},
        }
    )
    monkeypatch.setattr(targets, "open_arm", lambda _environ: arm)
    return arm


def read(only: str | None = None) -> list[Any]:
    return asyncio.run(targets.read_targets(PLAN, {}, only))


def test_each_is_read_with_its_key_or_one_alone(told: ToldArm) -> None:
    found = [(each.endpoint.name, each.endpoint.uri, each.endpoint.key, each.mode) for each in read()]
    assert found == [
        ("chat", "https://chat", "key-of-chat", "serverless"),
        ("own", "https://own", "key-of-own", "managed"),
    ]
    told.asked.clear()
    assert [each.endpoint.name for each in read("own")] == ["own"]
    assert not any("/chat" in line for line in told.asked)


def test_those_that_are_not_there_are_all_named(told: ToldArm) -> None:
    del told.answers["/onlineEndpoints/own"]
    seen = asyncio.run(targets.look(PLAN, {}))
    assert [(each.planned.name, each.planned.region, each.target is None) for each in seen] == [
        ("chat", "swedencentral", False),
        ("own", "swedencentral", True),
    ]
    with pytest.raises(NotDeployedError) as missing:
        read()
    assert [each.name for each in missing.value.deployments] == ["own"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "ResourceGroupNotFound"),
        (404, "SubscriptionNotFound"),
        (404, "ParentResourceNotFound"),
        (403, "AuthorizationFailed"),
    ],
)
def test_where_what_it_lies_in_is_not_there_azure_says_so_itself(
    told: ToldArm, status: int, code: str
) -> None:
    told.answers["/onlineEndpoints/own"] = AzureError("No.", code=code, status=status)
    with pytest.raises(AzureError, match=code):
        read()
