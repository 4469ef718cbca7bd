"""The plugin's gRPC surface: unpack, ask the provider, pack; failures become statuses with Azure's text.

Secrets are not accepted (as in azure-native): the engine opens them for us, and marks every output secret whose
input of the same name was. Old inputs come with each request, so none are kept in the state.
"""

# ruff: noqa: N802 - the RPCs are named as in the protocol
from __future__ import annotations

import asyncio
import functools
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import grpc  # type: ignore[import-untyped]  # no stubs in the lock file
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # the same
from pulumi.runtime import proto
from pulumi.runtime.proto import status_pb2

from azure_native_standin import wire
from azure_native_standin.cloud import read_settings
from azure_native_standin.diff import Inputs
from azure_native_standin.errors import PartialError, PluginError
from azure_native_standin.functions import invoke
from azure_native_standin.names import Autonaming, Proposal
from azure_native_standin.provider import Naming, Provider, State, Subject
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

PATIENCE_VARIABLE = "MODELSTACKS_LOCAL_RETRY_S"
"""For how many seconds a lost connection is tried again."""

PATIENCE_S = 30.0
_CONFIG_PREFIX = "azure-native:config:"
_STOPPED = "stopped: the update was cancelled"

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Request = TypeVar("Request")
Response = TypeVar("Response")
Method: TypeAlias = "Callable[[Servicer, Request], Awaitable[Response]]"
Rpc: TypeAlias = "Callable[[Servicer, Request, Context], Awaitable[Response]]"


def _answered(method: Method[Request, Response]) -> Rpc[Request, Response]:
    """Make an RPC of *method*: Cancel can stop it, and what it raises becomes a status without Python frames."""

    @functools.wraps(method)
    async def rpc(self: Servicer, request: Request, context: Context) -> Response:
        task = asyncio.ensure_future(method(self, request))
        self.running.add(task)
        try:
            return await task
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the process's edge, see _status
            code, message, details = _status(error)
        finally:
            self.running.discard(task)
        await context.abort(code, message, details)
        raise AssertionError("abort raises")

    return rpc


def _status(error: BaseException) -> tuple[grpc.StatusCode, str, tuple[tuple[str, bytes], ...]]:
    """The gRPC status for *error*: Azure's text, never Python frames, also for a bug of ours."""
    match error:
        case PartialError():
            return grpc.StatusCode.UNKNOWN, str(error), _partial_state(error)
        case ModelstacksError():
            return grpc.StatusCode.UNKNOWN, str(error), ()
        case TimeoutError():
            return grpc.StatusCode.DEADLINE_EXCEEDED, "operation timed out", ()
        case asyncio.CancelledError():
            return grpc.StatusCode.CANCELLED, _STOPPED, ()
    return grpc.StatusCode.INTERNAL, _bug(error), ()


def _partial_state(error: PartialError) -> tuple[tuple[str, bytes], ...]:
    """The details by which the engine keeps a resource that was made but not finished."""
    detail = proto.ErrorResourceInitFailed(
        id=error.resource_id,
        properties=wire.write(error.outputs),
        inputs=wire.write(error.inputs),
        reasons=[str(error)],
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
    status.details.add().Pack(detail)
    return (("grpc-status-details-bin", status.SerializeToString()),)


def _bug(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return (
        "A bug in the local Azure's stand-in for azure-native, please report it: "
        f"{type(error).__name__} at {where}: {error}"
    )


class Servicer(proto.ResourceProviderServicer):
    """One provider process: configured once, then asked concurrently. *environment* is read, never written."""

    def __init__(self, version: str, environment: Mapping[str, str]) -> None:
        self._version = version
        self._environment = environment
        self._provider: Provider | None = None
        self.running: set[asyncio.Task[Any]] = set()

    @_answered
    async def Attach(self, request: proto.PluginAttach) -> Empty:  # noqa: ARG002
        """Take an engine that did not start this process (PULUMI_DEBUG_PROVIDERS); it configures what it asks next."""
        return Empty()

    @_answered
    async def GetPluginInfo(self, request: Empty) -> proto.PluginInfo:  # noqa: ARG002
        """Say the version."""
        return proto.PluginInfo(version=self._version)

    @_answered
    async def CheckConfig(self, request: proto.CheckRequest) -> proto.CheckResponse:
        """Take any configuration; Configure reads it."""
        return proto.CheckResponse(inputs=request.news)

    @_answered
    async def DiffConfig(self, request: proto.DiffRequest) -> proto.DiffResponse:  # noqa: ARG002
        """A changed configuration replaces nothing."""
        return proto.DiffResponse()

    @_answered
    async def Configure(self, request: proto.ConfigureRequest) -> proto.ConfigureResponse:
        """Read configuration and metadata; refuse every host that is not loopback.

        What speaks to ARM is imported here: the engine also starts a plugin to check its configuration alone.
        """
        from azure_native_standin.arm import connect

        config = {name.removeprefix(_CONFIG_PREFIX): text for name, text in request.variables.items()}
        settings = read_settings(config, self._environment)
        patience_s = float(self._environment.get(PATIENCE_VARIABLE) or PATIENCE_S)
        self._provider = Provider(settings, await connect(settings, patience_s, self._environment))
        return proto.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @_answered
    async def Check(self, request: proto.CheckRequest) -> proto.CheckResponse:
        """Fill in defaults and validate."""
        naming = Naming(bytes(request.randomSeed), _proposal(request), wire.read(request.olds))
        checked = await self._ready.check(Subject.of(request.urn), wire.read(request.news), naming)
        failures = [proto.CheckFailure(reason=one.reason) for one in checked.failures]
        return proto.CheckResponse(inputs=wire.write(checked.inputs), failures=failures)

    @_answered
    async def Diff(self, request: proto.DiffRequest) -> proto.DiffResponse:
        """Compare old and new inputs."""
        inputs = Inputs(
            wire.read(request.old_inputs),
            wire.read(request.news),
            wire.read(request.olds),
        )
        found = self._ready.diff(Subject.of(request.urn), inputs)
        kinds = {path: proto.PropertyDiff.Kind.Value(one.value) for path, one in found.changes.items()}
        return proto.DiffResponse(
            changes=proto.DiffResponse.DIFF_SOME if kinds else proto.DiffResponse.DIFF_NONE,
            diffs=list(kinds),
            replaces=found.replaces,
            deleteBeforeReplace=found.delete_before_replace,
            detailedDiff={
                path: proto.PropertyDiff(kind=kind, inputDiff=True) for path, kind in kinds.items()
            },
            hasDetailedDiff=True,
        )

    @_answered
    async def Create(self, request: proto.CreateRequest) -> proto.CreateResponse:
        """Create, or say what would come out."""
        subject, inputs = Subject.of(request.urn), wire.read(request.properties)
        if request.preview:
            return proto.CreateResponse(properties=wire.write(self._ready.preview(subject, inputs)))
        created = await self._ready.create(subject, inputs, request.timeout)
        return proto.CreateResponse(id=created.id, properties=wire.write(created.outputs))

    @_answered
    async def Update(self, request: proto.UpdateRequest) -> proto.UpdateResponse:
        """Update in place, or say what would come out."""
        subject, inputs = Subject.of(request.urn), wire.read(request.news)
        if request.preview:
            outputs = self._ready.preview(subject, inputs, wire.read(request.olds))
        else:
            outputs = (await self._ready.update(subject, request.id, inputs, request.timeout)).outputs
        return proto.UpdateResponse(properties=wire.write(outputs))

    @_answered
    async def Read(self, request: proto.ReadRequest) -> proto.ReadResponse:
        """Read for a refresh, an import or a `get`; an empty id says that it is gone."""
        known = State(request.id, wire.read(request.properties), wire.read(request.inputs))
        live = await self._ready.read(Subject.of(request.urn), known)
        if live is None:
            return proto.ReadResponse()
        outputs, inputs = wire.write(live.outputs), wire.write(live.inputs)
        return proto.ReadResponse(id=live.id, properties=outputs, inputs=inputs)

    @_answered
    async def Delete(self, request: proto.DeleteRequest) -> Empty:
        """Delete."""
        await self._ready.delete(Subject.of(request.urn), request.id, request.timeout)
        return Empty()

    @_answered
    async def Invoke(self, request: proto.InvokeRequest) -> proto.InvokeResponse:
        """Run a function."""
        result = await invoke(self._ready, request.tok, wire.read(request.args))
        return proto.InvokeResponse(**{"return": wire.write(result)})

    @_answered
    async def GetSchema(self, request: proto.GetSchemaRequest) -> proto.GetSchemaResponse:  # noqa: ARG002
        """The SDK brings no schema, so nothing can be generated from one."""
        raise PluginError(
            "The local Azure's stand-in for azure-native has no schema to generate code from. "
            "For `pulumi import`, pass --generate-code=false."
        )

    @_answered
    async def Parameterize(self, request: proto.ParameterizeRequest) -> proto.ParameterizeResponse:  # noqa: ARG002
        """Packages of a single API version are made from the schema, which is not here."""
        raise PluginError(
            "The local Azure's stand-in for azure-native can't be parameterized: "
            "use the types of pulumi_azure_native, with the API versions they have."
        )

    async def Cancel(self, request: Empty, context: Context) -> Empty:  # noqa: ARG002
        """Interrupt what is running; a resource Azure has taken on stays in the state as unfinished."""
        for task in self.running:
            task.cancel()
        return Empty()

    async def close(self) -> None:
        """Close the connections to the local Azure."""
        if self._provider is not None:
            await self._provider.arm.close()

    @property
    def _ready(self) -> Provider:
        if self._provider is None:
            raise PluginError("The provider received a request before it was configured.")
        return self._provider


def _proposal(request: proto.CheckRequest) -> Proposal | None:
    if not request.HasField("autonaming"):
        return None
    return Proposal(Autonaming(request.autonaming.mode), request.autonaming.proposed_name)
