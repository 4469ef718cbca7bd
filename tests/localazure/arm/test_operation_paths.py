"""Where an operation is polled: in the region of what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localazure.arm import operations
from localazure.arm.ids import ResourceId
from localazure.arm.operation import Operation
from open_azure import GROUP, SUBSCRIPTION, WIDGETS

if TYPE_CHECKING:
    from open_azure import OpenAzure


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (f"{WIDGETS}/w1", "eastus2"),
        (f"{WIDGETS}/w1/parts/p1", "eastus2"),
        (f"{WIDGETS}/w1/parts/p1/providers/Local.Test/notes/n", "eastus2"),
        (f"{GROUP}/providers/Local.Test/notes/n", "swedencentral"),
        (f"{SUBSCRIPTION}/providers/Local.Test/notes/n", "global"),
    ],
)
def test_an_operation_lies_where_its_resource_or_what_that_belongs_to_does(
    azure: OpenAzure, path: str, place: str
) -> None:
    azure.ask("PUT", f"{WIDGETS}/w1", {"location": "East US 2"})
    azure.ask("PUT", f"{WIDGETS}/w1/parts/p1", {})
    if path != f"{WIDGETS}/w1":
        azure.ask("PUT", path, {})
    resource = azure.store.find(ResourceId.parse(path))
    assert resource is not None

    begun = operations.begin(azure, resource, "POST", Operation())

    assert begun.status_path.rpartition("/")[0] == (
        f"{SUBSCRIPTION}/providers/Local.Test/locations/{place}/operationStatuses"
    )
