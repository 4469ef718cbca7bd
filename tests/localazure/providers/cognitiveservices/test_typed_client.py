"""The way of `ensure`: accounts, projects and deployments by azure-mgmt-cognitiveservices, operations and all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.cognitiveservices.models import (
    Account,
    AccountProperties,
    Deployment,
    DeploymentModel,
    DeploymentProperties,
    Identity,
    PatchResourceTagsAndSku,
    Project,
    ProjectProperties,
    Sku,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from estate import Estate


@pytest.fixture
def client(local_azure: LocalAzureServer) -> Iterator[Any]:
    """The typed client, as Any: it calls all that it answers optional. It waits for nothing between polls."""
    with CognitiveServicesManagementClient(
        subscription_id=local_azure.subscription, polling_interval=0.05, **local_azure.client_args()
    ) as made:
        yield made


def account_of(estate: Estate, **properties: Any) -> Account:
    return Account(
        kind="AIServices",
        location=estate.region,
        sku=Sku(name="S0"),
        identity=Identity(type="SystemAssigned"),
        properties=AccountProperties(
            custom_sub_domain_name=f"ai-{estate.tag}", allow_project_management=True, **properties
        ),
    )


def llama(capacity: int, **properties: Any) -> Deployment:
    model = DeploymentModel(format="Meta", name="Llama-3.3-70B-Instruct")
    return Deployment(
        sku=Sku(name="GlobalStandard", capacity=capacity),
        properties=DeploymentProperties(model=model, **properties),
    )


def test_all_is_made_changed_and_deleted(estate: Estate, client: Any) -> None:
    where = (estate.group.rsplit("/", 1)[1], f"ai-{estate.tag}")

    made = client.accounts.begin_create(*where, account_of(estate)).result()
    project = client.projects.begin_create(
        *where,
        "p1",
        Project(
            location=estate.region, identity=Identity(type="SystemAssigned"), properties=ProjectProperties()
        ),
    ).result()
    chat = client.deployments.begin_create_or_update(
        *where,
        "chat",
        llama(2, version_upgrade_option="NoAutoUpgrade", rai_policy_name="Microsoft.DefaultV2"),
    ).result()
    scaled = client.deployments.begin_update(
        *where, "chat", PatchResourceTagsAndSku(sku=Sku(name="GlobalStandard", capacity=3))
    ).result()
    client.deployments.begin_delete(*where, "chat").result()
    client.projects.begin_delete(*where, "p1").result()
    client.accounts.begin_delete(*where).result()

    states = [each.properties.provisioning_state for each in (made, project, chat, scaled)]
    assert states == ["Succeeded"] * 4
    assert (chat.properties.version_upgrade_option, chat.properties.rai_policy_name) == (
        "NoAutoUpgrade",
        "Microsoft.DefaultV2",
    )
    assert scaled.sku.capacity == 3
    assert list(client.accounts.list_by_resource_group(where[0])) == []


def test_siblings_conflict(estate: Estate, client: Any) -> None:
    where = (estate.group.rsplit("/", 1)[1], f"ai-{estate.tag}")
    client.accounts.begin_create(*where, account_of(estate)).result()
    client.deployments.begin_create_or_update(*where, "one", llama(1), polling=False)

    with pytest.raises(ResourceExistsError) as refusal:  # azure-core's name for any 409
        client.deployments.begin_create_or_update(*where, "two", llama(1))
    states = [client.deployments.get(*where, "one").properties.provisioning_state for _ in range(2)]
    second = client.deployments.begin_create_or_update(*where, "two", llama(1)).result()

    assert states == ["Accepted", "Succeeded"]
    assert "(RequestConflict)" in str(refusal.value)
    assert second.properties.provisioning_state == "Succeeded"


def test_an_account_without_keys_says_so(estate: Estate, client: Any) -> None:
    where = (estate.group.rsplit("/", 1)[1], f"ai-{estate.tag}")
    client.accounts.begin_create(*where, account_of(estate, disable_local_auth=True)).result()

    with pytest.raises(HttpResponseError, match="disableLocalAuth is set to be true"):
        client.accounts.list_keys(*where)
