"""What a scenario says is there from the start: made through ARM itself, as the scenario's own principal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from multidict import CIMultiDict

from localazure.arm import dispatch, operations
from localazure.arm.answer import ArmRequest
from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Caller
from localazure.errors import LocalAzureError

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.scenarios import Given

GIVEN_KEY = "scenario.given"


def give(azure: LocalAzure) -> None:
    """Make the scenario's resources, once: what a user deletes afterwards stays deleted.

    Raises LocalAzureError where ARM refuses one.
    """
    given = azure.scenario.resources
    digest = uuid5(NAMESPACE_URL, repr(given)).hex
    if not given or azure.store.get_value(GIVEN_KEY) == digest:
        return
    for resource in given:
        _make(azure, resource)
    azure.store.put_value(GIVEN_KEY, digest)


def _make(azure: LocalAzure, given: Given) -> None:
    path = f"/subscriptions/{azure.scenario.subscriptions[0].id}/{given.id}"
    request = ArmRequest(
        azure=azure,
        method="PUT",
        path=path,
        query=CIMultiDict({"api-version": given.api_version}),
        headers=CIMultiDict(),
        content=json.dumps(given.body, default=str).encode(),
        caller=_caller(azure),
    )
    try:
        dispatch.answer(request)
    except ArmError as err:
        raise LocalAzureError(
            f"scenario {azure.scenario.name}: {given.id} is refused: {err.code}: {err.message}\n"
            "Change it in the scenario's `resources`."
        ) from err
    running = azure.store.running_operation(path)
    if running is not None:
        operations.finish(azure, running)


def _caller(azure: LocalAzure) -> Caller:
    scenario = azure.scenario
    who = scenario.principal(scenario.default_principal)
    assert who is not None, "the scenario has checked it"
    return Caller(who.object_id, who.app_id, scenario.tenant.id, who.name)
