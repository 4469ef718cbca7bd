"""What a request takes does not grow with what is there: a fleet's thousandth endpoint costs what its first one did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from counted_work import CountedAzure, Work, work_of
from estate import PHI, VERSIONS
from localazure.providers.cognitiveservices.addresses import account_at
from localazure.providers.resources.listing import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARK = "zz0zz"
FEW, MANY = 20, 200
MOST = 1.2
"""A deeper tree of an index, a longer row: nothing near the ten times that reading everything would take."""
ML, COGNITIVE = "Microsoft.MachineLearningServices", "Microsoft.CognitiveServices"
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
HERE = {"location": "swedencentral"}
ASSIGNED = HERE | {"identity": {"type": "SystemAssigned"}}
SERVERLESS = HERE | {
    "sku": {"name": "Consumption"},
    "properties": {"modelSettings": {"modelId": PHI}, "authMode": "Key"},
}


class Fleet:
    """A stack in a resource group, which can be copied."""

    def __init__(self, azure: CountedAzure) -> None:
        self.azure = azure
        self.projects: set[str] = set()
        self.group = f"{azure.subscription}/resourceGroups/rg-{MARK}"
        self.workspaces = f"{self.group}/providers/{ML}/workspaces"
        azure.ask("PUT", self.group, "2024-03-01", HERE)
        storage = self.storage(MARK)
        hub = {"kind": "hub", "properties": {"storageAccount": storage, "keyVault": self._vault()}}
        azure.make(f"{self.workspaces}/hub", VERSIONS[ML], ASSIGNED | hub)
        self.principal = self.project("first")["identity"]["principalId"]
        self.serverless("first", f"ep-{MARK}")
        azure.make(f"{self.workspaces}/first/onlineEndpoints/on-{MARK}", VERSIONS[ML], self._online())
        self._account()
        self.assign()
        self.stack = [azure.store.find(self.group), *azure.store.below(self.group)]

    def copy(self, numbers: range) -> None:
        """Put copies of the stack beside it."""
        for number in numbers:
            self.azure.copy(self.stack, MARK, f"yy{number}yy")

    def storage(self, tag: str) -> str:
        path = f"{self.group}/providers/Microsoft.Storage/storageAccounts/st{tag}"
        body = HERE | {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
        return str(self.azure.make(path, VERSIONS["Microsoft.Storage"], body)["id"])

    def _vault(self) -> str:
        properties = {"tenantId": str(uuid4()), "sku": {"family": "A", "name": "standard"}}
        path = f"{self.group}/providers/Microsoft.KeyVault/vaults/kv{MARK}"
        version = VERSIONS["Microsoft.KeyVault"]
        return str(self.azure.make(path, version, HERE | {"properties": properties})["id"])

    def _online(self) -> dict[str, Any]:
        return ASSIGNED | {"properties": {"authMode": "Key"}}

    def project(self, name: str) -> Any:
        self.projects.add(name)
        body = {"kind": "project", "properties": {"hubResourceId": f"{self.workspaces}/hub"}}
        return self.azure.make(f"{self.workspaces}/{name}", VERSIONS[ML], ASSIGNED | body)

    def serverless(self, project: str, name: str) -> Any:
        path = f"{self.workspaces}/{project}/serverlessEndpoints/{name}"
        return self.azure.make(path, VERSIONS[ML], SERVERLESS)

    def _account(self) -> None:
        properties = {"customSubDomainName": f"fo{MARK}", "allowProjectManagement": True}
        body = {"kind": "AIServices", "sku": {"name": "S0"}, "properties": properties}
        path = f"{self.group}/providers/{COGNITIVE}/accounts/fo{MARK}"
        self.azure.make(path, VERSIONS[COGNITIVE], ASSIGNED | body)

    def assign(self, scope: str = "") -> None:
        """Give the project's identity a role."""
        path = f"{scope or self.group}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
        properties = {"principalId": self.principal, "roleDefinitionId": READER}
        answer = self.azure.ask("PUT", path, VERSIONS["Microsoft.Authorization"], {"properties": properties})
        assert answer.status == 201

    def get(self, path: str) -> None:
        assert self.azure.ask("GET", f"{self.workspaces}/{path}", VERSIONS[ML]).status == 200


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    azure = CountedAzure(tmp_path_factory.mktemp("state"))
    yield Fleet(azure)
    azure.store.close()


REQUESTS: dict[str, Callable[[Fleet, str], Any]] = {
    "GET of a serverless endpoint": lambda fleet, _: fleet.get(f"first/serverlessEndpoints/ep-{MARK}"),
    "GET of an online endpoint": lambda fleet, _: fleet.get(f"first/onlineEndpoints/on-{MARK}"),
    "GET of a hub": lambda fleet, _: fleet.get("hub"),
    "PUT of a storage account": lambda fleet, tag: fleet.storage(tag),
    "PUT of a serverless endpoint": lambda fleet, tag: fleet.serverless(f"for-{tag}", f"ep-{tag}"),
    "finding a Foundry account": lambda fleet, _: account_at(fleet.azure.store, f"fo{MARK}"),
    "PUT of a role assignment": lambda fleet, tag: fleet.assign(f"{fleet.workspaces}/for-{tag}"),
}


def measured(fleet: Fleet, there: int) -> dict[str, Work]:
    """Return what each request takes among *there* stacks; each was sent once before, so what is kept of it is there."""
    work = {}
    for what, ask in REQUESTS.items():
        for tag in (f"a{there}", f"b{there}"):
            if f"for-{tag}" not in fleet.projects:
                fleet.project(f"for-{tag}")
            work[what] = work_of(fleet.azure.store, lambda ask=ask, tag=tag: ask(fleet, tag))  # type: ignore[misc]
    return work


def test_a_request_takes_no_more_among_many_stacks_than_among_few(fleet: Fleet) -> None:
    fleet.copy(range(FEW))
    among_few = measured(fleet, FEW)
    fleet.copy(range(FEW, MANY))
    among_many = measured(fleet, MANY)
    grown = {
        what: (few, many)
        for what, few, many in ((what, among_few[what], among_many[what]) for what in REQUESTS)
        if many.calls > few.calls * MOST or many.steps > few.steps * MOST
    }
    assert not grown


def test_a_request_is_one_transaction(fleet: Fleet) -> None:
    done: list[str] = []
    fleet.azure.store._connection.set_trace_callback(done.append)  # nothing else sees what SQLite does
    try:
        fleet.get("hub")
    finally:
        fleet.azure.store._connection.set_trace_callback(None)
    assert [text for text in done if text.startswith(("BEGIN", "COMMIT"))] == ["BEGIN IMMEDIATE", "COMMIT"]


def test_a_list_of_resources_shows_each_as_its_own_get_does(fleet: Fleet) -> None:
    listed = fleet.azure.ask("GET", f"{fleet.group}/resources", "2024-03-01").body["value"]
    kinds = {item["type"].rpartition("/")[2] for item in listed}
    assert {"workspaces", "serverlessEndpoints", "onlineEndpoints", "accounts", "vaults"} <= kinds
    for item in listed:
        alone = fleet.azure.ask("GET", item["id"], VERSIONS[item["type"].split("/")[0]]).body
        assert item == {name: alone[name] for name in (*FIELDS, "systemData") if name in alone}
