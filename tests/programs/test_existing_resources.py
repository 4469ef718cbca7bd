"""What is in Azure already, but not in the state: whose it is, and the command that takes it in."""

from __future__ import annotations

import asyncio
import shlex
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pulumi
import pytest

from estate import Estate
from modelstacks.programs.azure_thread import AzureThread
from modelstacks.programs.existing_resources import (
    REPAIRED,
    ExistingResource,
    ExistingResources,
    _is_ours,
    refuse_existing,
)

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

OURS = {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "dev"}


@pytest.mark.parametrize(
    ("tags", "inputs", "ours"),
    [
        pytest.param(OURS, {"tags": OURS}, True, id="our tags"),
        pytest.param(OURS | {"other": "x"}, {"tags": OURS | {"owner": "y"}}, True, id="others don't count"),
        pytest.param(OURS | {"modelstacks-stack": "prod"}, {"tags": OURS}, False, id="another stack's"),
        pytest.param({}, {"tags": OURS}, False, id="no tags"),
        pytest.param(None, {"tags": OURS}, False, id="none at all"),
        pytest.param(None, {}, True, id="its type takes none"),
    ],
)
def test_tags_say_whether_it_is_ours(tags: dict[str, str] | None, inputs: dict[str, Any], ours: bool) -> None:
    assert _is_ours(tags, inputs) == ours


def test_the_import_command_can_be_pasted() -> None:
    urn = "urn:pulumi:dev::modelstacks-models::modelstacks:azure:ServerlessEndpoint::chat"
    token, id_ = "azure-native:machinelearningservices:ServerlessEndpoint", "/subscriptions/s/x"
    command = ExistingResource(token, "chat-endpoint", id_, "chat", urn, ours=True).import_command("dev")
    assert shlex.split(command) == [
        *("pulumi", "import", "--stack", "dev", "--generate-code=false", "--yes"),
        *("--parent", f"chat={urn}", token, "chat-endpoint", id_),
    ]


class Program:
    """A program's resources as `refuse_existing` meets them; the engine itself is in tests/e2e."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, azure: LocalAzureServer, **take_in: str) -> None:
        self.existing = ExistingResources(take_in=take_in)
        watches: list[Any] = []
        monkeypatch.setattr(pulumi.runtime, "register_stack_transformation", watches.append)
        monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
        monkeypatch.setattr("pulumi.resource_hooks.register_resource_hook", lambda _hook: None)
        refuse_existing(AzureThread(azure.env()), azure.subscription, self.existing)
        (self._watch,) = watches

    def declare(self, token: str, name: str, parent: object) -> pulumi.ResourceOptions | None:
        """The options that a resource gets, if it is one to ask for."""
        options = pulumi.ResourceOptions(parent=cast("pulumi.Resource", parent))
        args = pulumi.ResourceTransformationArgs(cast("pulumi.Resource", None), token, name, {}, options)
        watched = self._watch(args)
        return watched.opts if watched else None

    async def create(self, token: str, name: str, inputs: dict[str, Any]) -> None:
        """Ask as the engine does before it creates. Raises RuntimeError where it is refused."""
        urn: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        urn.set_result(URN)
        parent = SimpleNamespace(urn=SimpleNamespace(future=lambda: urn))
        declared = self.declare(token, name, parent)
        assert declared is not None
        assert isinstance(declared.hooks, pulumi.ResourceHookBinding)
        assert declared.hooks.before_create is not None
        (hook,) = declared.hooks.before_create
        assert isinstance(hook, pulumi.ResourceHook)
        asked = hook.callback(pulumi.ResourceHookArgs("urn", "", name, token, new_inputs=inputs))
        assert asked is not None
        await asked


URN = "urn:pulumi:dev::modelstacks-models::modelstacks:azure:ServerlessEndpoint::chat"
GROUP = "azure-native:resources:ResourceGroup"


@pytest.mark.parametrize(
    ("tags", "ours", "why"),
    [(OURS, True, "It carries this stack's tags"), ({}, False, "somebody else created it")],
)
def test_what_is_there_is_refused_with_the_command_that_takes_it_in(
    monkeypatch: pytest.MonkeyPatch, local_azure: LocalAzureServer, tags: dict[str, str], ours: bool, why: str
) -> None:
    program = Program(monkeypatch, local_azure)
    with Estate(local_azure) as estate:
        estate.arm.send("PUT", estate.group, {"location": estate.region, "tags": tags})
        inputs = {"resourceGroupName": estate.group.rpartition("/")[2], "tags": OURS}
        with pytest.raises(RuntimeError, match=why) as refused:
            asyncio.run(program.create(GROUP, "chat-group", inputs))
    (found,) = program.existing.found
    assert found == ExistingResource(GROUP, "chat-group", estate.group, "chat", URN, ours)
    assert found.import_command("dev") in str(refused.value)


def test_what_is_not_there_or_has_no_path_is_created(
    monkeypatch: pytest.MonkeyPatch, local_azure: LocalAzureServer
) -> None:
    program = Program(monkeypatch, local_azure)
    asyncio.run(program.create(GROUP, "chat-group", {"resourceGroupName": "rg-nowhere", "tags": OURS}))
    asyncio.run(program.create("azure-native:authorization:RoleAssignment", "role", {"scope": "/"}))
    assert program.existing.found == []


def test_only_what_is_of_azure_native_and_has_a_parent_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, local_azure: LocalAzureServer
) -> None:
    program = Program(monkeypatch, local_azure)
    assert program.declare("pulumi-python:dynamic:Resource", "traffic", object()) is None
    assert program.declare(GROUP, "chat-group", None) is None


def test_what_is_to_be_taken_in_is_imported_and_its_repair_ignored(
    monkeypatch: pytest.MonkeyPatch, local_azure: LocalAzureServer
) -> None:
    program = Program(monkeypatch, local_azure, **{"chat-group": "/its/id"})
    taken, other = (program.declare(GROUP, name, object()) for name in ("chat-group", "other"))
    assert taken is not None
    assert other is not None
    assert (taken.import_, taken.ignore_changes) == ("/its/id", REPAIRED)
    assert (other.import_, other.ignore_changes or []) == (None, [])


@pytest.mark.parametrize(
    ("tags", "busy", "waited"), [(OURS, True, True), ({}, True, False), (OURS, False, False)]
)
def test_what_an_earlier_run_of_ours_still_makes_is_waited_for_first(
    monkeypatch: pytest.MonkeyPatch,
    local_azure: LocalAzureServer,
    tags: dict[str, str],
    busy: bool,
    waited: bool,
) -> None:
    said, asked = list[str](), list[float]()

    async def when_ready(_arm: object, _id: str, _version: str, within_s: float) -> None:
        asked.append(within_s)

    monkeypatch.setattr(pulumi.log, "info", said.append)
    monkeypatch.setattr("modelstacks.programs.existing_resources.find_when_ready", when_ready)
    monkeypatch.setattr("modelstacks.programs.existing_resources.is_busy", lambda _live: busy)
    program = Program(monkeypatch, local_azure)
    with Estate(local_azure) as estate:
        estate.arm.send("PUT", estate.group, {"location": estate.region, "tags": tags})
        inputs = {"resourceGroupName": estate.group.rpartition("/")[2], "tags": OURS}
        with pytest.raises(RuntimeError, match="already exists"):
            asyncio.run(program.create(GROUP, "chat-group", inputs))
    line = f"{estate.group} is Succeeded: an earlier run began that. Waiting until Azure is done, an hour at most."
    assert (said, asked) == (([line], [3600.0]) if waited else ([], []))
