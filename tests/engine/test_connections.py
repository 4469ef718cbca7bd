"""Several stacks in one process: an engine may get the port of one that ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]
import pytest
from pulumi import log
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS

from modelstacks.engine.connections import OWN, keep_apart, leave_out_debugging

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def options() -> Iterator[list[Any]]:
    """Pulumi's own, as they are without us, and again afterwards."""
    before = [*_GRPC_CHANNEL_OPTIONS]
    _GRPC_CHANNEL_OPTIONS[:] = [each for each in before if each != OWN]
    yield _GRPC_CHANNEL_OPTIONS
    _GRPC_CHANNEL_OPTIONS[:] = before


class Hello(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Answers everything."""

    def service(self, _details: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(lambda _request, _context: b"hello")


def engine(port: int = 0) -> tuple[grpc.Server, int]:
    server = grpc.server(ThreadPoolExecutor(1), handlers=[Hello()])
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, port


def ask(channel: grpc.Channel) -> Any:
    try:
        return channel.unary_unary("/engine/hello")(b"")
    except grpc.RpcError as err:
        return err.code()


def test_the_port_of_one_that_ended_is_as_good_as_any(options: list[Any]) -> None:
    keep_apart()
    keep_apart()
    assert options.count(OWN) == 1
    ended, port = engine()
    ended.stop(None).wait()
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as left:
        assert ask(left) == grpc.StatusCode.UNAVAILABLE
        running, _ = engine(port)
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as new:
            assert ask(new) == b"hello"
        running.stop(None).wait()


def test_debug_messages_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Engine:
        def Log(self, request: Any) -> None:  # noqa: N802  the protocol's
            sent.append(request.message)

    monkeypatch.setattr(log, "get_engine", Engine)
    monkeypatch.setattr(log, "debug", log.debug)
    leave_out_debugging()
    log.debug("registering resource")
    log.info("Subscribing")
    assert sent == ["Subscribing"]
