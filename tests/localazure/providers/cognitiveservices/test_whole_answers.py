"""Answers whole, field by field: clients of all languages read them, each its own part."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from estate import Arm
from foundry_builders import ACCOUNTS, LLAMA, NEWEST, deploy, deployment, foundry_account

if TYPE_CHECKING:
    from estate import Estate

OPENAI_RULES = [
    {
        "key": "openai.dalle.post",
        "renewalPeriod": 1,
        "count": 30,
        "matchPatterns": [{"path": "dalle/*", "method": "POST"}],
    },
    {
        "key": "default",
        "renewalPeriod": 1,
        "count": 30,
        "matchPatterns": [{"path": "*", "method": "*"}],
    },
]
OPENAI_CAPABILITIES = [
    {"name": "VirtualNetworks"},
    {"name": "CustomerManagedKey"},
    {"name": "EnableRLSForThrottling", "value": "false"},
]
ANALYZE = {
    "key": "formrecognizer.analyze",
    "renewalPeriod": 1,
    "count": 15,
    "dynamicThrottlingEnabled": True,
    "matchPatterns": [{"path": "formrecognizer/*", "method": "POST"}],
}
SPEECH = {
    "key": "speechservices.all",
    "renewalPeriod": 1,
    "count": 30,
    "matchPatterns": [{"path": "*", "method": "POST"}],
}
ACCOUNT_ROWS: dict[str, dict[str, Any]] = {
    "AIServices": {
        "callRateLimit": {"rules": OPENAI_RULES},
        "capabilities": OPENAI_CAPABILITIES,
        "apiProperties": {},
        "endpoint": "foundry/NAME/cognitiveservices/",
        "endpoints": {
            "AI Foundry API": "foundry/NAME/services.ai/",
            "Azure AI Model Inference API": "foundry/NAME/services.ai/",
            "OpenAI Language Model Instance API": "foundry/NAME/openai/",
            "Content Safety": "foundry/NAME/cognitiveservices/",
            "Token Service API": "foundry/NAME/cognitiveservices/",
        },
    },
    "OpenAI": {
        "callRateLimit": {"rules": OPENAI_RULES},
        "capabilities": OPENAI_CAPABILITIES,
        "apiProperties": {},
        "endpoint": "foundry/NAME/openai/",
        "endpoints": {
            "OpenAI Language Model Instance API": "foundry/NAME/openai/",
            "Token Service API": "foundry/NAME/openai/",
        },
    },
    "FormRecognizer": {
        "callRateLimit": {"rules": [ANALYZE]},
        "capabilities": [
            {"name": "DynamicThrottling"},
            {"name": "VirtualNetworks"},
            {"name": "Container", "value": "FormRecognizer.*"},
        ],
        "endpoint": "cognitiveservices/NAME/",
        "endpoints": {"FormRecognizer": "cognitiveservices/NAME/"},
    },
    "SpeechServices": {  # a kind that kinds.json does not have
        "callRateLimit": {"rules": [SPEECH]},
        "capabilities": [{"name": "VirtualNetworks"}],
        "endpoint": "cognitiveservices/NAME/",
        "endpoints": {"SpeechServices": "cognitiveservices/NAME/"},
    },
}


@pytest.mark.parametrize("kind", list(ACCOUNT_ROWS))
def test_an_account_is_what_its_kind_says(estate: Estate, kind: str) -> None:
    name = estate.name(kind.lower())
    body = {"kind": kind, "sku": {"name": "S0"}, "properties": {}}

    made = estate.put(f"{ACCOUNTS}/{name}", body, version=NEWEST)

    shown = made["properties"]
    assert len(bytes.fromhex(shown.pop("internalId"))) == 16
    assert datetime.fromisoformat(shown.pop("dateCreated"))
    common = {
        "allowProjectManagement": False,
        "isMigrated": False,
        "privateEndpointConnections": [],
        "provisioningState": "Succeeded",
        "publicNetworkAccess": "Enabled",
    }
    row = ACCOUNT_ROWS[kind]
    at = {api: f"{estate.azure.url}/{path}".replace("NAME", name) for api, path in row["endpoints"].items()}
    endpoint = f"{estate.azure.url}/{row['endpoint']}".replace("NAME", name)
    assert shown == common | row | {"endpoint": endpoint, "endpoints": at}
    assert (made["kind"], made["sku"], made["location"]) == (kind, {"name": "S0"}, estate.region)


@pytest.mark.parametrize(
    ("model", "sku", "version", "capacity", "capabilities", "limits"),
    [
        (LLAMA, "GlobalStandard", "3", 1, {"chatCompletion": "true"}, {"request": 1, "token": 1000}),
        (
            {"format": "Cohere", "name": "embed-v-4-0"},
            "globalstandard",
            "1",
            1,
            {"embeddings": "true", "imageEmbeddings": "true"},
            {"request": 1, "token": 1000},
        ),
        (
            {"format": "openai", "name": "WHISPER"},
            "Standard",
            "001",
            3,
            {
                "scaleType": "Standard",
                "audio": "true",
                "audioTranscriptions": "true",
                "audioTranslations": "true",
            },
            {"request": 3},
        ),
        (
            {"format": "OpenAI", "name": "gpt-unlisted", "version": "7"},
            "Standard",
            "7",
            1,
            {"chatCompletion": "true"},
            {"request": 1, "token": 1000},
        ),
        (  # none that the local Azure lists: OpenAI's own are taken as they come
            {"format": "OpenAI", "name": "gpt-unlisted"},
            "DataZoneStandard",
            "1",
            1,
            {"chatCompletion": "true"},
            {"request": 1, "token": 1000},
        ),
    ],
)
def test_a_deployment_shows_what_it_got(
    estate: Estate,
    model: dict[str, str],
    sku: str,
    version: str,
    capacity: int,
    capabilities: dict[str, str],
    limits: dict[str, int],
) -> None:
    made = deploy(estate, foundry_account(estate), "chat", deployment(model, sku))

    periods = {"request": 10, "token": 60}
    assert made["sku"] == {"name": sku, "capacity": capacity}
    assert made["properties"] == {
        "model": model | {"version": version},
        "versionUpgradeOption": "OnceNewDefaultVersionAvailable",
        "currentCapacity": capacity,
        "capabilities": capabilities,
        "provisioningState": "Succeeded",
        "rateLimits": [
            {"key": key, "renewalPeriod": periods[key], "count": count} for key, count in limits.items()
        ],
    }


def test_a_deployment_without_a_sku_is_standard(estate: Estate) -> None:
    body = {"properties": {"model": {"format": "OpenAI", "name": "gpt-4o"}}}

    made = deploy(estate, foundry_account(estate), "chat", body)

    assert made["sku"] == {"name": "Standard", "capacity": 100}


@pytest.mark.parametrize(
    ("model", "sku", "capacity"),
    [
        ("gpt-4o", "Standard", {"default": 100, "minimum": 1, "maximum": 1_000_000, "step": 1}),
        ("whisper", "Standard", {"default": 3, "minimum": 1, "maximum": 9999, "step": 1}),
        ("gpt-new", "Anything", {"default": 7, "minimum": 1, "maximum": 1_000_000, "step": 1}),
    ],
)
def test_what_a_deployment_can_be_scaled_to(
    estate: Estate, model: str, sku: str, capacity: dict[str, int]
) -> None:
    account = foundry_account(estate)
    deploy(
        estate,
        account,
        "chat",
        deployment({"format": "OpenAI", "name": model}, sku, capacity=7),
    )

    found = estate.get(f"{account}/deployments/chat/skus", version=NEWEST)

    row = {"resourceType": f"{ACCOUNTS}/deployments", "sku": {"name": sku}, "capacity": capacity}
    assert found == {"value": [row]}


def test_a_soft_deleted_account_is_shown_as_it_was(estate: Estate) -> None:
    account, group = foundry_account(estate), estate.group.rsplit("/", 1)[1]
    before = estate.get(account, version=NEWEST)
    estate.delete(account, version=NEWEST)
    place = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations"
    path = f"resourceGroups/{group}/deletedAccounts/{before['name']}"

    shown = estate.arm.send("GET", f"{place}/Sweden Central/{path}", version=NEWEST)
    elsewhere = estate.arm.raw("GET", f"{place}/eastus/{path}", None, NEWEST)
    purged_elsewhere = estate.arm.raw("DELETE", f"{place}/eastus/{path}", None, NEWEST)
    still = estate.arm.raw("GET", f"{place}/{estate.region}/{path}", None, NEWEST)

    properties = shown["properties"]
    deleted, purged = (
        datetime.fromisoformat(properties[name]) for name in ("deletionDate", "scheduledPurgeDate")
    )
    assert (shown["id"], shown["name"]) == (f"{place}/swedencentral/{path}", before["name"])
    assert (shown["kind"], shown["sku"], shown["location"]) == ("AIServices", {"name": "S0"}, estate.region)
    assert purged - deleted == timedelta(hours=48)
    assert properties["customSubDomainName"] == before["properties"]["customSubDomainName"]
    assert (elsewhere.status_code, purged_elsewhere.status_code, still.status_code) == (404, 204, 200)
    assert elsewhere.json()["error"]["code"] == "ResourceNotFound"


def test_a_project_and_its_connection(estate: Estate) -> None:
    account = foundry_account(estate)
    project = estate.put(f"{account}/projects/p1", {"properties": {}}, version=NEWEST)
    sent = {"category": "ApiKey", "authType": "ApiKey", "target": "x", "credentials": {"key": "z"}}

    for path in (f"{account}/connections/c1", f"{account}/projects/p1/connections/c1"):
        made = estate.arm.raw("PUT", estate.id(path), {"properties": sent}, NEWEST)
        again = estate.arm.raw(
            "PUT", estate.id(path), {"properties": sent | {"metadata": {"a": "b"}}}, NEWEST
        )

        shown = {"category": "ApiKey", "authType": "ApiKey", "target": "x"}
        rest = {"isSharedToAll": False, "sharedUserList": []}
        assert (made.status_code, again.status_code) == (200, 200)
        assert made.json()["properties"] == shown | rest | {"metadata": {}}
        assert estate.get(path, version=NEWEST)["properties"] == shown | rest | {"metadata": {"a": "b"}}

    at = f"{estate.azure.url}/foundry/{estate.name('ai')}/services.ai/api/projects/p1"
    assert project["identity"]["type"] == "SystemAssigned"
    assert project["properties"] == {"provisioningState": "Succeeded", "endpoints": {"AI Foundry API": at}}


@pytest.mark.parametrize("sku", ["Standard", "DataZoneStandard", "GlobalStandard"])
def test_pay_as_you_go_is_paused_by_who_may(estate: Estate, sku: str) -> None:
    path = f"{foundry_account(estate)}/deployments/chat"
    estate.put(path, deployment({"format": "OpenAI", "name": "gpt-unlisted"}, sku), version=NEWEST)
    reader = Arm(estate.azure, "reader")

    for action, state in (("pause", "Paused"), ("resume", "Running")):
        refusal = reader.refused("POST", estate.id(f"{path}/{action}"), {}, version=NEWEST)
        said = estate.post(f"{path}/{action}", version=NEWEST)
        assert f"'{ACCOUNTS}/deployments/{action}/action'" in str(refusal)
        assert (said["name"], said["properties"]["deploymentState"]) == ("chat", state)
    reader.close()
