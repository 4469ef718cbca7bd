"""The plugin process over gRPC, against a running local Azure: what azure-native does, it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]  # no stubs in the lock file
import jwt
import pytest
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # no stubs
from pulumi.runtime import proto

from azure_native_standin import wire
from plugin_client import PluginClient, RefusedError

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

GROUP = "resources:ResourceGroup"
IDENTITY = "managedidentity:UserAssignedIdentity"
VAULT = "keyvault:Vault"
ENDPOINT = "machinelearningservices:OnlineEndpoint"


def identity(group: str, **more: Any) -> dict[str, Any]:
    return {"resourceGroupName": group, "resourceName": "identity1", **more}


def vault(group: str, local_azure: LocalAzureServer) -> dict[str, Any]:
    properties = {"tenantId": local_azure.env()["ARM_TENANT_ID"], "sku": {"family": "A", "name": "standard"}}
    return {"resourceGroupName": group, "vaultName": f"kv-{group}", "properties": properties}


def test_check_fills_in_name_location_and_api_version(plugin: PluginClient, group: str) -> None:
    checked = plugin.check(IDENTITY, {"resourceGroupName": group})

    assert re.fullmatch("thing[0-9a-f]{8}", checked.pop("resourceName"))
    assert checked == {
        "resourceGroupName": group,
        "location": "swedencentral",
        "azureApiVersion": "2023-01-31",
        "__createBeforeDelete": True,
    }


def test_a_name_once_made_is_kept(plugin: PluginClient, group: str) -> None:
    old = {"resourceName": "thing1", "location": "eastus", "__createBeforeDelete": True}

    assert plugin.check(IDENTITY, {"resourceGroupName": group}, old) == {
        **old,
        "resourceGroupName": group,
        "azureApiVersion": "2023-01-31",
    }


def test_without_a_group_there_is_no_location(plugin: PluginClient) -> None:
    with pytest.raises(RefusedError, match="missing required property 'location'"):
        plugin.check(IDENTITY, {"resourceGroupName": "rg-nowhere"})


def test_a_resource_is_made_with_arms_id_and_outputs(
    plugin: PluginClient, group: str, local_azure: LocalAzureServer
) -> None:
    arm_id, outputs = plugin.create(IDENTITY, identity(group, tags={"a": "1"}))

    assert arm_id == (
        f"/subscriptions/{local_azure.subscription}/resourceGroups/{group}"
        "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity1"
    )
    assert outputs["name"] == "identity1"
    assert outputs["tags"] == {"a": "1"}
    assert outputs["azureApiVersion"] == "2023-01-31"
    assert outputs["principalId"]


def test_what_exists_is_not_created_again(plugin: PluginClient, group: str) -> None:
    arm_id, _ = plugin.create(IDENTITY, identity(group))

    with pytest.raises(RefusedError) as refused:
        plugin.create(IDENTITY, identity(group))

    assert str(refused.value) == f"cannot create already existing resource '{arm_id}'"


def test_an_update_sends_the_whole_body(plugin: PluginClient, group: str) -> None:
    arm_id, _ = plugin.create(IDENTITY, identity(group, tags={"a": "1", "b": "2"}))

    assert plugin.update(IDENTITY, arm_id, identity(group, tags={"a": "2"}))["tags"] == {"a": "2"}


def test_a_vault_keeps_access_policies_the_program_does_not_name(
    plugin: PluginClient, group: str, local_azure: LocalAzureServer
) -> None:
    tenant = local_azure.env()["ARM_TENANT_ID"]
    policy = {"tenantId": tenant, "objectId": "o", "permissions": {"secrets": ["get"]}}
    with_policy = vault(group, local_azure)
    with_policy["properties"]["accessPolicies"] = [policy]
    arm_id, _ = plugin.create(VAULT, with_policy)

    outputs = plugin.update(VAULT, arm_id, {**vault(group, local_azure), "tags": {"a": "1"}})

    assert outputs["properties"]["accessPolicies"] == [policy]


def test_an_import_reads_the_inputs_that_made_it(plugin: PluginClient, group: str) -> None:
    arm_id, _ = plugin.create(IDENTITY, identity(group, tags={"a": "1"}))

    live = plugin.read(IDENTITY, arm_id)

    assert live.id == arm_id
    assert wire.read(live.inputs) == {
        **identity(group, tags={"a": "1"}),
        "location": "swedencentral",
        "azureApiVersion": "2023-01-31",
    }


def test_a_refresh_moves_into_the_inputs_what_changed_in_azure(plugin: PluginClient, group: str) -> None:
    inputs = identity(group, tags={"a": "1"})
    arm_id, outputs = plugin.create(IDENTITY, inputs)
    plugin.update(IDENTITY, arm_id, identity(group, tags={"a": "2"}))

    live = plugin.read(IDENTITY, arm_id, properties=outputs, inputs=inputs)

    assert wire.read(live.inputs) == identity(group, tags={"a": "2"})


def test_what_is_gone_reads_as_an_empty_id_and_deletes_again(plugin: PluginClient, group: str) -> None:
    arm_id, _ = plugin.create(IDENTITY, identity(group))
    plugin.delete(IDENTITY, arm_id)
    plugin.delete(IDENTITY, arm_id)

    assert plugin.read(IDENTITY, arm_id).id == ""


def test_functions_answer_by_their_rows(plugin: PluginClient, endpoint: dict[str, Any]) -> None:
    plugin.create(ENDPOINT, endpoint)
    names = {name: endpoint[name] for name in ("resourceGroupName", "workspaceName", "endpointName")}

    keys = plugin.invoke("machinelearningservices:listOnlineEndpointKeys", **names)
    found = plugin.invoke("machinelearningservices:getOnlineEndpoint", **names)

    assert keys.keys() == {"primaryKey", "secondaryKey"}
    assert found["name"] == endpoint["endpointName"]
    assert found["azureApiVersion"] == "2025-12-01"


def test_the_client_config_says_who_the_provider_is(
    plugin: PluginClient, local_azure: LocalAzureServer
) -> None:
    env = local_azure.env()
    owner = local_azure.scenario.principal("owner")
    assert owner is not None

    assert plugin.invoke("authorization:getClientConfig") == {
        "clientId": env["ARM_CLIENT_ID"],
        "objectId": owner.object_id,
        "subscriptionId": env["ARM_SUBSCRIPTION_ID"],
        "tenantId": env["ARM_TENANT_ID"],
    }
    ml = "https://ml.azure.com"
    for given, audience in (({}, local_azure.url), ({"endpoint": ml}, ml)):
        token = plugin.invoke("authorization:getClientToken", **given)["token"]
        assert jwt.decode(token, options={"verify_signature": False})["aud"] == audience


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("network:getSubnet", "does not know the function azure-native:network:getSubnet"),
        (GROUP, f"does not know the function azure-native:{GROUP}"),
    ],
)
def test_an_unknown_function_is_named(plugin: PluginClient, function: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        plugin.invoke(function)


def test_a_reader_gets_azures_own_words(local_azure: LocalAzureServer, group: str) -> None:
    with PluginClient(local_azure.env("reader")) as reader, pytest.raises(RefusedError) as refused:
        reader.configure().create(IDENTITY, identity(group))

    assert str(refused.value).startswith('Status=403 Code="AuthorizationFailed" Message="The client ')
    assert 'RequestId="' in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_wrong_secret_gets_entras_own_words(local_azure: LocalAzureServer, group: str) -> None:
    with PluginClient(local_azure.env()) as client, pytest.raises(RefusedError) as refused:
        client.configure(clientSecret="wrong").create(IDENTITY, identity(group))

    assert 'Status=401 Code="invalid_client" Message="AADSTS7000215: ' in str(refused.value)


def test_a_host_that_is_not_loopback_is_refused(local_azure: LocalAzureServer) -> None:
    with (
        PluginClient(local_azure.env()) as client,
        pytest.raises(RefusedError, match="talks to loopback only"),
    ):
        client.configure(metadataHost="management.azure.com")


def test_before_it_is_configured_it_says_so(local_azure: LocalAzureServer) -> None:
    with PluginClient(local_azure.env()) as client, pytest.raises(RefusedError) as refused:
        client.invoke("authorization:getClientConfig")

    assert refused.value.refusal.code is grpc.StatusCode.UNKNOWN
    assert str(refused.value) == "The provider received a request before it was configured."


@pytest.mark.parametrize(
    ("rpc", "request_", "words"),
    [
        (
            "GetSchema",
            proto.GetSchemaRequest(),
            "has no schema to generate code from. For `pulumi import`, pass --generate-code=false.",
        ),
        (
            "Parameterize",
            proto.ParameterizeRequest(),
            "can't be parameterized: use the types of pulumi_azure_native, with the API versions they have.",
        ),
    ],
)
def test_what_needs_the_real_plugins_schema_is_refused_plainly(
    plugin: PluginClient, rpc: str, request_: Any, words: str
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        getattr(plugin.stub, rpc)(request_)

    assert refused.value.details() == f"The local Azure's stand-in for azure-native {words}"


def test_an_engine_that_did_not_start_it_may_attach(plugin: PluginClient) -> None:
    assert plugin.stub.Attach(proto.PluginAttach(address="127.0.0.1:1")) == Empty()


def test_any_configuration_is_taken_and_a_changed_one_replaces_nothing(plugin: PluginClient) -> None:
    news = wire.write({"location": "eastus", "unknown": "x"})

    checked = plugin.stub.CheckConfig(proto.CheckRequest(news=news))
    changed = plugin.stub.DiffConfig(proto.DiffRequest(news=news))

    assert (wire.read(checked.inputs), list(checked.failures)) == (wire.read(news), [])
    assert (list(changed.replaces), list(changed.diffs)) == ([], [])


def test_a_difference_is_one_of_inputs_and_says_where_it_lies(plugin: PluginClient) -> None:
    old, news = (wire.write(identity("rg", tags={"a": text})) for text in ("1", "2"))
    urn = f"urn:pulumi:dev::test::azure-native:{IDENTITY}::thing"

    answer = plugin.stub.Diff(proto.DiffRequest(urn=urn, old_inputs=old, olds=old, news=news))

    changed = {path: (one.kind, one.inputDiff) for path, one in answer.detailedDiff.items()}
    assert changed == {"tags.a": (proto.PropertyDiff.UPDATE, True)}
    assert (answer.changes, list(answer.replaces)) == (proto.DiffResponse.DIFF_SOME, [])
