"""Failing operations, lost answers, a killed local Azure, Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file
import pytest

from azure_fixtures import start_local_azure
from azure_native_standin import wire
from localazure import process
from plugin_client import PluginClient, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

GROUP = "resources:ResourceGroup"
ENDPOINT = "machinelearningservices:OnlineEndpoint"


@pytest.fixture
def faults(local_azure: LocalAzureServer) -> Iterator[LocalAzureServer]:
    """The local Azure, its faults cleared afterwards."""
    yield local_azure
    local_azure.control("DELETE", "faults")


def test_a_failed_operation_keeps_the_resource_with_azures_reason(
    plugin: PluginClient, endpoint: dict[str, Any], faults: LocalAzureServer
) -> None:
    name = endpoint["endpointName"]
    fault = {
        "method": "PUT",
        "path": name,
        "operation": "fail",
        "code": "OutOfQuota",
        "message": "Full.",
        "count": 1,
    }
    faults.control("POST", "faults", fault)

    with pytest.raises(RefusedError) as refused:
        plugin.create(ENDPOINT, endpoint)

    partial = refused.value.refusal.partial
    assert partial is not None
    assert 'Code="OutOfQuota" Message="Full."' in partial.reasons[0]
    assert partial.id.endswith(name)
    assert wire.read(partial.inputs)["endpointName"] == name
    plugin.update(ENDPOINT, partial.id, endpoint)


@pytest.mark.azure_verified
def test_a_lost_answer_is_not_taken_for_a_success(
    plugin: PluginClient, endpoint: dict[str, Any], faults: LocalAzureServer
) -> None:
    """The PUT is sent again, and Azure ML refuses it while the first is at work; azure-native looks no further."""
    name = endpoint["endpointName"]
    faults.control(
        "POST", "faults", {"method": "PUT", "path": name, "reset": True, "after": "response", "count": 1}
    )

    with pytest.raises(RefusedError, match='Code="Conflict"') as refused:
        plugin.create(ENDPOINT, endpoint)
    assert refused.value.refusal.partial is None

    with pytest.raises(RefusedError, match=f"cannot create already existing resource '.*{name}'"):
        plugin.create(ENDPOINT, endpoint)


@pytest.mark.azure_verified
@pytest.mark.parametrize(
    ("code", "made"), [("AnotherOperationInProgress", True), ("Conflict", False), ("", False)]
)
def test_a_conflict_ends_a_create_unless_it_is_about_another_operation(
    plugin: PluginClient, endpoint: dict[str, Any], faults: LocalAzureServer, code: str, made: bool
) -> None:
    """azure-native, provider/pkg/azure/client_azcore.go: shouldRetryConflict."""
    fault = {"method": "PUT", "path": endpoint["endpointName"], "status": 409, "code": code, "count": 1}
    faults.control("POST", "faults", fault)

    if made:
        assert plugin.create(ENDPOINT, endpoint)[1]["name"] == endpoint["endpointName"]
    else:
        with pytest.raises(RefusedError, match="Status=409") as refused:
            plugin.create(ENDPOINT, endpoint)
        assert refused.value.refusal.partial is None


@pytest.mark.azure_verified
def test_what_was_taken_on_and_can_not_be_read_stays_in_the_state(
    plugin: PluginClient, endpoint: dict[str, Any], faults: LocalAzureServer
) -> None:
    """azure-native, provider/pkg/provider/crud/crud.go: HandleErrorWithCheckpoint."""
    name = endpoint["endpointName"]
    failing = {"method": "PUT", "path": name, "operation": "fail", "code": "OutOfQuota", "count": 1}
    gone = {"method": "GET", "path": f"{name}$", "status": 404, "code": "ResourceNotFound", "count": 10}
    faults.control("POST", "faults", failing)
    faults.control("POST", "faults", gone)

    with pytest.raises(
        RefusedError, match=r"resource created but read failed .*ResourceNotFound.*OutOfQuota"
    ) as refused:
        plugin.create(ENDPOINT, endpoint)

    assert refused.value.refusal.partial is not None
    assert refused.value.refusal.partial.id.endswith(name)
    assert not refused.value.refusal.partial.properties


def test_ctrl_c_ends_waiting_at_once_and_keeps_the_resource(
    plugin: PluginClient, endpoint: dict[str, Any], faults: LocalAzureServer
) -> None:
    name = endpoint["endpointName"]
    faults.control("POST", "faults", {"method": "PUT", "path": name, "operation": "stuck", "count": 1})

    with ThreadPoolExecutor() as pool:
        creating = pool.submit(plugin.create, ENDPOINT, endpoint)
        until(lambda: bool(plugin.read(ENDPOINT, endpoint_id(faults, endpoint)).id))
        plugin.cancel()
        error = creating.exception(timeout=5)

    assert isinstance(error, RefusedError)
    assert error.refusal.partial is not None
    assert "interrupted" in str(error)


def test_a_timeout_ends_waiting(
    plugin: PluginClient, endpoint: dict[str, Any], faults: LocalAzureServer
) -> None:
    fault = {"method": "PUT", "path": endpoint["endpointName"], "operation": "stuck", "count": 1}
    faults.control("POST", "faults", fault)

    with pytest.raises(RefusedError, match="timed out"):
        plugin.create(ENDPOINT, endpoint, timeout_s=1)


def test_a_killed_local_azure_may_come_back_in_the_middle(tmp_path: Path) -> None:
    azure = start_local_azure(tmp_path / "state")
    try:
        with PluginClient(azure.env()) as plugin, ThreadPoolExecutor() as pool:
            plugin.configure()
            server = psutil.Process(azure.server.pid)
            server.kill()
            psutil.wait_procs([server])
            creating = pool.submit(plugin.create, GROUP, {"resourceGroupName": "rg", "location": "eastus2"})
            start_local_azure(tmp_path / "state", port=azure.server.port)
            assert creating.result(timeout=40)[1]["name"] == "rg"
    finally:
        process.stop(azure.state)


def test_a_local_azure_that_stays_away_is_named(tmp_path: Path) -> None:
    azure = start_local_azure(tmp_path / "state")
    environment = {**azure.env(), "MODELSTACKS_LOCAL_RETRY_S": "1"}
    process.stop(azure.state)

    with (
        PluginClient(environment) as plugin,
        pytest.raises(RefusedError, match="modelstacks local start") as refused,
    ):
        plugin.configure()

    assert f"{azure.url}/metadata/endpoints" in str(refused.value)


def test_the_process_ends_with_the_engine() -> None:
    engine = subprocess.Popen([sys.executable, "-c", ENGINE], stdout=subprocess.PIPE, text=True)
    assert engine.stdout is not None
    address = f"127.0.0.1:{engine.stdout.readline().strip()}"
    plugin = subprocess.Popen(
        [sys.executable, "-m", "azure_native_standin", address], stdout=subprocess.PIPE, text=True
    )
    assert plugin.stdout is not None
    plugin.stdout.readline()
    engine.send_signal(signal.SIGKILL)
    engine.communicate()

    assert plugin.wait(timeout=20) == 0
    plugin.stdout.close()


ENGINE = """
import grpc
from concurrent.futures import ThreadPoolExecutor
server = grpc.server(ThreadPoolExecutor(1))
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
"""


def endpoint_id(azure: LocalAzureServer, endpoint: dict[str, Any]) -> str:
    return (
        f"/subscriptions/{azure.subscription}/resourceGroups/{endpoint['resourceGroupName']}"
        f"/providers/Microsoft.MachineLearningServices/workspaces/{endpoint['workspaceName']}"
        f"/onlineEndpoints/{endpoint['endpointName']}"
    )


def until(condition: Any, seconds: float = 10) -> None:
    """Wait for what another thread brings about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
