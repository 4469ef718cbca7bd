"""What a program registers with the engine: run in process against Pulumi's own mock of it, by the plain SDK."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]  # no stubs in the lock file
import pulumi
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockMonitor, Mocks, set_mocks
from pulumi.runtime.settings import SETTINGS
from pulumi.runtime.stack import Stack, run_pulumi_func

from modelstacks.azure.resource_ids import locate
from spec_builders import SUBSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
TAGS = {"owner": "me"}
PLACE = {"resourceGroupName": "rg", "workspaceName": "ws"}
WHERE = {"resourceGroupName": "rg", "location": "swedencentral", "tags": TAGS}
URI = "https://phi.swedencentral.inference.example.net"
ANSWERED: dict[str, dict[str, Any]] = {
    "OnlineEndpoint": {"properties": {"scoringUri": f"{URI}/score"}},
    "ServerlessEndpoint": {"properties": {"inferenceEndpoint": {"uri": URI}}},
    "UserAssignedIdentity": {"clientId": "its-client", "principalId": "its-principal"},
    "Account": {"properties": {"endpoint": URI}},
}
"""What Azure answers beside a resource's inputs."""


def secret(value: object) -> dict[str, Any]:
    """A secret as it goes to the engine."""
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


@dataclass(frozen=True)
class Registration:
    """A resource as the engine hears of it: what goes to Azure, below what, and with which options."""

    type: str
    name: str
    inputs: dict[str, Any]
    parent: str
    options: Any

    def said(self, expected: Mapping[str, Any]) -> dict[str, Any]:
        """What its inputs say of the keys in *expected*: azure-native's SDK adds defaults of its own."""
        return _of(expected, self.inputs)

    @property
    def ignored(self) -> set[str]:
        """The inputs whose changes are ignored."""
        return set(self.options.ignoreChanges)

    @property
    def waits_for(self) -> set[str]:
        """The names of what it depends on."""
        return {str(urn).rpartition("::")[2] for urn in self.options.dependencies}


def _of(expected: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _of(value, said[key]) if isinstance(value, dict) else said.get(key)
        for key, value in expected.items()
        if key in said
    }


def _plain(value: Any) -> Any:
    """Read a message's structure as it is: the SDK's own reader lets a secret spread to all that holds it."""
    return {key: _plain(each) for key, each in value.items()} if hasattr(value, "items") else value


@dataclass
class Registered:
    """All that one run registered, called and put out; *outputs* by the component's name, "" for the stack's own."""

    resources: dict[str, Registration] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Registration:
        return self.resources[name]


@contextmanager
def _no_loop_left() -> Iterator[None]:
    """Close the loop that the mock makes for itself in a worker thread."""
    if threading.current_thread() is threading.main_thread():
        yield
        return
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


class _Engine(MockMonitor):
    def __init__(self, mocks: Mocks, seen: Registered) -> None:
        super().__init__(mocks)
        self.seen = seen

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  the method's name in gRPC
        inputs = rpc.deserialize_properties(request.object)
        if request.type != "pulumi:pulumi:Stack":
            parent = request.parent.rpartition("::")[2]
            found = Registration(request.type, request.name, inputs, parent, request)
            self.seen.resources.setdefault(request.name, found)  # a component before what it holds
        with _no_loop_left():
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK's mock

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        with _no_loop_left():
            return super().Invoke(request)  # type: ignore[no-untyped-call]  # the SDK's mock

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        name = "" if ":pulumi:Stack::" in request.urn else request.urn.rpartition("::")[2]
        self.seen.outputs[name] = _plain(request.outputs)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]  # the SDK's mock


class _Log(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname.lower()}: {record.getMessage()}")


class _RefusedError(grpc.RpcError):  # type: ignore[misc]  # grpc has no types
    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return str(self)


class _Azure(Mocks):
    def __init__(self, seen: Registered, answers: Mapping[str, Any]) -> None:
        self.seen, self.answers = seen, answers

    def call(self, args: MockCallArgs) -> Any:
        function = args.token.rpartition(":")[2]
        self.seen.calls.append((function, args.args))
        answer = self.answers.get(function, {})
        if isinstance(answer, str):
            raise _RefusedError(answer)
        return answer

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        kind = args.typ.rpartition(":")[2]
        found = locate(args.typ, args.inputs, SUBSCRIPTION)
        more = ANSWERED.get(kind, {})
        properties = {**(args.inputs.get("properties") or {}), **more.get("properties", {})}
        state = {**args.inputs, **more, **({"properties": properties} if properties else {})}
        for key in ("resourceGroupName", "workspaceName", "accountName"):
            if found and found[0].endswith(f"/{args.inputs.get(key)}"):
                state["name"] = args.inputs[key]
        return (found[0] if found else f"/of/{args.name}"), state


def registered(
    build: Callable[[], object], *, preview: bool = False, answers: Mapping[str, Any] | None = None
) -> Registered:
    """Return what *build* registers, as stack dev of project models.

    The provider's functions answer *answers*; a text is a refusal.

    Nothing of it stays: the SDK keeps its state in the context, and this one ends here. Raises what *build* raises.
    """
    seen = Registered()

    def built() -> None:
        build()
        root = pulumi.runtime.get_root_resource()
        assert isinstance(root, Stack)
        root.register_outputs(root.outputs)

    async def run() -> None:
        mocks = _Azure(seen, answers or {})
        log = logging.Logger("engine", logging.INFO)
        log.addHandler(_Log(seen.log))
        set_mocks(mocks, "models", "dev", preview, log, _Engine(mocks, seen), "organization")
        # Else the process's own, with what an earlier run left on a loop that is closed.
        SETTINGS.outputs = set()
        await run_pulumi_func(built)

    contextvars.Context().run(asyncio.run, run())
    return seen
