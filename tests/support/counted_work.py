"""How much a request to a local Azure in this process works, counted: the same on every machine, busy or not."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from multidict import CIMultiDict

from localazure import preparing, serving
from localazure.arm.answer import Answer, ArmRequest
from localazure.arm.dispatch import dispatch
from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Caller, Resource
from localazure.server import put_in_place
from localazure.state_dir import StateDir
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from localazure.running_azure import RunningAzure


@dataclass(frozen=True)
class Work:
    """*calls* of Python's functions, and *steps* of SQLite's machine: a row that is read takes a few."""

    calls: int
    steps: int


class CountedAzure:
    """A whole local Azure, without its server, and the owner who asks it."""

    def __init__(self, folder: Path) -> None:
        state = StateDir(folder)
        preparing.prepare(state, None)
        self.store = SqliteStore(state.database)
        self.azure: RunningAzure = serving.build(state, "https://localhost:1", self.store)
        put_in_place(self.azure)
        owner = self.azure.scenario.principal("owner")
        assert owner is not None
        self._caller = Caller(owner.object_id, owner.app_id, self.azure.tokens.tenant_id, owner.name)
        self.subscription = f"/subscriptions/{self.azure.scenario.subscriptions[0].id}"

    def ask(self, method: str, path: str, version: str, body: Any = None, **query: str) -> Answer:
        """Send ARM a request."""
        return dispatch(
            ArmRequest(
                azure=self.azure,
                method=method,
                path=path,
                query=CIMultiDict({"api-version": version} | query),
                headers=CIMultiDict(),
                content=b"" if body is None else json.dumps(body).encode(),
                caller=self._caller,
            )
        )

    def make(self, path: str, version: str, body: Any) -> Any:
        """PUT, and GET until it is there; return the body."""
        self.ask("PUT", path, version, body)
        while (made := self.ask("GET", path, version).body)["properties"].get("provisioningState") not in {
            "Succeeded",
            None,
        }:
            pass
        return made

    def copy(self, resources: Iterable[Resource | None], mark: str, to: str) -> None:
        """Keep *resources* once more, with *to* for *mark* in their texts and identities of their own."""
        for resource in resources:
            assert resource is not None
            text = json.dumps([str(resource.id), resource.body, resource.private]).replace(mark, to)
            principal = (resource.body.get("identity") or {}).get("principalId")
            id_, body, private = json.loads(text.replace(principal, str(uuid4())) if principal else text)
            self.store.put(Resource(ResourceId.parse(id_), body, private, resource.created, resource.changed))


def work_of(store: SqliteStore, run: Callable[[], object]) -> Work:
    """Return how much *run* works, in this process and with *store*."""
    calls, steps = 0, 0

    def count_call(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    def count_step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection = store._connection  # nothing else sees what SQLite does
    connection.set_progress_handler(count_step, 1)
    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        run()
    finally:
        sys.setprofile(before)
        connection.set_progress_handler(None, 1)
    return Work(calls - steps, steps)  # each step called count_step
