"""How many requests the checks of six models in the Foundry accounts of three regions take: each fact is asked once."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from examined import errors_of, examined
from foundry_builders import foundry_account
from sent_requests import ARM_LOG, sent_to

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

REGIONS = ("swedencentral", "eastus2", "westus3")
MODELS = {
    "llama": "Llama-3.3-70B-Instruct",
    "maverick": "Llama-4-Maverick-17B-128E-Instruct-FP8",
    "large": "Mistral-Large-3",
    "command": "Cohere-command-a",
    "phi": "Phi-4",
    "oss": "gpt-oss-120b",
}
KINDS = {
    "token": 1,
    "subscriptions": 1,
    "providers": 1,
    "permissions": 2 + len(REGIONS),
    "models": len(REGIONS),
    "usages": len(REGIONS) + 1,
    "modelCapacities": len(MODELS) - 1,
    "accounts": len(REGIONS),
    "deployments": len(REGIONS),
    "evaluateDeploymentPolicies": 1,
    "skus": 1,
    "deletedAccounts": 1,
    "checkDomainAvailability": 2,
}
"""Permissions also at the subscription and the group, usages also for `global`; a publisher with a blank is not asked
about; two of the accounts are to be made."""
ALIKE = {"modelCapacities", "checkDomainAvailability"}
"""Their queries, of which the log tells no values, and their bodies differ."""


def kind_of(path: str) -> str:
    """The last word of a path that is no name."""
    return next((word for word in reversed(path.partition("?")[0].split("/")) if word in KINDS), path)


@pytest.mark.parametrize("azure", ["sandbox"], indirect=True)
def test_six_models_in_three_regions(
    azure: LocalAzureServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "deployments.yaml"
    with Estate(azure) as estate:
        foundry_account(estate)
        accounts = [f"{REGIONS[0]}: ai-{estate.tag}"]
        accounts += [f"{region}: {{name: {region}-{estate.tag}, create: true}}" for region in REGIONS[1:]]
        deployments = [f"{name}: {{model: {model}, mode: foundry}}" for name, model in MODELS.items()]
        path.write_text(
            f"subscription: {azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
            f"accounts: {{{', '.join(accounts)}}}\ndeployments: {{{', '.join(deployments)}}}\n"
        )
        with caplog.at_level(logging.INFO, ARM_LOG):
            found = examined(azure, path)
    sent = sent_to(azure, caplog)
    assert errors_of(found.report) == {}
    assert {kind_of(path) for (path, _), count in sent.items() if count > 1} == ALIKE
    assert Counter(kind_of(path) for path, _ in sent.elements()) == KINDS
