"""The stand-in plugin as the Pulumi engine sees it: a real process, asked over gRPC."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import grpc  # type: ignore[import-untyped]  # no stubs in the lock file
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # the same
from pulumi.runtime import proto
from pulumi.runtime.proto import provider_pb2_grpc, status_pb2

from azure_native_standin import wire

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_S = 60


@dataclass(frozen=True)
class Refusal:
    """What the engine gets instead of an answer."""

    code: grpc.StatusCode
    message: str
    partial: proto.ErrorResourceInitFailed | None = None


class RefusedError(Exception):
    """The plugin answered with a status."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class PluginClient:
    """One plugin process; types are named `module:Name`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "azure_native_standin"],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self._channel = grpc.insecure_channel(f"127.0.0.1:{self.process.stdout.readline().strip()}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()
        self.process.kill()
        self.process.communicate()

    def configure(self, **config: str) -> Self:
        """Configure the provider with *config* (`metadataHost=…`) over its environment."""
        variables = {f"azure-native:config:{name}": value for name, value in config.items()}
        self._ask(self.stub.Configure, proto.ConfigureRequest(variables=variables))
        return self

    def check(
        self, type_name: str, inputs: dict[str, Any], old: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the checked inputs; failures are raised as RefusedError."""
        request = proto.CheckRequest(
            urn=_urn(type_name), news=wire.write(inputs), olds=wire.write(old or {}), randomSeed=b"seed"
        )
        answer = self._ask(self.stub.Check, request)
        if answer.failures:
            reasons = "\n".join(failure.reason for failure in answer.failures)
            raise RefusedError(Refusal(grpc.StatusCode.INVALID_ARGUMENT, reasons))
        return wire.read(answer.inputs)

    def create(
        self, type_name: str, inputs: dict[str, Any], timeout_s: float = 0
    ) -> tuple[str, dict[str, Any]]:
        """Check and create; return id and outputs."""
        checked = self.check(type_name, inputs)
        request = proto.CreateRequest(urn=_urn(type_name), properties=wire.write(checked), timeout=timeout_s)
        created = self._ask(self.stub.Create, request)
        return created.id, wire.read(created.properties)

    def update(self, type_name: str, arm_id: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """Check and update; return the outputs."""
        news = wire.write(self.check(type_name, inputs))
        answer = self._ask(self.stub.Update, proto.UpdateRequest(urn=_urn(type_name), id=arm_id, news=news))
        return wire.read(answer.properties)

    def read(self, type_name: str, arm_id: str, **known: dict[str, Any]) -> proto.ReadResponse:
        """Read with the *properties* and *inputs* the engine has; neither is an import."""
        structs = {name: wire.write(values) for name, values in known.items()}
        request = proto.ReadRequest(urn=_urn(type_name), id=arm_id, **structs)
        answer: proto.ReadResponse = self._ask(self.stub.Read, request)
        return answer

    def delete(self, type_name: str, arm_id: str) -> None:
        """Delete."""
        self._ask(self.stub.Delete, proto.DeleteRequest(urn=_urn(type_name), id=arm_id))

    def invoke(self, function: str, **arguments: Any) -> dict[str, Any]:
        """Run a function, `module:name`."""
        request = proto.InvokeRequest(tok=f"azure-native:{function}", args=wire.write(arguments))
        return wire.read(getattr(self._ask(self.stub.Invoke, request), "return"))

    def cancel(self) -> None:
        """Ctrl-C, as the engine passes it on."""
        self._ask(self.stub.Cancel, Empty())

    def _ask(self, rpc: Any, request: Any) -> Any:
        try:
            return rpc(request, timeout=TIMEOUT_S)
        except grpc.RpcError as error:
            raise RefusedError(_refusal(error)) from None


def _urn(type_name: str) -> str:
    return f"urn:pulumi:dev::test::azure-native:{type_name}::thing"


def _refusal(error: Any) -> Refusal:
    partial = None
    for name, value in error.trailing_metadata():
        if name == "grpc-status-details-bin":
            partial = proto.ErrorResourceInitFailed()
            status_pb2.Status.FromString(value).details[0].Unpack(partial)
    return Refusal(error.code(), error.details(), partial)
