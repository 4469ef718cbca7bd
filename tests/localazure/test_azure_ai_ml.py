"""The unmodified azure-ai-ml against the local Azure. Importing it costs seconds: no other file does."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from azure_fixtures import shell_of
from estate import A100, LLAMA, PHI, PHI_VERSION, Estate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure.ai.ml import MLClient

    from azure_fixtures import LocalAzureServer

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # azure-ai-ml's own, about marshmallow


@pytest.fixture(scope="module")
def ml_client(local_azure: LocalAzureServer) -> Iterator[Callable[..., MLClient]]:
    """Return a function that makes an MLClient in the local Azure's environment."""
    with shell_of(local_azure), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from azure.ai.ml import MLClient

        with local_azure.credential() as credential:
            yield lambda *args, **more: MLClient(credential, *args, **more)


@pytest.fixture(scope="module")
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A resource group with a hub and a project."""
    with Estate(local_azure) as made:
        made.project()
        yield made


@pytest.fixture(scope="module")
def ml(ml_client: Callable[..., MLClient], estate: Estate) -> MLClient:
    """A client of the project."""
    return ml_client(estate.azure.subscription, estate.group.rpartition("/")[2], "chat")


@pytest.fixture(scope="module")
def meta(ml_client: Callable[..., MLClient]) -> MLClient:
    """A client of Meta's registry."""
    return ml_client(registry_name="azureml-meta")


def test_hub_and_project_are_read(ml: MLClient, estate: Estate) -> None:
    hub, project = ml.workspaces.get("hub"), ml.workspaces.get("chat")

    assert (hub.location, project.location) == ("swedencentral", "swedencentral")
    assert project.hub_id == hub.id
    assert sorted(workspace.name for workspace in ml.workspaces.list()) == ["chat", "hub"]


def test_workspace_keys_are_read(ml: MLClient) -> None:
    keys = ml.workspaces.get_keys("hub")

    assert keys is not None
    assert keys.user_storage_resource_id
    assert keys.user_storage_key


def test_a_marketplace_subscription_from_birth_to_death(ml: MLClient, estate: Estate) -> None:
    from azure.ai.ml.entities import MarketplaceSubscription

    made = ml.marketplace_subscriptions.begin_create_or_update(
        MarketplaceSubscription(name="llama", model_id=LLAMA)
    ).result()
    listed = [subscription.name for subscription in ml.marketplace_subscriptions.list()]
    ml.marketplace_subscriptions.begin_delete("llama").result()

    assert made.marketplace_plan.publisher_id == "metagenai"
    assert (made.status, made.provisioning_state) == ("subscribed", "succeeded")
    assert listed == ["llama"]
    with pytest.raises(ResourceNotFoundError):
        ml.marketplace_subscriptions.get("llama")


def test_a_serverless_endpoint_from_birth_to_death(ml: MLClient, estate: Estate) -> None:
    from azure.ai.ml.entities import ServerlessEndpoint

    name = estate.name("phi")
    made = ml.serverless_endpoints.begin_create_or_update(
        ServerlessEndpoint(name=name, model_id=PHI)
    ).result()
    read = ml.serverless_endpoints.get(name)
    keys = ml.serverless_endpoints.get_keys(name)
    listed = [endpoint.name for endpoint in ml.serverless_endpoints.list()]
    ml.serverless_endpoints.begin_delete(name).result()

    assert made.scoring_uri == read.scoring_uri == f"{estate.azure.url}/serverless/swedencentral/{name}"
    assert keys.primary_key != keys.secondary_key
    assert listed == [name]
    with pytest.raises(ResourceNotFoundError):
        ml.serverless_endpoints.get(name)


def test_an_online_endpoint_from_birth_to_death(ml: MLClient, estate: Estate) -> None:
    from azure.ai.ml.entities import ManagedOnlineDeployment, ManagedOnlineEndpoint

    name = estate.name("online")
    ml.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name=name, auth_mode="key")).result()
    deployment = ManagedOnlineDeployment(
        name="blue", endpoint_name=name, model=PHI_VERSION, instance_type=A100, instance_count=1
    )
    ml.online_deployments.begin_create_or_update(deployment).result()
    endpoint = ml.online_endpoints.get(name)
    endpoint.traffic = {"blue": 100}
    shifted = ml.online_endpoints.begin_create_or_update(endpoint).result()
    logs = ml.online_deployments.get_logs("blue", name, lines=5)
    deployments = [each.name for each in ml.online_deployments.list(name)]
    ml.online_endpoints.begin_delete(name).result()

    assert shifted.traffic == {"blue": 100}
    assert "local Azure" in logs
    assert deployments == ["blue"]
    with pytest.raises(ResourceNotFoundError):
        ml.online_endpoints.get(name)


def test_an_online_endpoints_key_is_regenerated(ml: MLClient, estate: Estate) -> None:
    name = estate.name("keys")
    estate.online("Microsoft.MachineLearningServices/workspaces/chat", name)
    before: Any = ml.online_endpoints.get_keys(name)

    ml.online_endpoints.begin_regenerate_keys(name, key_type="secondary").result()

    after: Any = ml.online_endpoints.get_keys(name)
    assert after.primary_key == before.primary_key
    assert after.secondary_key != before.secondary_key


def test_a_refusal_shows_azures_words(ml: MLClient) -> None:
    from azure.ai.ml.entities import MarketplaceSubscription

    subscription = MarketplaceSubscription(name="phi", model_id=PHI)

    with pytest.raises(HttpResponseError, match="Marketplace plan is not required for ModelId") as refusal:
        ml.marketplace_subscriptions.begin_create_or_update(subscription).result()

    assert refusal.value.error is not None
    assert refusal.value.error.code == "MarketplacePlanNotRequiredForModel"


def test_the_newest_model_of_a_registry(meta: MLClient) -> None:
    model = meta.models.get("Llama-3.3-70B-Instruct", label="latest")

    assert model.id == f"{LLAMA}/versions/{model.version}"
    assert meta.models.get("Llama-3.3-70B-Instruct", version=model.version).id == model.id
    assert [each.version for each in meta.models.list(name="Llama-3.3-70B-Instruct")] == [model.version]


def test_a_registrys_models_are_listed(meta: MLClient) -> None:
    names = [model.name for model in meta.models.list()]

    assert "Llama-3.3-70B-Instruct" in names
    assert not any(name.startswith("Phi") for name in names)


def test_recommended_sizes_come_from_the_registry(ml_client: Callable[..., MLClient]) -> None:
    model = ml_client(registry_name="azureml").models.get("Phi-4", label="latest")

    assert A100 in model.properties["inference-recommended-sku"]
    assert model.properties["SharedComputeCapacityEnabled"] == "True"


def test_what_a_registry_does_not_hold(ml_client: Callable[..., MLClient], meta: MLClient) -> None:
    with pytest.raises(ResourceNotFoundError):
        meta.models.get("No-Such-Model", version="1")
    with pytest.raises(ResourceNotFoundError):
        meta.models.get("Llama-3.3-70B-Instruct", version="999")
    with pytest.raises(ResourceNotFoundError):
        ml_client(registry_name="no-such-registry")


def test_usages_and_sizes_of_a_region(ml: MLClient) -> None:
    rows = [
        usage for usage in ml.compute.list_usage(location="swedencentral") if "dedicatedCores" in usage.type
    ]
    usages = {usage.name["value"]: usage for usage in rows}
    sizes: dict[str, Any] = {size.name: size for size in ml.compute.list_sizes(location="swedencentral")}

    assert usages["standardNCADSA100v4Family"].limit == 500
    assert sizes[A100].vCPUs == 24  # azure-ai-ml fills the wire's names in, not its own
