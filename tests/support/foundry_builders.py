"""Accounts of kind AIServices, projects and deployments of a test's own, in its estate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

    from estate import Estate

NEWEST = "2026-07-01"
ACCOUNTS = "Microsoft.CognitiveServices/accounts"
LLAMA = {"format": "Meta", "name": "Llama-3.3-70B-Instruct"}
MISTRAL = {"format": "Mistral AI", "name": "Mistral-Large-3"}
SCOUT = {"format": "Meta", "name": "Llama-4-Scout-17B-16E-Instruct", "version": "1"}


def account_body(**properties: Any) -> dict[str, Any]:
    """Return the body of an account that takes projects."""
    known = {"allowProjectManagement": True}
    return {
        "kind": "AIServices",
        "sku": {"name": "S0"},
        "identity": {"type": "SystemAssigned"},
        "properties": known | properties,
    }


def foundry_account(estate: Estate, name: str = "", **properties: Any) -> str:
    """Make an account whose subdomain is its name; return its path."""
    name = name or f"ai-{estate.tag}"
    path = f"{ACCOUNTS}/{name}"
    estate.put(path, account_body(**{"customSubDomainName": name} | properties), version=NEWEST)
    return path


def deployment(model: dict[str, Any], sku: str = "GlobalStandard", **more: Any) -> dict[str, Any]:
    """Return the body of a deployment; *more* are its `capacity` and its properties."""
    capacity = {"capacity": more.pop("capacity")} if "capacity" in more else {}
    return {"sku": {"name": sku} | capacity, "properties": {"model": model} | more}


def deploy(estate: Estate, account: str, name: str, body: dict[str, Any], version: str = NEWEST) -> Any:
    """PUT a deployment and wait."""
    return estate.arm.send("PUT", estate.id(f"{account}/deployments/{name}"), body, version=version)


def refused(
    estate: Estate, account: str, body: dict[str, Any], name: str = "x", version: str = NEWEST
) -> HttpResponseError:
    """PUT a deployment that must be refused."""
    return estate.arm.refused("PUT", estate.id(f"{account}/deployments/{name}"), body, version=version)


def begun(estate: Estate, path: str, body: dict[str, Any]) -> Any:
    """PUT, and don't wait; return the response."""
    return estate.arm.raw("PUT", estate.id(path), body, NEWEST)


def usages(estate: Estate, region: str = "", version: str = NEWEST) -> dict[str, dict[str, Any]]:
    """Return the quota of a region by key."""
    path = f"{estate.subscription}/providers/Microsoft.CognitiveServices/locations/{region or estate.region}/usages"
    return {row["name"]["value"]: row for row in estate.arm.send("GET", path, version=version)["value"]}
