"""When a Foundry account is free for the next write."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from foundry_builders import begun, deployment, foundry_account
from modelstacks.azure.account_turns import is_busy, wait_until_free
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.session import open_arm

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
