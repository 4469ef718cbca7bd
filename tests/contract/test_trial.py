"""What level 1 would make, and what level 2 would spend: decided without asking anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from estate import Estate, workspace
from modelstacks.azure.tags import EXPIRES_TAG, OWNER_TAG
from modelstacks.catalog import load
from modelstacks.contract.removing import RUN_TAG
from modelstacks.contract.spending import spending
from modelstacks.contract.steps import changed, errors_in
from modelstacks.contract.trial import FIRST_OWNER, Trial, choose
from modelstacks.contract.wanted_ids import ids_of
from modelstacks.deployment.plan import plan_models
from modelstacks.errors import UsageError
from modelstacks.spec import DeploymentsSpec, load_deployments

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

SUBSCRIPTION = "5ab5c41b-0000-4000-8000-000000000001"
PACKAGED = Path(str(resources.files("modelstacks.contract").joinpath("first.yaml")))


def packaged() -> DeploymentsSpec:
    return load_deployments(PACKAGED, {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})


def trial() -> Trial:
    region, model = choose(packaged(), None)
    return Trial("0badcafe", SUBSCRIPTION, region, model)


def test_the_model_needs_no_purchase_and_is_offered_there() -> None:
    made = trial()
    assert made.model.needs_marketplace_subscription("serverless") is False
    assert made.model.is_offered("serverless", made.region)


def test_a_region_without_such_a_model_is_refused() -> None:
    only_bought = replace(packaged(), deployments=packaged().deployments[:1])
    with pytest.raises(
        UsageError, match="No model that needs no purchase is known to be offered serverless in eastus2"
    ):
        choose(only_bought, "eastus2")


def test_every_name_ends_with_the_runs_word_and_lies_in_its_group(tmp_path: Path) -> None:
    made, file = trial(), tmp_path / "deployments.yaml"
    file.write_text(made.spec(FIRST_OWNER))
    spec = load_deployments(file, {})
    ids = [row.id for row in ids_of(replace(plan_models(replace(spec, deployments=()), {})))]
    assert len(ids) == 6
    assert {id_.startswith(f"{made.group.id}/") for id_ in [*ids, made.endpoint.id]} == {True}
    assert made.endpoint.id.startswith(ids[-1])
    assert made.group.id.endswith("-0badcafe")


def test_azure_makes_of_its_bodies_a_group_and_an_endpoint_that_say_whose_run_they_are(
    local_azure: LocalAzureServer,
) -> None:
    made, ends = trial(), datetime(2026, 11, 20, 12, tzinfo=UTC)
    with Estate(local_azure) as estate:
        estate.project()
        path = f"{workspace('chat')}/onlineEndpoints/{estate.name('empty')}"
        body = made.endpoint_body() | {"location": estate.region}
        endpoint = estate.arm.send("PUT", estate.id(path), body)
        group = estate.arm.send(
            "PUT", estate.group, made.group_body("me", ends) | {"location": estate.region}
        )
    assert endpoint["identity"]["principalId"]
    assert endpoint["properties"]["authMode"] == "Key"
    assert endpoint["tags"] == {RUN_TAG: made.run}
    assert group["tags"] == {OWNER_TAG: "me", EXPIRES_TAG: "2026-11-20T12:00:00+00:00", RUN_TAG: made.run}
    assert made.group_body("me", ends)["location"] == made.endpoint_body()["location"] == made.region


def test_what_would_be_spent_is_printed_with_its_requests() -> None:
    said = "\n".join(spending(packaged(), load(), None))
    assert "Nothing is sent yet" in said
    assert "PUT …/workspaces/contract-RUN/onlineEndpoints/empty-RUN/deployments/cpu-RUN" in said
    assert "PUT …/workspaces/contract-RUN/marketplaceSubscriptions/" in said
    assert said.count("Prices: https://azure.microsoft.com/pricing") == 2


def test_operations_that_should_not_be_are_counted() -> None:
    assert changed({"same": 9, "update": 2, "create": 1}) == ["1 create", "2 update"]
    assert changed({"same": 9, "update": 2}, frozenset({"same", "update"})) == []


def test_of_pulumis_lines_the_first_error_is_told() -> None:
    said = ["Updating:", "  error: No.", "    Because.", "", "Resources:", "    1 errored", "Duration: 1s"]
    assert errors_in(said) == ["error: No.", "Because.", "Resources:", "1 errored", "Duration: 1s"]
    assert errors_in(["Updating:"]) == []
