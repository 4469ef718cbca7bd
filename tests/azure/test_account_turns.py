"""When a Foundry account is free for the next write."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import stamina

from estate import Estate
from foundry_builders import begun, deployment, foundry_account
from modelstacks.azure.account_turns import is_busy, wait_until_free
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.session import open_arm
from told_arm import ToldArm, listed

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

PHI = {"format": "Microsoft", "name": "Phi-4", "version": "7"}


@pytest.mark.parametrize(
    ("state", "busy"),
    [
        *(
            (state, True)
            for state in ("Accepted", "Creating", "Updating", "Deleting", "ResolvingDNS", "Moving")
        ),
        *((state, False) for state in ("Succeeded", "Failed", "Canceled", "succeeded", "", None)),
    ],
)
def test_azure_works_on_what_has_not_ended(state: str | None, busy: bool) -> None:
    assert is_busy({"properties": {"provisioningState": state}}) is busy
    assert is_busy({"properties": None}) is False


def in_state(state: str | None) -> dict[str, Any]:
    return {"id": "/accounts/ai/deployments/d", "properties": {"provisioningState": state} if state else None}


@pytest.mark.parametrize(
    ("account", "listed_as", "now", "waits"),
    [
        (None, None, None, False),
        ("Succeeded", None, None, False),
        ("Updating", None, None, True),
        ("Updating", "Succeeded", None, True),
        ("Succeeded", "Creating", "Creating", True),
        ("Succeeded", "Creating", "Succeeded", False),
        ("Succeeded", "Creating", None, False),
        ("Succeeded", "Succeeded", "Creating", False),
    ],
    ids=[
        "no account",
        "nothing in it",
        "it is written itself",
        "it alone is written",
        "a deployment is written",
        "the list is older than that",
        "a deployment that is gone",
        "what has ended is not looked at again",
    ],
)
def test_it_is_waited_while_azure_works_on_the_account_or_in_it(
    account: str | None, listed_as: str | None, now: str | None, waits: bool
) -> None:
    arm, said = ToldArm({"/deployments": listed(*([in_state(listed_as)] if listed_as else []))}), list[str]()
    if account:
        arm.answers["/accounts/ai"] = in_state(account)
    if now:
        arm.answers["/deployments/d"] = in_state(now)
    with stamina.set_testing(True, attempts=2):
        asyncio.run(wait_until_free(arm, ArmId("/accounts/ai"), said.append))
    rounds = [line for line in arm.asked if line.startswith("GET /accounts/ai?")]
    assert len(rounds) == (2 if waits else 1)
    assert (
        said
        == [
            (
                "Azure is writing something else to the Foundry account ai: waiting, 10 minutes at most. "
                "Where it refuses with RequestConflict all the same, run this again."
            )
        ]
        * waits
    )


def test_a_write_waits_for_those_of_others_and_says_so_once(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        account = foundry_account(estate)
        begun(estate, f"{account}/deployments/theirs", deployment(PHI, capacity=1))
        said: list[str] = []

        async def wait(id_: str) -> None:
            async with open_arm(local_azure.env()) as arm:
                await wait_until_free(arm, ArmId(id_), said.append)

        asyncio.run(wait(estate.id(account)))
        begun(estate, f"{account}/deployments/ours", deployment(PHI, capacity=1))
        [line] = said
        assert line.startswith(
            f"Azure is writing something else to the Foundry account ai-{estate.tag}: waiting, 10 minutes at most."
        )
        asyncio.run(wait(estate.id("Microsoft.CognitiveServices/accounts/nobodys")))
        assert len(said) == 1
