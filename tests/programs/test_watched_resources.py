"""What a program hangs on resources that it registers: time-outs, and words before or after what Azure does to them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pulumi
import pytest

from modelstacks.azure.ml import WorkspaceAddress
from modelstacks.components.marketplace_subscription import (
    MarketplaceSubscription,
    MarketplaceSubscriptionArgs,
)
from modelstacks.errors import UsageError
from modelstacks.programs import container_logs
from modelstacks.programs.container_logs import Containers, read_logs, show_logs_of_failed
from modelstacks.programs.not_required import foretell_not_required, way_out
from modelstacks.programs.timeouts import limit_times
from modelstacks.spec.timeouts import Timeouts
from registered import registered

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.programs.azure_thread import AzureThread
    from registered import Registered

AZURE = cast("AzureThread", SimpleNamespace(environ={}))
INPUTS = {
    "resourceGroupName": "rg",
    "workspaceName": "ws",
    "endpointName": "ep",
    "deploymentName": "blue",
}
MODEL = {"properties": {"modelId": "azureml://registries/r/models/Phi-4"}}


def bought(before: Callable[[], None]) -> Registered:
    """A program of one Marketplace subscription, after *before*."""

    def program() -> None:
        before()
        MarketplaceSubscription("buy", MarketplaceSubscriptionArgs("Phi-4", "azureml://m", "ws", "rg"))

    return registered(program)


def test_a_resource_has_the_time_that_the_spec_gives_its_type() -> None:
    timeouts = Timeouts(marketplace_subscription=timedelta(minutes=7))
    limits = bought(lambda: limit_times(timeouts))["buy-subscription"].options.customTimeouts
    assert (limits.create, limits.update, limits.delete) == ("420s", "420s", "420s")
    unknown = bought(lambda: limit_times(timeouts))["buy"].options.customTimeouts
    assert (unknown.create, unknown.update, unknown.delete) == ("", "", "")


def test_words_stand_before_a_subscription_and_nothing_else() -> None:
    run = bought(foretell_not_required)
    assert len(run["buy-subscription"].options.hooks.before_create) == 1
    assert len(run["buy"].options.hooks.before_create) == 0


def test_logs_are_watched_of_managed_deployments_alone() -> None:
    run = bought(lambda: show_logs_of_failed(AZURE, "s"))
    assert len(run["buy-subscription"].options.hooks.on_error) == 0


class Watching:
    """What a program registered to be called with each resource; the engine itself is in tests/e2e."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, watch: Callable[[], None]) -> None:
        watches: list[Any] = []
        self.said: list[str] = []
        monkeypatch.setattr(pulumi.runtime, "register_stack_transformation", watches.append)
        for name in ("register_resource_hook", "register_error_hook"):
            monkeypatch.setattr(f"pulumi.resource_hooks.{name}", lambda _hook: None)
        for name in ("info", "error"):
            monkeypatch.setattr(pulumi.log, name, self.said.append)
        watch()
        (self._watch,) = watches or [None]

    def hooks(self, token: str) -> Any:
        """The hooks that a resource of that type gets; None: it is not watched."""
        if self._watch is None:
            return None
        options = pulumi.ResourceOptions()
        resource = cast("pulumi.Resource", None)
        watched = self._watch(pulumi.ResourceTransformationArgs(resource, token, "x", {}, options))
        return watched.opts.hooks if watched else None


SUBSCRIPTION = "azure-native:machinelearningservices:MarketplaceSubscription"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"


def test_before_a_purchase_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    watching = Watching(monkeypatch, foretell_not_required)
    (hook,) = watching.hooks(SUBSCRIPTION).before_create
    asyncio.run(hook.callback(pulumi.ResourceHookArgs("urn", "", "x", SUBSCRIPTION, new_inputs=MODEL)))
    assert watching.said == [way_out(MODEL["properties"]["modelId"])]
    assert watching.hooks(DEPLOYMENT) is None
    assert watching.said[0].splitlines()[0] == (
        "Subscribing to Phi-4. Where Azure refuses that with MarketplacePlanNotRequiredForModel, it sells the model itself:"
    )
    assert "models: [{name: Phi-4, marketplace: {serverless: false, managed: false}}]" in watching.said[0]


@pytest.mark.parametrize(
    ("operation", "said"), [("create", ["the logs"]), ("update", ["the logs"]), ("delete", [])]
)
def test_the_logs_of_a_deployment_that_failed_are_shown_and_it_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, operation: str, said: list[str]
) -> None:
    asked: list[Containers] = []

    async def read(_azure: object, containers: Containers) -> str:
        asked.append(containers)
        return "the logs"

    monkeypatch.setattr(container_logs, "monitor_supports_feature", lambda _feature: True)
    monkeypatch.setattr(container_logs, "read_logs", read)
    watching = Watching(monkeypatch, lambda: show_logs_of_failed(AZURE, "s"))
    (hook,) = watching.hooks(DEPLOYMENT).on_error
    failed = SimpleNamespace(failed_operation=operation, new_inputs=INPUTS)
    assert asyncio.run(hook.callback(failed)) is False
    assert watching.said == said
    assert asked == [Containers(WorkspaceAddress("s", "rg", "ws"), "ep", "blue")] * len(said)
    assert watching.hooks(SUBSCRIPTION) is None


def test_an_engine_without_error_hooks_shows_azures_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_logs, "monitor_supports_feature", lambda _feature: False)
    assert Watching(monkeypatch, lambda: show_logs_of_failed(AZURE, "s")).hooks(DEPLOYMENT) is None


def test_logs_that_cannot_be_read_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UsageError("No.")

    async def run(work: Any) -> Any:
        return await work

    monkeypatch.setattr("modelstacks.azure.ml.open_workspace", refuse)
    azure = cast("AzureThread", SimpleNamespace(environ={}, run=run))
    containers = Containers(WorkspaceAddress("s", "rg", "ws"), "ep", "blue")
    assert asyncio.run(read_logs(azure, containers)) == "The logs of blue's containers can't be read: No."
