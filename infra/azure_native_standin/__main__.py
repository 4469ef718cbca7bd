"""`python -m azure_native_standin ENGINE_ADDRESS`: how the Pulumi engine launches the plugin."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
from importlib.metadata import version

import grpc.aio  # type: ignore[import-untyped]  # no stubs in the lock file
from pulumi.runtime.proto import provider_pb2_grpc

from azure_native_standin.servicer import Servicer

_MESSAGE_BYTES = 400 * 1024 * 1024
"""The engine's own limit for a message (sdk/go/common/util/rpcutil)."""

_RECONNECT_S = 2


async def serve(engine_address: str | None) -> None:
    """Serve on a free port, print it for the engine, and end when the engine is gone."""
    options = [
        ("grpc.max_receive_message_length", _MESSAGE_BYTES),
        ("grpc.max_send_message_length", _MESSAGE_BYTES),
    ]
    server = grpc.aio.server(options=options)
    servicer = Servicer(version("pulumi-azure-native"), os.environ)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)  # noqa: T201 - the engine reads it
    await told_to_end(server, engine_address)
    await servicer.close()
    await server.stop(grace=0)


async def told_to_end(server: grpc.aio.Server, engine_address: str | None) -> None:
    """Return when the engine ends this plugin with SIGINT, or is gone itself.

    The engine waits 5 s for a plugin to heed it. A Ctrl-C does not come here: the engine runs plugins in process
    groups of their own and calls Cancel.
    """
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    gone = engine_gone(engine_address) if engine_address else server.wait_for_termination()
    ends = [asyncio.ensure_future(gone), asyncio.ensure_future(interrupted.wait())]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()


async def engine_gone(address: str) -> None:
    """Return when the engine no longer listens: a killed engine must not leave this process behind."""
    async with grpc.aio.insecure_channel(address) as channel:
        try:
            while True:
                await asyncio.wait_for(channel.channel_ready(), _RECONNECT_S)
                await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
        except TimeoutError:
            return


def main() -> None:
    """Parse what the engine passes (it adds logging flags we do not need) and serve."""
    parser = argparse.ArgumentParser(
        description="Stand-in for pulumi-resource-azure-native, local Azure only"
    )
    parser.add_argument("engine", nargs="?", help="address of the Pulumi engine")
    known, _ = parser.parse_known_args()
    logging.getLogger("azure").setLevel(logging.CRITICAL)  # what it warns of comes as an error too
    asyncio.run(serve(known.engine))


if __name__ == "__main__":
    main()
