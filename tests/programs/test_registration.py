"""The aliases that a resource of azure-native is registered with."""

from __future__ import annotations

from typing import cast

import pulumi
import pytest

from modelstacks.programs.registration import without_unread_aliases

KEPT = (
    pulumi.Alias(name="old"),
    pulumi.Alias(type_="azure-native:insights:Component"),
    pulumi.Alias(type_="modelstacks:azure/v20240101:Workspace"),
    "urn:pulumi:local::models::azure-native:storage/v20240101:StorageAccount::files",
)
UNREAD = (
    pulumi.Alias(type_="azure-native:storage/v20240101:StorageAccount"),
    pulumi.Alias(type_="azure-native:machinelearningservices/v20240101preview:ServerlessEndpoint"),
)


def transformed(aliases: object) -> pulumi.ResourceTransformationResult | None:
    resource = cast("pulumi.Resource", None)
    options = pulumi.ResourceOptions(protect=True)
    options.aliases = aliases  # type: ignore[assignment]  # one that is no list is tried, too
    args = pulumi.ResourceTransformationArgs(
        resource, "azure-native:storage:StorageAccount", "files", {}, options
    )
    return without_unread_aliases(args)


def test_those_of_one_api_version_are_left_out() -> None:
    result = transformed([UNREAD[0], *KEPT, UNREAD[1]])
    assert result
    assert result.opts.aliases == [*KEPT]
    assert result.opts.protect


@pytest.mark.parametrize("aliases", [None, [], [*KEPT]])
def test_options_without_any_stay_as_they_are(aliases: object) -> None:
    assert transformed(aliases) is None
