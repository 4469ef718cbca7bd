"""The fixtures of azure-ai-ml's end-to-end tests, for the local Azure: a pytest plugin in the place of their conftest.

Theirs play recordings and mask what is in them; of that nothing is left where each test is live, but the names.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from functools import partialmethod
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Workspace
from azure.identity import ClientSecretCredential
from azure.mgmt.resource.resources import ResourceManagementClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import SupportsIndex

REGION = "swedencentral"
GROUP, WORKSPACE = "rg-sdk-suite", "sdk-suite"
IDENTITIES = ("uai-mhe", "uai-mhe2")
"""User-assigned identities that the tests presume."""
INPUTS = Path("tests/test_configs")
_SLEEP_S = 0.05
_MSI = "azure.mgmt.msi._managed_service_identity_client"


def _hurry() -> None:
    """Let no client and no test wait longer than the local Azure needs: between polls it has nothing left to do."""
    sleep = time.sleep

    def hurried(seconds: float | SupportsIndex, /) -> None:
        sleep(min(float(seconds), _SLEEP_S))

    time.sleep = hurried


def _lead_identities_home() -> None:
    """Give azure-mgmt-msi the local Azure's address: a test makes its client, and names no cloud."""
    url = os.environ["MODELSTACKS_LOCAL_URL"]
    client = import_module(_MSI).ManagedServiceIdentityClient
    client.__init__ = partialmethod(client.__init__, base_url=url, credential_scopes=[f"{url}/.default"])


def pytest_configure() -> None:
    """Before a test module is imported: it may take `sleep` and its clients by name."""
    _hurry()
    _lead_identities_home()
    inputs: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("inputs.yaml").read_text("utf-8"))
    for name, content in inputs.items():
        file = INPUTS / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")  # which is YAML, too


def pytest_addoption(parser: pytest.Parser) -> None:
    """Their option."""
    parser.addoption("--location", default=REGION)


@pytest.fixture(scope="session")
def auth() -> ClientSecretCredential:
    """The owner's credential, as `modelstacks local env` gives it."""
    names = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
    return ClientSecretCredential(*(os.environ[name] for name in names), disable_instance_discovery=True)


@pytest.fixture(scope="session")
def _prepared(auth: ClientSecretCredential) -> None:
    """The group, identities and workspace that lie in their subscription for good."""
    url, subscription = os.environ["MODELSTACKS_LOCAL_URL"], os.environ["AZURE_SUBSCRIPTION_ID"]
    scopes = [f"{url}/.default"]
    arm = ResourceManagementClient(auth, subscription, base_url=url, credential_scopes=scopes)
    arm.resource_groups.create_or_update(GROUP, {"location": REGION})
    identities = import_module(_MSI).ManagedServiceIdentityClient(
        credential=auth, subscription_id=subscription
    )
    for name in IDENTITIES:
        identities.user_assigned_identities.create_or_update(GROUP, name, {"location": REGION})
    workspace = Workspace(name=WORKSPACE, location=REGION)
    MLClient(auth, subscription, GROUP).workspaces.begin_create(workspace).result()


@pytest.fixture
def client(auth: ClientSecretCredential, _prepared: None) -> MLClient:
    """A client of the workspace; theirs names AzureCloud, the one the environment tells of is this one."""
    return MLClient(auth, os.environ["AZURE_SUBSCRIPTION_ID"], GROUP, WORKSPACE)


@pytest.fixture
def sdkv2_registry_client(auth: ClientSecretCredential) -> MLClient:
    """A client of a registry of theirs."""
    return MLClient(auth, registry_name="sdkv2-testFeed")


@pytest.fixture
def location(request: pytest.FixtureRequest) -> str:
    """The region for workspaces."""
    return str(request.config.getoption("--location"))


@pytest.fixture
def randstr() -> Callable[[str], str]:
    """A function that makes a name; theirs keeps it by the variable's."""
    return lambda _variable: f"test_{random.randint(1, 1000000000000)}"


@pytest.fixture
def rand_online_name() -> Callable[[str], str]:
    """A function that makes an online endpoint's name."""
    return lambda _variable: f"online-ept-{uuid.uuid4().hex[:15]}"


@pytest.fixture
def rand_online_deployment_name() -> Callable[[str], str]:
    """A function that makes a deployment's name."""
    return lambda _variable: f"online-dpm-{uuid.uuid4().hex[:15]}"


for _name in (  # what only matters where recordings are made or played
    "recorded_test",
    "mock_asset_name",
    "mock_code_hash",
    "mock_component_hash",
    "mock_workspace_arm_template_deployment_name",
    "mock_workspace_dependent_resource_name_generator",
):
    globals()[_name] = pytest.fixture(name=_name)(lambda: None)
