"""What preflight checks read: sizes, quotas, usages, Marketplace terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from estate import Estate

ML = "Microsoft.MachineLearningServices/locations/swedencentral"
PLAN = "agreements/metagenai/offers/llama-offer/plans/any"


def rows(estate: Estate, path: str, **query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = estate.arm.send(
        "GET", f"{estate.subscription}/providers/{path}", **query
    )["value"]
    return found


def test_azure_ml_knows_the_sizes_with_their_families(estate: Estate) -> None:
    sizes = {size["name"]: size for size in rows(estate, f"{ML}/vmSizes")}

    assert sizes["Standard_NC24ads_A100_v4"]["family"] == "standardNCADSA100v4Family"
    assert sizes["Standard_NC24ads_A100_v4"]["vCPUs"] == 24


def test_quotas_and_usages_name_the_same_families(estate: Estate) -> None:
    quotas = {row["name"]["value"]: row["limit"] for row in rows(estate, f"{ML}/quotas")}  # type: ignore[index]
    usages = {
        row["name"]["value"]: row["limit"]  # type: ignore[index]
        for row in rows(estate, f"{ML}/usages")
        if row["type"] == "Microsoft.MachineLearningServices/vmFamily/dedicatedCores/usages"
    }

    assert quotas == usages
    assert quotas["standardNCADSA100v4Family"] == 500


@pytest.mark.azure_verified
def test_usages_count_dedicated_cores_first_and_low_priority_ones_by_the_same_names(estate: Estate) -> None:
    """Azure/azure-powershell's recording Get-ServiceUsage."""
    usages = rows(estate, f"{ML}/usages")
    names: dict[str, list[str]] = {}
    for row in usages:
        kind = str(row["type"]).removeprefix("Microsoft.MachineLearningServices/").removesuffix("/usages")
        names.setdefault(kind, []).append(row["name"]["value"])  # type: ignore[index]

    assert list(names) == [
        "totalClusters",
        "totalDedicatedCores",
        "vmFamily/dedicatedCores",
        "totalLowPriorityCores",
        "vmFamily/lowPriorityCores",
    ]
    assert names["vmFamily/dedicatedCores"] == names["vmFamily/lowPriorityCores"]
    assert {row["limit"] for row in usages if "vmFamily/lowPriority" in str(row["type"])} == {-1}


def test_compute_skus_of_one_region(estate: Estate) -> None:
    skus = rows(estate, "Microsoft.Compute/skus", **{"$filter": "location eq 'swedencentral'"})

    assert {tuple(sku["locations"]) for sku in skus} == {("swedencentral",)}  # type: ignore[arg-type]


def test_compute_usages_are_apart_from_azure_mls(estate: Estate) -> None:
    usages = rows(estate, "Microsoft.Compute/locations/swedencentral/usages")

    assert {usage["currentValue"] for usage in usages} == {0}


def test_marketplace_terms_are_accepted_and_cancelled(estate: Estate) -> None:
    path = f"{estate.subscription}/providers/Microsoft.MarketplaceOrdering/{PLAN}-{estate.tag}"

    states = [
        estate.arm.send(method, path + action, body)["properties"]["accepted"]
        for method, action, body in (
            ("GET", "", None),
            ("POST", "/sign", {}),
            ("GET", "", None),
            ("POST", "/cancel", {}),
        )
    ]

    assert states == [False, True, True, False]


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("agreements/{}/offers/{}/plans/{}", "{}", "agreements"),
        (
            "offerTypes/virtualmachine/publishers/{}/offers/{}/plans/{}/agreements/current",
            "current",
            "offerTypes/publishers/offers/plans/agreements",
        ),
    ],
)
def test_all_that_terms_say(estate: Estate, path: str, name: str, kind: str) -> None:
    ordering = f"{estate.subscription}/providers/Microsoft.MarketplaceOrdering"
    path = path.format("Meta", f"llama-{estate.tag}", "any")

    terms = estate.arm.send("GET", f"{ordering}/{path}")

    signature = terms["properties"].pop("signature")
    link = f"https://store.example.com/meta/llama-{estate.tag}/any"
    assert len(signature) == 64
    assert terms == {
        "id": f"{ordering}/{path}",
        "name": name.format("any"),
        "type": f"Microsoft.MarketplaceOrdering/{kind}",
        "properties": {
            "publisher": "Meta",
            "product": f"llama-{estate.tag}",
            "plan": "any",
            "licenseTextLink": f"{link}/license",
            "privacyPolicyLink": f"{link}/privacy",
            "marketplaceTermsLink": f"{link}/terms",
            "retrieveDatetime": "",
            "accepted": False,
        },
    }


def test_terms_by_offer_type_are_signed_by_sending_them_back(estate: Estate) -> None:
    ordering = f"{estate.subscription}/providers/Microsoft.MarketplaceOrdering"
    plan = f"publishers/meta/offers/llama-{estate.tag}/plans/any"
    path = f"{ordering}/offerTypes/virtualmachine/{plan}/agreements/current"

    terms = estate.arm.send("GET", path)
    properties = terms["properties"] | {"accepted": True}
    accepted = estate.arm.send("PUT", path, {"properties": properties})
    forged = estate.arm.refused("PUT", path, {"properties": properties | {"signature": "X"}})
    listed = estate.arm.send("GET", f"{ordering}/agreements")["value"]

    assert (terms["name"], terms["properties"]["accepted"]) == ("current", False)
    assert accepted["properties"]["accepted"] is True
    assert accepted["properties"]["retrieveDatetime"]
    assert forged.status_code == 400
    assert f"llama-{estate.tag}" in {row["properties"]["product"] for row in listed}
