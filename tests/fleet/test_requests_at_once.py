"""However many callers ask for a fleet, so many requests of one run are on their way together."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate
from fleets import read
from modelstacks.azure import requests_once
from modelstacks.azure.arm import Arm
from modelstacks.fleet.members import read_members
from modelstacks.fleet.together import examine_together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

AT_ONCE = 3
FLEET = """\
name: f
specs: {chat: chat/deployments.yaml}
environments: {one: {}, two: {variables: {AZURE_USERNAME: two}}, three: {variables: {AZURE_USERNAME: three}}}
"""
"""Three callers, as far as anybody can tell."""
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: GROUP
accounts: {swedencentral: {name: "ai-${MODELSTACKS_STACK_NAME}", create: true}}
deployments: {phi: {model: Phi-4, mode: foundry, capacity: 1}}
"""


@dataclass
class OnTheWay:
    """How many GETs and POSTs of ARM's clients wait for an answer, how many did at most, and how many there were."""

    now: int = 0
    most: int = 0
    sent: int = 0

    def __enter__(self) -> None:
        self.sent, self.now = self.sent + 1, self.now + 1
        self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        self.now -= 1


@pytest.fixture
def on_the_way(monkeypatch: pytest.MonkeyPatch) -> OnTheWay:
    """What is counted of every client from now on."""
    counted = OnTheWay()
    for name in ("get", "post"):
        monkeypatch.setattr(Arm, name, _counted(getattr(Arm, name), counted))
    return counted


def _counted(method: Any, counted: AbstractContextManager[None]) -> Any:
    async def call(*args: Any) -> Any:
        with counted:
            return await method(*args)

    return call


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(local_azure) as estate:
        yield estate


def test_callers_share_one_limit(
    tmp_path: Path, estate: Estate, on_the_way: OnTheWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests_once, "AT_ONCE", AT_ONCE)
    fleet = read(tmp_path, FLEET)
    (tmp_path / "chat" / "deployments.yaml").write_text(
        SPEC.replace("GROUP", estate.group.rpartition("/")[2])
    )
    members = read_members(fleet, fleet.stacks, estate.azure.env())
    together = asyncio.run(examine_together(members))
    assert (len(together.examined), on_the_way.sent) == (3, together.requests)
    assert on_the_way.most == AT_ONCE
