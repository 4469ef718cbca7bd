"""A scenario in which a partner's model needs no Marketplace plan, as Azure sells it itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from estate import LLAMA, Estate
from localazure import process

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SCENARIO = "name: direct\nextends: sandbox\nmarketplace: {not_required: [Llama-3.3-70B-Instruct]}\n"


def test_it_is_refused_a_subscription_and_deployed_without_one(tmp_path: Path) -> None:
    (tmp_path / "direct.yaml").write_text(SCENARIO)
    azure = start_local_azure(tmp_path / "state", str(tmp_path / "direct.yaml"))
    with Estate(azure) as estate:
        project = estate.project()
        body = {"properties": {"modelId": LLAMA}}
        refusal = estate.put_refused(f"{project}/marketplaceSubscriptions/llama", body)
        made = estate.serverless(project, LLAMA)
    process.stop(azure.state)
    assert "MarketplacePlanNotRequiredForModel" in str(refusal)
    assert "marketplaceSubscriptionId" not in made["properties"]
    assert made["properties"]["endpointState"] == "Online"
