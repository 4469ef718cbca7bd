"""A local Azure without server, tokens or roles, and a provider whose types show what ARM does for any type."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from multidict import CIMultiDict

from localazure import scenarios
from localazure.arm.answer import Answer, ArmRequest
from localazure.arm.dispatch import dispatch
from localazure.arm.errors import ArmError
from localazure.arm.provider_registry import ProviderRegistry
from localazure.arm.resource_type import (
    Action,
    Call,
    Caller,
    Draft,
    Operation,
    Provider,
    Read,
    Resource,
    ResourceType,
    Write,
)
from localazure.arm.wire import Wire
from localazure.clock import LocalClock
from localazure.faults import Faults
from localazure.providers import resources
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure

VERSION = "2025-01-01"
SUBSCRIPTION = "/subscriptions/5ab5c41b-0000-4000-8000-000000000001"
GROUP = f"{SUBSCRIPTION}/resourceGroups/Shop"
WIDGETS = f"{GROUP}/providers/Local.Test/widgets"
CALLER = Caller("object-1", "app-1", "tenant-1", "somebody")
START = datetime(2026, 11, 20, 12, tzinfo=UTC)

gone: list[str] = []
"""Ids whose `deleted` hook ran, in order; each OpenAzure empties it."""


def _put_widget(write: Write) -> Draft:
    if write.body.get("properties", {}).get("refuse"):
        write.azure.store.put_value("written-before-refusal", "yes")
        raise ArmError(400, "Refused", "No such widget.")
    return Draft(write.body, {"key": "k"})


def _put_slow(write: Write) -> Draft:
    if write.before and write.body.get("tags"):
        return Draft(write.body)
    return Draft(write.body, operation=Operation("Updating" if write.before else "Creating"))


def _finish_slow(_: LocalAzure, resource: Resource) -> None:
    if resource.properties.get("fails"):
        raise ArmError(400, "OutOfCapacity", "No capacity.", target="sku")
    resource.properties["ready"] = True


def _deleted(_: LocalAzure, resource: Resource) -> None:
    gone.append(resource.id.name)


def _busy(resource: Resource, written: ResourceId) -> ArmError:
    return ArmError(409, "Conflict", f"{resource.id.name} is busy; {written.name} has to wait.")


def _second_half(call: Call) -> list[Resource]:
    """List what no default would: only names from m on."""
    return [
        each for each in call.azure.store.of_type("Local.Test/chosen", call.id.scope) if each.id.name >= "m"
    ]


def _bad_name(resource_id: ResourceId) -> ArmError:
    return ArmError(400, "BadName", f"{resource_id.name}?")


def _name_seen(call: Call) -> Any:
    return {"value": [], "seen": call.query["place"], "id": str(call.id)}


PROVIDER = Provider(
    "Local.Test",
    types=(
        ResourceType(
            "Local.Test/widgets",
            (VERSION, "2024-01-01"),
            put=_put_widget,
            deleted=_deleted,
            etag=True,
            etag_header=True,
            name_pattern="[a-z][a-z0-9-]{1,20}",
            actions=(
                Action(
                    "listKeys", lambda call: call.resource and call.resource.private, "Local.Test/keys/action"
                ),
                Action("touch", lambda _: None, "Local.Test/widgets/touch/action"),
                Action("grow", lambda _: {"grown": 1}, "Local.Test/widgets/grow/action", Operation()),
            ),
        ),
        ResourceType(
            "Local.Test/widgets/parts", (VERSION,), put=_put_widget, deleted=_deleted, tracked=False
        ),
        ResourceType(
            "Local.Test/slow",
            (VERSION,),
            put=_put_slow,
            finish=_finish_slow,
            delete=lambda _: Operation("Deleting"),
            deleted=_deleted,
        ),
        ResourceType("Local.Test/slow/children", (VERSION,), put=_put_slow, busy=_busy, deleted=_deleted),
        ResourceType("Local.Test/guarded", (VERSION,), put=_put_slow, busy=_busy),
        ResourceType("Local.Test/guarded/children", (VERSION,), put=_put_widget),
        ResourceType(
            "Local.Test/notes", (VERSION,), put=_put_widget, tracked=False, scope="any", deleted=_deleted
        ),
        ResourceType(
            "Local.Test/chosen",
            (VERSION,),
            put=_put_widget,
            listing=_second_half,
            name_pattern="[a-z]+",
            name_error=_bad_name,
        ),
        ResourceType(
            "Local.Test/global",
            (VERSION,),
            put=_put_slow,
            tracked=False,
            scope="tenant",
            wire=Wire(status_path="operations/{operation}"),
        ),
        ResourceType("Local.Test/plain", (VERSION,), put=_put_widget, patch=False),
    ),
    reads=(
        Read("locations/{place}/usages", _name_seen, (VERSION,), "Local.Test/locations/usages/read"),
        Read("seen/{place}", _name_seen, (VERSION,), "", scope="any"),
    ),
)


@dataclass
class OpenAzure:
    """Everybody may do everything but *denied*; *time* stands still until it is moved."""

    store: SqliteStore
    time: datetime = START
    denied: set[str] = field(default_factory=set)
    authorized: list[tuple[str, str]] = field(default_factory=list)
    url: str = "https://localhost:1"

    def __post_init__(self) -> None:
        gone.clear()
        text = scenarios.text_of("sandbox").replace(
            "registered_providers:", "registered_providers:\n  - Local.Test"
        )
        self.scenario = scenarios.parse(text, "sandbox")
        self.providers = ProviderRegistry([resources.PROVIDER, PROVIDER])
        self.clock = LocalClock(self.store, lambda: self.time)
        self.faults = Faults(self.store)
        resources.PROVIDER.start and resources.PROVIDER.start(self)

    def authenticate(self, authorization: str | None) -> Caller:
        """Everybody is let in."""
        return replace(CALLER, name=authorization or CALLER.name)

    def authorize(self, caller: Caller, action: str, scope: str, *, data: bool = False) -> None:  # noqa: ARG002
        """Note the question."""
        self.authorized.append((action, scope))
        if action in self.denied:
            raise ArmError(403, "AuthorizationFailed", f"{caller.name} may not {action}")

    def authenticate_data_plane(self, authorization: str | None, _audiences: Sequence[str]) -> Caller:
        """Everybody is let in."""
        return self.authenticate(authorization)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Send a request; *more* are `content`, `headers`, and query parameters under `query`."""
        query = {"api-version": VERSION if _is_ours(path) else "2024-03-01"} | more.get("query", {})
        return dispatch(
            ArmRequest(
                azure=self,
                method=method,
                path=path,
                query=CIMultiDict({name: value for name, value in query.items() if value is not None}),
                headers=CIMultiDict(more.get("headers", {})),
                content=more.get("content", b"") if body is None else _encoded(body),
                caller=CALLER,
            )
        )

    def refused(self, method: str, path: str, body: Any = None, **more: Any) -> ArmError:
        """Send a request that must be refused, and return the refusal."""
        try:
            answer = self.ask(method, path, body, **more)
        except ArmError as refusal:
            return refusal
        raise AssertionError(f"{method} {path} was answered {answer.status}: {answer.body}")


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[OpenAzure]:
    """An OpenAzure with the resource group Shop; a conftest that imports it offers it to its tests."""
    store = SqliteStore(tmp_path / "azure.db")
    azure = OpenAzure(store)
    azure.ask("PUT", GROUP, {"location": "Sweden Central"})
    yield azure
    store.close()


def _is_ours(path: str) -> bool:
    return path.lower().rpartition("/providers/")[2].startswith("local.test/")


def _encoded(body: Any) -> bytes:

    return json.dumps(body).encode()
