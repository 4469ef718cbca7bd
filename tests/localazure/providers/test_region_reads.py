"""Quotas, usages and sizes of a region, and Marketplace terms: whole rows, in process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.scenarios.parts import Quotas
from open_azure import SUBSCRIPTION

if TYPE_CHECKING:
    from open_azure import OpenAzure

A100, T4 = "standardNCADSA100v4Family", "standard NCASv3_T4 Family"
ML = f"{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices"
COMPUTE = f"{SUBSCRIPTION}/providers/Microsoft.Compute"
ORDERING = f"{SUBSCRIPTION}/providers/Microsoft.MarketplaceOrdering"
PLAN = "publishers/Meta/offers/llama/plans/Any"
CURRENT = f"{ORDERING}/offerTypes/virtualmachine/{PLAN}/agreements/current"
VERSIONS = {ML: "2025-12-01", COMPUTE: "2024-07-01", ORDERING: "2021-01-01"}


def ask(azure: OpenAzure, method: str, path: str, body: Any = None, **query: str) -> Any:
    version = next(version for start, version in VERSIONS.items() if path.startswith(start))
    return azure.ask(method, path, body, query={"api-version": version} | query).body


@pytest.fixture
def limited(whole: OpenAzure) -> OpenAzure:
    """A subscription with limits of its own in one region."""
    quotas = Quotas(default=10, families={T4: 20}, regions={"swedencentral": {A100: 48}})
    whole.scenario = whole.scenario.model_copy(update={"quotas": quotas})
    return whole


def row(place: str, kind: str, name: str, words: str, limit: int) -> dict[str, Any]:
    return {
        "id": place,
        "type": f"Microsoft.MachineLearningServices/{kind}/usages",
        "unit": "Count",
        "currentValue": 0,
        "limit": limit,
        "name": {"value": name, "localizedValue": words},
    }


@pytest.mark.parametrize(("location", "a100"), [("Sweden Central", 48), ("eastus2", 10)])
def test_all_rows_of_a_regions_usages(limited: OpenAzure, location: str, a100: int) -> None:
    rows = ask(limited, "GET", f"{ML}/locations/{location}/usages")["value"]

    names = [row["name"]["value"] for row in rows]
    families = names[2 : names.index("TotalLowPriorityCores")]
    assert families == sorted(families)
    assert names[3 + len(families) :] == families
    assert rows[0] == row(SUBSCRIPTION, "totalClusters", "TotalClusters", "Total Clusters", 200)
    dedicated = 10 * (len(families) - 2) + 20 + a100
    words = "Total Cluster Dedicated Regional vCPUs"
    assert rows[1] == row(SUBSCRIPTION, "totalDedicatedCores", "TotalDedicatedCores", words, dedicated)
    low = "Total Cluster Low Priority Regional vCPUs"
    assert rows[2 + len(families)] == row(
        SUBSCRIPTION, "totalLowPriorityCores", "TotalLowPriorityCores", low, 0
    )
    assert (
        row(
            f"{SUBSCRIPTION}/usages/standard_NCASv3_T4_Family",
            "vmFamily/dedicatedCores",
            T4,
            f"{T4} Cluster Dedicated vCPUs",
            20,
        )
        in rows
    )
    assert (
        row(
            f"{SUBSCRIPTION}/usages/{A100}",
            "vmFamily/lowPriorityCores",
            A100,
            f"{A100} Cluster LowPriority vCPUs",
            -1,
        )
        in rows
    )


def test_all_rows_of_a_regions_quotas(limited: OpenAzure) -> None:
    rows = ask(limited, "GET", f"{ML}/locations/Sweden Central/quotas")["value"]

    assert {
        "id": f"{SUBSCRIPTION}/quotas/standard_NCASv3_T4_Family",
        "type": "Microsoft.MachineLearningServices/vmFamily/dedicatedCores/quotas",
        "unit": "Count",
        "limit": 20,
        "location": None,
        "name": {"value": T4, "localizedValue": f"{T4} Cluster Dedicated vCPUs"},
    } in rows
    assert {row["limit"] for row in rows} == {10, 20, 48}


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (
            "Standard_NC24ads_A100_v4",
            {"family": A100, "vCPUs": 24, "gpus": 1, "memoryGB": 220, "maxResourceVolumeMB": 65536},
        ),
        ("Standard_NC4as_T4_v3", {"family": T4, "vCPUs": 4, "gpus": 1}),
        ("Standard_DS1_v2", {"family": "standardDSv2Family", "vCPUs": 1, "gpus": 0}),
    ],
)
def test_all_that_a_size_says(whole: OpenAzure, size: str, shown: dict[str, Any]) -> None:
    rows = ask(whole, "GET", f"{ML}/locations/swedencentral/vmSizes")["value"]

    (found,) = (each for each in rows if each["name"] == size)
    assert (
        found
        == {
            "name": size,
            "lowPriorityCapable": False,
            "premiumIO": True,
            "supportedComputeTypes": ["ManagedOnlineEndpoint"],
        }
        | shown
    )


def test_a_size_that_never_was_has_no_family_either(whole: OpenAzure) -> None:
    compute = whole.scenario.compute.model_copy(update={"absent": ("Standard_NC*as_T4_v3",)})
    whole.scenario = whole.scenario.model_copy(update={"compute": compute})

    told = [
        {row["family"] if kind == "vmSizes" else row["name"]["value"] for row in rows}
        for kind in ("vmSizes", "quotas", "usages")
        for rows in [ask(whole, "GET", f"{ML}/locations/swedencentral/{kind}")["value"]]
    ]

    assert all(A100 in families and T4 not in families for families in told)


@pytest.mark.parametrize(("location", "a100"), [("Sweden Central", 48), ("eastus2", 10)])
def test_all_rows_of_compute_usages(limited: OpenAzure, location: str, a100: int) -> None:
    rows = ask(limited, "GET", f"{COMPUTE}/locations/{location}/usages")["value"]

    names = [row["name"]["value"] for row in rows]
    assert names == sorted(set(names))
    assert {
        "unit": "Count",
        "currentValue": 0,
        "limit": a100,
        "name": {"value": A100, "localizedValue": f"{A100} vCPUs"},
    } in rows


@pytest.mark.parametrize(
    ("filter_", "regions"),
    [
        ("location eq 'swedencentral'", ["swedencentral"]),
        ("location  eq 'Sweden Central'", ["swedencentral"]),
        ("location eq 'nowhere'", None),
        ("", "all"),
    ],
)
def test_all_that_a_compute_sku_says(whole: OpenAzure, filter_: str, regions: list[str] | str | None) -> None:
    query = {"$filter": filter_} if filter_ else {}
    skus = ask(whole, "GET", f"{COMPUTE}/skus", **query)["value"]

    if regions is None:
        assert skus == []
        return
    sku = next(each for each in skus if each["name"] == "Standard_NC24ads_A100_v4")
    plain = next(each for each in skus if each["name"] == "Standard_DS1_v2")
    if regions == "all":
        assert {"swedencentral", "eastus2"} <= set(sku["locations"])
        regions = sku["locations"]
    assert sku == {
        "resourceType": "virtualMachines",
        "name": "Standard_NC24ads_A100_v4",
        "tier": "Standard",
        "family": A100,
        "locations": regions,
        "locationInfo": [{"location": name, "zones": []} for name in regions],
        "capabilities": [
            {"name": "vCPUs", "value": "24"},
            {"name": "GPUs", "value": "1.0"},
            {"name": "MemoryGB", "value": "220"},
        ],
        "restrictions": [],
    }
    assert [each["name"] for each in plain["capabilities"]] == ["vCPUs", "GPUs"]


@pytest.mark.parametrize(
    ("sent", "accepted"),
    [
        (None, False),
        ({"properties": None}, False),
        ({"properties": {}}, False),
        ({"properties": {"accepted": True}}, True),
        ({"properties": {"accepted": "true"}}, False),
        ({"properties": {"accepted": False}}, False),
    ],
)
def test_terms_are_accepted_by_saying_so(whole: OpenAzure, sent: Any, accepted: bool) -> None:
    answer = ask(whole, "PUT", CURRENT, sent)

    read = ask(whole, "GET", CURRENT)
    assert answer == read
    assert read["properties"]["accepted"] is accepted
    assert read["properties"]["retrieveDatetime"] == (whole.clock.now().isoformat() if accepted else "")


def test_terms_with_another_signature_are_refused(whole: OpenAzure) -> None:
    forged = {"properties": {"accepted": True, "signature": "X"}}

    refusal = whole.refused("PUT", CURRENT, forged, query={"api-version": "2021-01-01"})

    assert (refusal.status, refusal.code) == (400, "BadRequest")
    assert refusal.message == "The signature does not match: retrieve the terms again."
    assert ask(whole, "GET", CURRENT)["properties"]["accepted"] is False


def test_what_is_accepted_is_listed_until_it_is_cancelled(whole: OpenAzure) -> None:
    plans = [f"{ORDERING}/agreements/{publisher}/offers/o/plans/p" for publisher in ("zeta", "Alpha", "mid")]
    for plan in plans:
        assert ask(whole, "POST", f"{plan}/sign", {})["properties"]["accepted"] is True

    cancelled = ask(whole, "POST", f"{plans[2]}/cancel", {})
    listed = ask(whole, "GET", f"{ORDERING}/agreements")["value"]

    assert cancelled == ask(whole, "GET", plans[2])
    assert (cancelled["properties"]["accepted"], cancelled["properties"]["retrieveDatetime"]) == (False, "")
    assert [row["properties"]["publisher"] for row in listed] == ["alpha", "zeta"]
    assert len({row["properties"]["signature"] for row in (*listed, cancelled)}) == 3
