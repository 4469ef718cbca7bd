"""Who is given what, and a role of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from role_builders import ASSIGNMENTS, ROLES, custom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from estate import Estate


@pytest.fixture
def owner(local_azure: LocalAzureServer) -> str:
    """The owner's object id."""
    found = local_azure.scenario.principal("owner")
    assert found
    return found.object_id


@pytest.fixture
def somebody(local_azure: LocalAzureServer) -> str:
    """The object id of a principal without rights."""
    found = local_azure.scenario.principal("none")
    assert found
    return found.object_id


@pytest.fixture
def role(estate: Estate) -> Iterator[str]:
    """The id of a custom role that can be assigned in the estate's group."""
    path = f"{estate.group}{ROLES}/{uuid4()}"
    estate.arm.send("PUT", path, custom(estate, "own"))
    yield path
    for row in estate.arm.send("GET", f"{estate.group}{ASSIGNMENTS}", **{"$filter": "atScope()"})["value"]:
        if row["properties"]["scope"] == estate.group:
            estate.arm.send("DELETE", row["id"])
    estate.arm.send("DELETE", path)
