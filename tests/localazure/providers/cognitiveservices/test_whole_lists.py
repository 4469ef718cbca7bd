"""Lists of models and usages whole, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundry_builders import ACCOUNTS, MISTRAL, NEWEST, deploy, deployment, foundry_account, usages

if TYPE_CHECKING:
    from estate import Estate


def listed(estate: Estate, version: str, region: str = "eastus2") -> list[Any]:
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/{region}/models"
    return list(estate.arm.send("GET", path, version=version)["value"])


@pytest.mark.parametrize("version", ["2025-06-01", NEWEST])
def test_a_model_of_a_regions_list(estate: Estate, version: str) -> None:
    rates = [
        {"key": "request", "renewalPeriod": 10, "count": 1},
        {"key": "token", "renewalPeriod": 60, "count": 1000},
    ]
    dates = {"createdAt": "2024-02-15T00:00:00Z", "lastModifiedAt": "2024-02-15T00:00:00Z"}
    since_2026 = {"deprecationStatus": "Planned"} if version == NEWEST else {}

    row = next(row for row in listed(estate, version) if row["name"] == "OpenAI.gpt-35-turbo.0125")

    model = row.pop("model")
    standard, provisioned = model.pop("skus")
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/EastUS2/models"
    assert row == {
        "id": f"{path}/OpenAI.gpt-35-turbo.0125",
        "type": "Microsoft.CognitiveServices/locations/models",
        "name": "OpenAI.gpt-35-turbo.0125",
        "location": "EastUS2",
        "kind": "OpenAI",
        "skuName": "S0",
    }
    assert {key: standard[key] for key in standard if key != "costs"} == {
        "name": "Standard",
        "usageName": "OpenAI.Standard.gpt-35-turbo",
        "capacity": {"maximum": 1_000_000, "default": 100},
        "deprecationDate": "2025-11-11T00:00:00Z",
        "rateLimits": rates,
    }
    assert [cost["name"] for cost in standard["costs"]] == ["ContextToken", "GeneratedToken"]
    assert "rateLimits" not in provisioned
    assert provisioned["capacity"] == {"minimum": 50, "maximum": 30_000, "step": 50}
    assert (
        model["deprecation"]
        == {
            "inference": "2025-11-11T00:00:00Z",
            "fineTune": "2025-10-28T00:00:00Z",
        }
        | since_2026
    )
    assert model["systemData"] == dates | {
        "createdBy": "Microsoft",
        "createdByType": "Application",
        "lastModifiedBy": "Microsoft",
        "lastModifiedByType": "Application",
    }
    assert (model["isDefaultVersion"], model["maxCapacity"]) == (True, 9)
    assert model["description"].startswith("GPT-3.5 models")
    assert ("replacementConfig" in model, "modelCatalogAssetId" in model) == (bool(since_2026),) * 2
    assert "finetuneCapabilities" not in model  # of version 1106 alone


def test_a_partners_model_of_a_regions_list(estate: Estate) -> None:
    rows = {row["name"]: row["model"] for row in listed(estate, NEWEST, "Sweden Central")}

    assert rows["Meta.Llama-4-Scout-17B-16E-Instruct.1"] == {
        "format": "Meta",
        "name": "Llama-4-Scout-17B-16E-Instruct",
        "version": "1",
        "isDefaultVersion": True,
        "skus": [
            {
                "name": "GlobalStandard",
                "usageName": "AIServices.GlobalStandard.Llama-4-Scout-17B-16E-Instruct",
                "capacity": {"maximum": 1_000_000, "default": 1},
                "deprecationDate": "2099-12-31T00:00:00Z",
                "rateLimits": [
                    {"key": "request", "renewalPeriod": 10, "count": 1},
                    {"key": "token", "renewalPeriod": 60, "count": 1000},
                ],
            }
        ],
        "maxCapacity": 3,
        "capabilities": {"chatCompletion": "true"},
        "deprecation": {"inference": "2099-12-31T00:00:00Z", "deprecationStatus": "Planned"},
        "lifecycleStatus": "GenerallyAvailable",
        "systemData": {
            "createdBy": "Microsoft",
            "createdByType": "Application",
            "createdAt": "2025-01-01T00:00:00Z",
            "lastModifiedAt": "2025-01-01T00:00:00Z",
            "lastModifiedBy": "Microsoft",
            "lastModifiedByType": "Application",
        },
    }
    told = {name: (rows[name]["isDefaultVersion"], rows[name]["lifecycleStatus"]) for name in rows}
    assert told["OpenAI-OSS.gpt-oss-120b.1"] == (True, "Stable")
    assert told["Mistral AI.Mistral-Large-3.1"] == (True, "Preview")
    assert told["OpenAI.gpt-35-turbo.0613"] == (False, "Deprecated")


def test_an_accounts_models_are_its_regions_without_the_frame(estate: Estate) -> None:
    account = foundry_account(estate)

    of_account = estate.get(f"{account}/models", version=NEWEST)["value"]

    of_region = [row["model"] for row in listed(estate, NEWEST, estate.region) if row["kind"] == "AIServices"]
    assert of_account == of_region


def test_a_usage_says_what_it_counts_and_where(estate: Estate) -> None:
    found = usages(estate)
    tokens = "Tokens Per Minute (thousands)"
    for key, label, limit, scope in (
        ("AccountCount", "Maximum Resources per Region", 100, {}),
        (
            "OpenAI.ProvisionedManaged",
            "Provisioned Managed Throughput Unit",
            0,
            {"scopeId": estate.region, "scopeType": "Regional"},
        ),
        (
            "OpenAI.Standard.gpt-4o",
            f"{tokens} - gpt-4o - Standard",
            1000,
            {"scopeId": estate.region, "scopeType": "Regional"},
        ),
        (
            "AIServices.GlobalStandard.gpt-oss-120b",
            f"{tokens} - gpt-oss-120b - GlobalStandard",
            5000,
            {"scopeId": "global", "scopeType": "Global"},
        ),
    ):
        assert (
            found[key]
            == {
                "name": {"value": key, "localizedValue": label},
                "currentValue": found[key]["currentValue"],
                "limit": limit,
                "unit": "Count",
            }
            | scope
        )


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("name.value eq 'AccountCount'", ["AccountCount"]),
        ("Name.Value eq 'AccountCount'", ["AccountCount"]),
        ("name.value eq 'nobody'", []),
        ("limit eq '5'", None),  # not documented: not looked at
        ("", None),
    ],
)
def test_the_one_filter_of_usages(estate: Estate, condition: str, found: list[str] | None) -> None:
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/{estate.region}/usages"

    rows = estate.arm.send("GET", path, version=NEWEST, **{"$filter": condition})["value"]

    names = [row["name"]["value"] for row in rows]
    assert names == (list(usages(estate)) if found is None else found)


def test_an_openai_accounts_usages_are_those_of_openais_models(estate: Estate) -> None:
    path = f"{ACCOUNTS}/{estate.name('oai')}"
    estate.put(path, {"kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}}, version=NEWEST)
    body = deployment({"format": "OpenAI", "name": "gpt-4o"}, capacity=4)
    deploy(estate, path, "chat", body)

    rows = {
        row["name"]["value"]: row["currentValue"]
        for row in estate.get(f"{path}/usages", version=NEWEST)["value"]
    }

    assert (
        rows["OpenAI.GlobalStandard.gpt-4o"] == usages(estate)["OpenAI.GlobalStandard.gpt-4o"]["currentValue"]
    )
    assert all(key.startswith("OpenAI.") for key in rows)


def test_a_deployment_of_mistral_shares_no_quota_with_other_models(estate: Estate) -> None:
    before = usages(estate)

    deploy(estate, foundry_account(estate), "chat", deployment(MISTRAL, capacity=3))

    after = usages(estate)
    assert {key for key in after if after[key] != before[key]} == {
        "AccountCount",
        "AIServices.GlobalStandard.Mistral-Large-3",
    }
