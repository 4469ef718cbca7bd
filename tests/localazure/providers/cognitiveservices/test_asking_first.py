"""What can be known before anything is deployed, asked through Azure's own typed client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.cognitiveservices.models import (
    DeploymentModel,
    ModelCapacityCalculatorWorkload,
    ModelCapacityCalculatorWorkloadRequestParam,
)

from estate import Estate, error_of
from foundry_builders import ACCOUNTS, NEWEST, foundry_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer

TYPE = "Microsoft.CognitiveServices/accounts"


def client_of(azure: LocalAzureServer, principal: str = "owner") -> Any:
    """Return the typed client; as Any, because it calls all that it answers optional."""
    return CognitiveServicesManagementClient(
        subscription_id=azure.subscription, **azure.client_args(principal)
    )


@pytest.fixture
def client(local_azure: LocalAzureServer) -> Iterator[Any]:
    with client_of(local_azure) as made:
        yield made


def test_a_regions_models_hold_the_catalogues_with_skus_usage_names_and_bounds(
    client: Any,
) -> None:
    by_name = {(each.kind, each.model.name): each.model for each in client.models.list("swedencentral")}
    oss, llama = by_name["AIServices", "gpt-oss-120b"], by_name["AIServices", "Llama-3.3-70B-Instruct"]

    assert (oss.format, oss.version, oss.lifecycle_status) == ("OpenAI-OSS", "1", "Stable")
    assert oss.skus[0].usage_name == "AIServices.GlobalStandard.gpt-oss-120b"
    assert (oss.skus[0].capacity.maximum, oss.skus[0].capacity.default) == (1_000_000, 500)
    assert llama.deprecation.inference == "2099-12-31T00:00:00Z"
    assert ("OpenAI", "Llama-3.3-70B-Instruct") not in by_name
    assert {kind for kind, name in by_name if name == "gpt-4o"} == {"OpenAI", "AIServices"}


def test_a_region_without_a_sku_does_not_list_the_model(client: Any) -> None:
    names = {each.model.name for each in client.models.list("southeastasia")}

    assert "Llama-3.3-70B-Instruct" in names
    assert "Llama-4-Scout-17B-16E-Instruct" not in names


def test_an_accounts_models_are_those_of_its_kind(estate: Estate, client: Any) -> None:
    foundry_account(estate)
    group = estate.group.rsplit("/", 1)[1]
    openai = f"{ACCOUNTS}/oai-{estate.tag}"
    estate.put(openai, {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}, version=NEWEST)

    foundry = {model.name for model in client.accounts.list_models(group, f"ai-{estate.tag}")}
    plain = {model.name for model in client.accounts.list_models(group, f"oai-{estate.tag}")}

    assert {"gpt-4o", "Llama-3.3-70B-Instruct"} <= foundry
    assert "gpt-4o" in plain
    assert "Llama-3.3-70B-Instruct" not in plain
    assert client.accounts.list_skus(group, f"ai-{estate.tag}").value[0].sku.name == "S0"


def test_capacities_are_told_by_region_and_sku(client: Any) -> None:
    asked = {"model_format": "Meta", "model_name": "Llama-4-Scout-17B-16E-Instruct", "model_version": "1"}

    (here,) = client.location_based_model_capacities.list("swedencentral", **asked)
    everywhere = {item.location for item in client.model_capacities.list(**asked)}

    assert (here.name, here.location) == ("GlobalStandard", "SwedenCentral")
    assert here.properties.available_capacity > 0
    assert here.id.endswith("/models/Meta.Llama-4-Scout-17B-16E-Instruct.1/skuCapacities/GlobalStandard")
    assert "EastUS2" in everywhere
    assert "SoutheastAsia" not in everywhere


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"modelFormat": "Meta", "modelName": "x"},
            "The required query parameter 'modelVersion' is missing.",
        ),
        (
            {"modelFormat": "Mistral AI", "modelName": "x", "modelVersion": "1"},
            "The value 'Mistral AI' of query parameter 'modelFormat' is not valid.",
        ),
    ],
)
def test_all_three_values_are_required_and_have_a_pattern(
    estate: Estate, query: dict[str, str], message: str
) -> None:
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/modelCapacities"

    refusal = estate.arm.refused("GET", path, version="2025-06-01", **query)

    assert refusal.status_code == 400
    assert error_of(refusal) == {"code": "BadRequest", "message": message}


@pytest.mark.parametrize(
    ("name", "free", "reason"),
    [
        ("surely-nobodys-{tag}", True, None),
        ("under_score-{tag}", False, "Sub domain name 'under_score-{tag}' is not valid"),
        ("ai-{tag}", False, "Please pick a different name. The subdomain name 'ai-{tag}' is not available"),
    ],
)
def test_a_subdomain_can_be_asked_about(
    estate: Estate, client: Any, name: str, free: bool, reason: str | None
) -> None:
    foundry_account(estate)
    name = name.format(tag=estate.tag)

    said = client.check_domain_availability(name, TYPE)

    assert (said.is_subdomain_available, said.subdomain_name, said.type) == (free, name, TYPE)
    assert (said.reason or "").startswith((reason or "").format(tag=estate.tag))


def test_skus_of_accounts_say_what_the_offer_type_lacks(
    local_azure_with: Callable[[str], LocalAzureServer], client: Any
) -> None:
    asked = ("eastus", ["S0", "X9"], "OpenAI", TYPE)
    azure = local_azure_with("free-trial")

    paid = client.check_sku_availability(*asked).value
    with client_of(azure) as on_trial, Estate(azure) as estate:
        free = on_trial.check_sku_availability(*asked).value
        restricted = {each.kind for each in on_trial.resource_skus.list() if each.restrictions}
        body = {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}
        refusal = estate.put_refused(f"{ACCOUNTS}/oai", body, version=NEWEST)
        foundry_account(estate)

    assert [each.sku_available for each in paid] == [True, False]
    assert [each.sku_available for each in free] == [False, False]
    assert restricted == {"OpenAI"}
    assert not any(each.restrictions for each in client.resource_skus.list())
    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "SpecialFeatureOrQuotaIdRequired",
        "message": "The subscription does not have QuotaId/Feature required by SKU 'S0' from kind 'OpenAI' or contains "
        "blocked QuotaId/Feature.",
    }


def test_a_capacity_is_calculated_from_tokens(client: Any) -> None:
    each = ModelCapacityCalculatorWorkloadRequestParam(avg_prompt_tokens=400, avg_generated_tokens=101)
    model = DeploymentModel(format="Meta", name="Llama-3.3-70B-Instruct", version="3")
    workload = ModelCapacityCalculatorWorkload(request_per_minute=10, request_parameters=each)

    said = client.calculate_model_capacity(model, "GlobalStandard", [workload])

    assert said.estimated_capacity.value == 6


@pytest.mark.parametrize(
    ("ask", "action"),
    [
        (lambda client: list(client.usages.list("eastus")), "locations/usages/read"),
        (lambda client: list(client.models.list("eastus")), "locations/models/read"),
        (lambda client: list(client.resource_skus.list()), "skus/read"),
        (
            lambda client: client.check_domain_availability("x", TYPE),
            "checkDomainAvailability/action",
        ),
    ],
)
def test_who_may_not_ask_is_told_the_right(
    local_azure: LocalAzureServer, ask: Callable[[Any], Any], action: str
) -> None:
    with client_of(local_azure, "none") as nobody, pytest.raises(HttpResponseError) as refusal:
        ask(nobody)

    assert refusal.value.status_code == 403
    assert f"'Microsoft.CognitiveServices/{action}'" in str(refusal.value)


def test_deleted_accounts_are_listed_restored_and_purged(estate: Estate, client: Any) -> None:
    account, name = foundry_account(estate), f"ai-{estate.tag}"
    group = estate.group.rsplit("/", 1)[1]
    client.accounts.begin_delete(group, name).result()

    listed = {each.name: each for each in client.deleted_accounts.list()}[name]
    shown = client.deleted_accounts.get(estate.region, group, name)
    client.deleted_accounts.begin_purge(estate.region, group, name).result()

    assert listed.properties.scheduled_purge_date == shown.properties.scheduled_purge_date
    assert name not in {each.name for each in client.deleted_accounts.list()}
    assert estate.arm.raw("GET", estate.id(account), None, NEWEST).status_code == 404
