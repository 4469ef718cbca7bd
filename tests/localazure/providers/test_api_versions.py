"""The local Azure serves what modelstacks and the stand-in plugin ask with; its api-versions stand in one file."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import localazure.providers
from azure_native_standin.arm_types import load_arm_types
from localazure.providers import all_providers
from localazure.providers.api_versions import served
from modelstacks.azure import api_versions
from modelstacks.azure.resource_types import AzureType, resource_types

(FOLDER,) = (Path(folder) for folder in localazure.providers.__path__)
API_VERSION = re.compile(r"20\d\d-\d\d-\d\d(-\w+)?")
TYPES, ACTIONS = resource_types().types, resource_types().actions
ASKED = {
    "/subscriptions": api_versions.SUBSCRIPTIONS,
    "/tenants": api_versions.SUBSCRIPTIONS,
    "/providers": api_versions.RESOURCES,
    "Microsoft.Authorization/permissions": api_versions.AUTHORIZATION,
    "Microsoft.Authorization/roleAssignments": api_versions.AUTHORIZATION,
    "Microsoft.CognitiveServices/deletedAccounts": api_versions.COGNITIVE_SERVICES,
    "Microsoft.KeyVault/checkNameAvailability": api_versions.KEY_VAULT,
    "Microsoft.KeyVault/deletedVaults": api_versions.KEY_VAULT,
    "Microsoft.KeyVault/locations/{location}/deletedVaults/{name}/purge": api_versions.KEY_VAULT,
    "Microsoft.MachineLearningServices/locations/{location}/usages": api_versions.MACHINE_LEARNING,
    "Microsoft.Storage/checkNameAvailability": api_versions.STORAGE,
}
"""Routes that are no type's, and what modelstacks asks them with."""


def arm_type(known: AzureType) -> str:
    """`Microsoft.KeyVault/vaults/secrets`, of a path."""
    if "/providers/" not in known.path:
        return "Microsoft.Resources/resourceGroups"
    namespace, *parts = known.path.rpartition("/providers/")[2].split("/")
    return "/".join((namespace, *parts[::2]))


@pytest.mark.parametrize("token", TYPES)
def test_a_type_is_served_with_the_api_version_of_azure_native(token: str) -> None:
    known = TYPES[token]
    assert known.api_version in all_providers().type(arm_type(known)).api_versions


@pytest.mark.parametrize("function", ACTIONS)
def test_an_action_is_served_with_the_api_version_of_azure_native(function: str) -> None:
    of = TYPES[load_arm_types().actions[function].of]
    assert ACTIONS[function] in all_providers().type(arm_type(of)).api_versions


@pytest.mark.parametrize("route", ASKED)
def test_a_route_is_served_with_the_api_version_that_modelstacks_sends(route: str) -> None:
    versions = [
        read.api_versions
        for provider in all_providers().all
        for read in provider.reads
        if route in (read.path, f"{provider.namespace}/{read.path}")
    ]
    assert versions
    assert all(ASKED[route] in each for each in versions)


def test_a_type_serves_what_is_above_it_or_a_part_of_that() -> None:
    online = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
    every = served("Microsoft.MachineLearningServices")

    assert served("Microsoft.MachineLearningServices/workspaces") == every
    assert served(online) == every[every.index("2021-03-01-preview") :]
    assert served(f"{online}/deployments") == served(online)
    with pytest.raises(KeyError, match=r"Microsoft\.Nothing"):
        served("Microsoft.Nothing/things")


def test_no_row_is_left_over() -> None:
    rows = json.loads((FOLDER / "api_versions.json").read_text())["served"]
    names = {known.name for provider in all_providers().all for known in provider.types}
    names |= {provider.namespace for provider in all_providers().all}
    names |= {f"{each.namespace}/{read.path}" for each in all_providers().all for read in each.reads}
    assert rows.keys() <= names


def test_no_provider_lists_api_versions_of_its_own() -> None:
    """One alone is another fact: what an answer holds since then."""
    lists = {
        file.relative_to(FOLDER).as_posix()
        for file in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and any(isinstance(one, ast.Constant) and API_VERSION.fullmatch(str(one.value)) for one in node.elts)
    }
    assert lists == {"kept/__init__.py"}, "there every date will do"
