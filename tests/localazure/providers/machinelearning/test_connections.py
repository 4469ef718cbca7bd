from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from estate import Estate

pytestmark = pytest.mark.slow

BODY = {
    "properties": {
        "category": "AzureOpenAI",
        "target": "https://example.invalid/",
        "authType": "ApiKey",
        "credentials": {"key": "not-a-secret"},
    }
}


def test_credentials_only_leave_through_listsecrets(estate: Estate, project: str) -> None:
    path = f"{project}/connections/other"

    made = estate.arm.send("PUT", estate.id(path), BODY)

    assert made["properties"]["credentials"] is None
    assert estate.get(path)["properties"]["credentials"] is None
    assert estate.post(f"{path}/listsecrets")["properties"]["credentials"] == {"key": "not-a-secret"}


def test_an_update_without_credentials_keeps_them(estate: Estate, project: str) -> None:
    path = estate.id(f"{project}/connections/other")
    estate.arm.send("PUT", path, BODY)
    properties = {name: value for name, value in BODY["properties"].items() if name != "credentials"}

    estate.arm.send("PUT", path, {"properties": properties | {"isSharedToAll": True}})

    secrets = estate.arm.send("POST", f"{path}/listsecrets", {})
    assert secrets["properties"]["credentials"] == {"key": "not-a-secret"}
    assert secrets["properties"]["isSharedToAll"] is True


@pytest.mark.parametrize("missing", ["category", "authType"])
def test_what_a_connection_needs(estate: Estate, project: str, missing: str) -> None:
    properties = {name: value for name, value in BODY["properties"].items() if name != missing}

    refusal = estate.arm.refused("PUT", estate.id(f"{project}/connections/other"), {"properties": properties})

    assert f"A connection needs {missing}." in str(refusal)


@pytest.mark.azure_verified  # azure-ai-ml's test_serp_crud
def test_a_connection_may_lead_nowhere_in_particular(estate: Estate, project: str) -> None:
    properties = BODY["properties"] | {"category": "Serp", "target": None}

    made = estate.arm.send("PUT", estate.id(f"{project}/connections/serp"), {"properties": properties})

    assert made["properties"].get("target") is None


def test_a_name_azure_refuses_is_called_a_connections(estate: Estate, project: str) -> None:
    refusal = estate.arm.refused("PUT", estate.id(f"{project}/connections/a.b"), BODY)

    assert "Connection name 'a.b' is invalid: 3 to 33 characters" in str(refusal)


@pytest.mark.azure_verified  # recording py-Connections
def test_a_long_name_and_a_category_in_any_casing_are_taken(estate: Estate, project: str) -> None:
    properties = BODY["properties"] | {"category": "AzureOpenAi"}
    path = estate.id(f"{project}/connections/{'long' * 9}")

    made = estate.arm.send("PUT", path, {"properties": properties}, version="2023-06-01-preview")

    assert made["properties"]["category"] == "AzureOpenAI"
    assert (made["tags"], made["location"]) == (None, None)


@pytest.mark.azure_verified  # recording py-Connections
def test_an_absent_connection_is_named_by_the_service_behind_it(estate: Estate, project: str) -> None:
    refusal = estate.arm.refused("GET", estate.id(f"{project}/connections/none"))

    body = estate.arm.raw("GET", estate.id(f"{project}/connections/none")).json()
    assert refusal.status_code == 404
    assert body["error"]["code"] == "UserError"
    assert body["error"]["message"] == "Connection none can't be found in this workspace"
    assert body["error"]["innerError"] == {"code": "NotFoundError", "innerError": None}
    assert (body["componentName"], body["location"]) == ("account-rp", estate.region)
