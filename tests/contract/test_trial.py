"""What level 1 would make, and what level 2 would spend: decided without asking anybody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from estate import LLAMA, PHI_VERSION, Estate, serverless_body, workspace
from modelstacks.azure.tags import EXPIRES_TAG, OWNER_TAG
from modelstacks.catalog import load
from modelstacks.contract.guards import refuse_two_meanings
from modelstacks.contract.removing import RUN_TAG
from modelstacks.contract.run import new_account
from modelstacks.contract.spending import spending
from modelstacks.contract.trial import FIRST_OWNER, Trial, choose
from modelstacks.contract.wanted_ids import ids_of
from modelstacks.deployment.plan import plan_models
from modelstacks.errors import UsageError
from modelstacks.spec import DeploymentsSpec, load_deployments
from spec_builders import deployment

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from modelstacks.spec import Deployment

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


BOUGHT = deployment("bought", "Llama-3.3-70B-Instruct", mode="serverless")
FREE = deployment("free", "Phi-4", mode="serverless")
UNKNOWN = deployment("unknown", "Cohere-command-a", mode="serverless")
MANAGED = deployment("managed", "Phi-4", mode="managed")
"""UNKNOWN is sold by Azure, and no row says where."""


@pytest.mark.parametrize(
    ("rows", "region", "chosen"),
    [
        ((BOUGHT, MANAGED, FREE), None, ("swedencentral", "Phi-4")),
        ((BOUGHT, MANAGED, FREE), "eastus2", ("eastus2", "Phi-4")),
        ((FREE, UNKNOWN), "nowhere", ("nowhere", "Cohere-command-a")),
        ((UNKNOWN, FREE), "eastus2", ("eastus2", "Cohere-command-a")),
    ],
)
def test_the_first_that_is_serverless_free_and_not_known_to_be_missing_there_is_chosen(
    rows: tuple[Deployment, ...], region: str | None, chosen: tuple[str, str]
) -> None:
    at, model = choose(replace(packaged(), deployments=rows), region)
    assert (at, model.name) == chosen


@pytest.mark.parametrize(
    ("rows", "region", "said"),
    [
        ((BOUGHT, FREE), "nowhere", "nowhere.\nName another --region, or leave it out."),
        ((BOUGHT, MANAGED), "eastus2", "eastus2.\nName another --region, or leave it out."),
        ((BOUGHT, MANAGED), None, "swedencentral or eastus2.\nName another --region."),
    ],
)
def test_without_such_a_model_it_says_where_there_is_none(
    rows: tuple[Deployment, ...], region: str | None, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        choose(replace(packaged(), deployments=rows), region)
    assert str(refused.value) == (
        f"No model that needs no purchase is known to be offered serverless in {said}"
    )


def test_the_next_of_the_spec_s_regions_is_taken_where_the_first_has_none() -> None:
    spec = packaged()
    places = {"nowhere": replace(spec.workspaces["eastus2"], region="nowhere"), **spec.workspaces}
    at, model = choose(replace(spec, workspaces=places), None)
    assert (at, model.name) == ("swedencentral", "Phi-4")


def test_a_runs_word_is_eight_random_characters_on_the_cloud_of_the_environment() -> None:
    accounts = [new_account(SUBSCRIPTION, {}) for _ in range(3)]
    assert {account.run for account in accounts} == {
        found[0] for account in accounts if (found := re.fullmatch("[0-9a-f]{8}", account.run))
    }
    assert len({account.run for account in accounts}) == 3
    assert {(account.subscription, account.resource_manager) for account in accounts} == {
        (SUBSCRIPTION, "https://management.azure.com")
    }


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


SPENT = """\
Nothing is sent yet: this is what it would be, after the steps of --create.

One CPU deployment: Phi-4 on Made_up in swedencentral
  PUT …/workspaces/contract-RUN/onlineEndpoints/empty-RUN/deployments/cpu-RUN
    ?api-version=2025-12-01
    {…}
  No row of the catalogue names a model that runs on CPUs: its container may
  not start. What Azure answers to the request is told all the same.
  Costs 4 cores by the hour while it exists, about 20 minutes: the
  price of one Made_up in swedencentral.
  Prices: https://azure.microsoft.com/pricing

One Marketplace model: Llama-3.3-70B-Instruct in swedencentral
  PUT …/workspaces/contract-RUN/marketplaceSubscriptions/Llama-3-3-70B-Instruct
    ?api-version=2025-12-01
    {
     "properties": {
      "modelId": "azureml://registries/azureml-meta/models/Llama-3.3-70B-Instruct"
     }
    }
  PUT …/workspaces/contract-RUN/serverlessEndpoints/bought-RUN
    ?api-version=2025-12-01
    {…}
  Costs nothing while unused; one chat of 8 tokens, by Meta's
  price in the Marketplace.
  Prices: https://azure.microsoft.com/pricing"""


def test_what_would_be_spent_is_printed_with_its_requests() -> None:
    made_up = load().skus[0].model_copy(update={"name": "Made_up", "vcpus": 4, "gpus": 0})
    said = "\n".join(spending(packaged(), replace(load(), skus=(made_up,)), None))
    assert (
        re.sub(r'^    \{\n     "location.*?^    \}', "    {…}", said, flags=re.DOTALL | re.MULTILINE) == SPENT
    )


def test_the_requests_that_would_be_sent_are_whole() -> None:
    lines = list(spending(packaged(), load(), "eastus2"))
    cpu, subscription, endpoint = [json.loads(line) for line in lines if line.lstrip().startswith("{")]
    size = cpu["properties"].pop("instanceType")
    assert size in said_of(lines, "One CPU deployment: ")
    assert cpu == {
        "location": "eastus2",
        "sku": {"name": "Default", "capacity": 1},
        "properties": {"endpointComputeType": "Managed", "model": PHI_VERSION},
    }
    assert subscription == {"properties": {"modelId": LLAMA}}
    assert endpoint == {"location": "eastus2", **serverless_body(LLAMA)}


@pytest.mark.parametrize(("cores", "gpus", "chosen"), [(4, 0, "Made_up"), (3, 0, ""), (4, 1, "")])
def test_the_smallest_size_without_a_gpu_that_has_four_cores_is_tried(
    cores: int, gpus: int, chosen: str
) -> None:
    catalog = load()
    made_up = catalog.skus[0].model_copy(update={"name": "Made_up", "vcpus": cores, "gpus": gpus})
    others = [sku for sku in catalog.skus if sku.vcpus > 4]
    lines = list(spending(packaged(), replace(catalog, skus=(*others, made_up)), None))
    size = chosen or min((sku.vcpus, sku.name) for sku in others if not sku.gpus)[1]
    assert f" on {size} in swedencentral" in said_of(lines, "One CPU deployment: ")
    cores = next(sku.vcpus for sku in (*others, made_up) if sku.name == size)
    assert f"Costs {cores} cores by the hour" in said_of(lines, "  Costs ")


MANAGED_LLAMA = deployment("llama", "Llama-3.3-70B-Instruct", mode="managed")
NO_VERSION = replace(MANAGED, model=MANAGED.model.model_copy(update={"version": None}))


@pytest.mark.parametrize(
    "rows",
    [
        (BOUGHT,),
        (MANAGED,),
        (FREE,),
        (UNKNOWN, MANAGED),
        (FREE, MANAGED),
        (MANAGED, MANAGED_LLAMA),
        (BOUGHT, NO_VERSION),
    ],
)
def test_without_both_there_is_nothing_to_buy(rows: tuple[Deployment, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        list(spending(replace(packaged(), deployments=rows), load(), None))
    assert str(refused.value) == ("The catalogue's rows leave nothing to buy for --spend.\nLeave --rows out.")


def said_of(lines: list[str], start: str) -> str:
    return next(line for line in lines if line.startswith(start))


@pytest.mark.parametrize("name", ["SUBSCRIPTION_ID", "TENANT_ID", "CLIENT_ID"])
def test_only_two_that_differ_are_two_meanings(name: str) -> None:
    azure, arm = f"AZURE_{name}", f"ARM_{name}"
    for one in (
        {},
        {azure: "a"},
        {arm: "a"},
        {azure: "a", arm: ""},
        {azure: "", arm: "a"},
        {azure: "a", arm: "A"},
    ):
        refuse_two_meanings(one)
    with pytest.raises(UsageError) as refused:
        refuse_two_meanings({azure: "a", arm: "b"})
    assert str(refused.value) == (
        f"{azure} is a, {arm} is b: nothing was made.\nSet both to the one you mean, or unset {arm}."
    )
