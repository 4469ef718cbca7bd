"""A provider plugin that does nothing: the floor under what the stand-in and the local Azure cost.

It answers at once, without ARM: a create gives back its inputs and what the programs read of an endpoint or identity.
`python null_provider.py ENGINE_ADDRESS`; NULL_PROVIDER_CALLER (JSON) is what getClientConfig answers.
"""

# ruff: noqa: N802 - the RPCs are named as in the protocol
from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import grpc.aio  # type: ignore[import-untyped]  # no stubs in the lock file
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # the same
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]  # the same
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]  # the same
from pulumi.runtime import proto
from pulumi.runtime.proto import provider_pb2_grpc

from modelstacks.azure.resource_ids import locate

CALLER = json.loads(os.environ.get("NULL_PROVIDER_CALLER", "{}"))
URI = "https://localhost/nowhere"
READ_BY_PROGRAMS = {
    "ServerlessEndpoint": {"properties": {"inferenceEndpoint": {"uri": URI}}},
    "OnlineEndpoint": {"properties": {"scoringUri": f"{URI}/score"}},
}


class NullProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Every RPC that an up, an up again and a destroy need."""

    async def GetPluginInfo(self, _request: Any, _context: Any) -> Any:
        """Say no version."""
        return proto.PluginInfo()

    async def CheckConfig(self, request: Any, _context: Any) -> Any:
        """Take any."""
        return proto.CheckResponse(inputs=request.news)

    async def DiffConfig(self, _request: Any, _context: Any) -> Any:
        """Nothing differs."""
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)

    async def Configure(self, _request: Any, _context: Any) -> Any:
        """Take none."""
        return proto.ConfigureResponse(supportsPreview=True)

    async def Check(self, request: Any, _context: Any) -> Any:
        """Take any."""
        return proto.CheckResponse(inputs=request.news)

    async def Diff(self, request: Any, _context: Any) -> Any:
        """Say whether the inputs are others than before."""
        same = request.old_inputs == request.news
        return proto.DiffResponse(
            changes=proto.DiffResponse.DIFF_NONE if same else proto.DiffResponse.DIFF_SOME
        )

    async def Create(self, request: Any, _context: Any) -> Any:
        """Give back the inputs, and what programs read."""
        token = request.urn.split("::")[-2].rpartition("$")[2]
        inputs = MessageToDict(request.properties)
        found = locate(token, inputs, CALLER["subscriptionId"])
        assert found, f"{token} has no row in azure/resource_ids.py"
        outputs = inputs | READ_BY_PROGRAMS.get(token.rpartition(":")[2], {})
        return proto.CreateResponse(id=found[0], properties=struct(outputs))

    async def Read(self, request: Any, _context: Any) -> Any:
        """Everything is as it was."""
        return proto.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    async def Update(self, request: Any, _context: Any) -> Any:
        """Give back the inputs."""
        return proto.UpdateResponse(properties=request.news)

    async def Delete(self, _request: Any, _context: Any) -> Any:
        """It is gone."""
        return Empty()

    async def Invoke(self, request: Any, _context: Any) -> Any:
        """Answer any list of keys, and who the caller is."""
        answer = CALLER if request.tok.endswith(":getClientConfig") else {"primaryKey": "none"}
        return proto.InvokeResponse(**{"return": struct(answer)})

    async def Cancel(self, _request: Any, _context: Any) -> Any:
        """Nothing is under way."""
        return Empty()


def struct(values: dict[str, Any]) -> Any:
    """Return *values* as the protocol sends them."""
    message = Struct()
    message.update(values)
    return message


async def serve() -> None:
    """Serve on a free port and print it, until the engine ends this process."""
    server = grpc.aio.server()
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(NullProvider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve())
