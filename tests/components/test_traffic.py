"""Traffic: when it is written; that Azure takes it is seen against the local one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]  # no stubs in the lock file
import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from estate import Estate
from modelstacks.components.traffic import TrafficProvider
from modelstacks.errors import AzureError, ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

    from azure_fixtures import LocalAzureServer

PROVIDER = TrafficProvider()


def props(endpoint: str = "/e", inputs: str = "{}", **traffic: float) -> dict[str, Any]:
    return {"endpoint_id": endpoint, "endpoint_inputs": inputs, "traffic": traffic}


@pytest.mark.parametrize(
    ("olds", "news", "changes", "replaces"),
    [
        (props(blue=100.0), props(blue=100), False, []),
        (props(blue=100), props(blue=90, green=10), True, []),
        (props(), props(inputs='{"owner": "me"}'), True, []),
        (props(), props("/other"), True, ["endpoint_id"]),
    ],
)
def test_traffic_is_written_again_when_it_or_its_endpoint_changed(
    olds: dict[str, Any], news: dict[str, Any], changes: bool, replaces: list[str]
) -> None:
    diff = PROVIDER.diff("/e", olds, news)
    assert (diff.changes, diff.replaces) == (changes, replaces)


@pytest.mark.parametrize("traffic", [pulumi.UNKNOWN, {"blue": pulumi.UNKNOWN}])
def test_values_that_the_engine_does_not_know_yet_count_as_changed(traffic: Any) -> None:
    olds = {"endpoint_id": "/e", "endpoint_inputs": "{}", "traffic": {"blue": 100.0}}
    diff = PROVIDER.diff("/e", olds, {**olds, "traffic": traffic})
    assert (diff.changes, diff.replaces) == (True, [])


def test_what_a_state_keeps_of_the_provider_stays_as_version_0_1_0_wrote_it() -> None:
    """Any other byte would be a change of every Traffic at the next up; a class by another path, the end of its destroy."""
    assert serialize_provider(PROVIDER) == (
        "gASVOQAAAAAAAACMHm1vZGVsc3RhY2tzLmNvbXBvbmVudHMudHJhZmZpY5SMD1RyYWZmaWNQcm92aWRlcpSTlCmBlC4="
    )


@pytest.fixture
def estate(local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """A resource group of the test's own; the environment is the local Azure's, as in Pulumi's launcher."""
    for name, value in local_azure.env().items():
        monkeypatch.setenv(name, value)
    created = Estate(local_azure)
    yield created
    created.close()


@pytest.fixture
def endpoint(estate: Estate) -> str:
    """The path of an online endpoint with the deployments blue and green."""
    path = estate.online(estate.project())
    for name in ("blue", "green"):
        estate.deployment(path, name)
    return path


def outputs(result: CreateResult | UpdateResult | ReadResult) -> dict[str, Any]:
    assert result.outs is not None
    return result.outs


def live(estate: Estate, endpoint: str) -> Any:
    return estate.get(endpoint)["properties"]["traffic"]


def test_traffic_is_set_moved_and_drained(estate: Estate, endpoint: str) -> None:
    id_ = estate.id(endpoint)
    created = PROVIDER.create(props(id_, blue=100.0))
    assert (created.id, outputs(created)["traffic"]) == (id_, {"blue": 100})
    assert live(estate, endpoint) == {"blue": 100}
    changed = outputs(PROVIDER.update(id_, outputs(created), props(id_, green=100)))
    assert changed["traffic"] == live(estate, endpoint) == {"green": 100}
    assert outputs(PROVIDER.read(id_, changed)) == changed
    PROVIDER.delete(id_, changed)
    assert live(estate, endpoint) == {}


def test_a_refresh_sees_what_somebody_else_set(estate: Estate, endpoint: str) -> None:
    estate.traffic(endpoint, blue=30, green=70)
    seen = PROVIDER.read(estate.id(endpoint), props(estate.id(endpoint), blue=100, gone=5))
    assert outputs(seen)["traffic"] == {"blue": 30, "gone": 0}


def test_what_is_written_already_is_not_written_again(estate: Estate, endpoint: str) -> None:
    estate.traffic(endpoint, blue=100)
    before = estate.get(endpoint)["systemData"]
    PROVIDER.create(props(estate.id(endpoint), blue=100))
    assert estate.get(endpoint)["systemData"] == before


def test_what_azure_refuses_is_raised_where_no_host_can_be_told(estate: Estate, endpoint: str) -> None:
    with pytest.raises(AzureError, match="purple"):
        PROVIDER.create(props(estate.id(endpoint), purple=100))


def test_an_endpoint_that_is_gone_has_no_traffic(estate: Estate) -> None:
    id_ = estate.id(f"{estate.project()}/onlineEndpoints/gone")
    with pytest.raises(ModelstacksError, match=f"^{id_} is gone. Run `pulumi refresh` to tell the stack.$"):
        PROVIDER.create(props(id_, blue=100))
    assert PROVIDER.read(id_, props(id_, blue=100)).id == ""
    PROVIDER.delete(id_, props(id_, blue=100))


CALLS: dict[str, tuple[Callable[[str], object], str]] = {
    "create": (lambda id_: PROVIDER.create(props(id_, blue=100)), "set"),
    "update": (lambda id_: PROVIDER.update(id_, props(id_), props(id_, blue=100)), "set"),
    "delete": (lambda id_: PROVIDER.delete(id_, props(id_, blue=100)), "taken from our deployments"),
}


@pytest.mark.parametrize("call", CALLS)
def test_the_engine_hears_of_which_endpoint_the_traffic_could_not_be_written_and_why(
    estate: Estate, endpoint: str, call: str
) -> None:
    write, be = CALLS[call]
    id_ = estate.id(endpoint)
    name = id_.rpartition("/")[2]
    fault = {"path": f"/onlineEndpoints/{name}", "status": 409, "code": "Busy", "message": "Not now."}
    estate.azure.control("POST", "faults", {**fault, "count": 1})
    with provider_host(lambda: write(id_)) as called, pytest.raises(grpc.RpcError) as failed:
        called()
    status: Any = failed.value
    assert status.code() is grpc.StatusCode.UNKNOWN
    said = f"The traffic of online endpoint {name} could not be {be}.\nBusy: Not now."
    assert status.details().startswith(said)


@contextmanager
def provider_host(work: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """Yield what does *work* in a call over gRPC, as Pulumi's host of dynamic providers does."""

    def handled(_request: bytes, _context: grpc.ServicerContext) -> bytes:
        work()
        return b""

    method = grpc.unary_unary_rpc_method_handler(handled)
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("host", {"write": method}),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield lambda: channel.unary_unary("/host/write")(b"")
    finally:
        server.stop(None).wait()
