"""Which states say that Azure is still at work on a resource of Azure ML."""

from __future__ import annotations

from typing import Any

import pytest

from modelstacks.azure.wait_ready import is_busy


@pytest.mark.parametrize(
    ("resource", "busy"),
    [
        *(({"properties": {"provisioningState": state}}, True) for state in ("Accepted", "Creating", "Updating")),
        *(({"properties": {"provisioningState": state}}, False) for state in ("Succeeded", "Failed", "Deleting", None)),
        ({"properties": None}, False),
        ({}, False),
    ],
)  # fmt: skip
def test_it_is_busy_while_azure_makes_or_changes_it(resource: dict[str, Any], busy: bool) -> None:
    assert is_busy(resource) is busy
