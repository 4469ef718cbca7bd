"""What stops a `pulumi up` after a resource was made: a failed smoke test, traffic that Azure refused."""

from __future__ import annotations

import asyncio
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.deployed import Access
from modelstacks.catalog.info import expected_info
from modelstacks.errors import ModelstacksError
from modelstacks.inference.client import open_client
from modelstacks.inference.smoke import smoke

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.azure.ml import Place
    from modelstacks.components.traffic import Traffic
    from modelstacks.inference.smoke import SmokeTarget
    from modelstacks.programs.entry import Settings


@dataclass(frozen=True)
class Containers:
    """The containers of a managed deployment, whose logs say why it failed."""

    place: Place
    endpoint: str
    deployment: str


def tested(
    access: tuple[pulumi.Output[str], pulumi.Output[str]],
    target: Callable[[Access], SmokeTarget],
    settings: Settings,
    containers: Containers | None,
) -> pulumi.Output[dict[str, Any]]:
    """Return what `/info` answered, once the endpoint passed: who takes it as an input waits for the test.

    In a preview, and with `modelstacks:smoke: off`, nothing is called and the value is what should be answered.
    *access* is URI and key. The key goes in, but nothing of it comes out: the value is no secret.
    """

    async def test(values: list[str]) -> dict[str, Any]:
        aim = target(Access(uri=values[0], key=values[1]))
        if pulumi.runtime.is_dry_run() or settings.smoke == "off":
            return _expected(aim)
        async with open_client() as client:
            result = await smoke(client, aim, settings.ready_within_s, settings.smoke_level)
        if not result.problem:
            return result.info or {}
        said = f"The smoke test failed.\n{result.problem}{await _logs(containers)}"
        if settings.smoke == "strict":
            raise pulumi.RunError(said)
        pulumi.log.warn(said)
        return {}

    return pulumi.Output.unsecret(pulumi.Output.all(*access).apply(test))


async def _logs(containers: Containers | None) -> str:
    """Return the containers' last lines; nothing where there are none to be had."""
    return f"\n{await asyncio.to_thread(_read_logs, containers)}" if containers else ""


def _read_logs(containers: Containers) -> str:
    from modelstacks.azure import ml

    try:
        with ml.open_workspace(os.environ, containers.place) as workspace:
            return ml.last_lines(workspace, containers.endpoint, containers.deployment)
    except ModelstacksError as err:
        return f"The containers' logs can't be read: {err}"


def _expected(aim: SmokeTarget) -> dict[str, Any]:
    answer = asdict(expected_info(aim.model))
    return {name: answer[name] for name in ("model_name", "model_type", "model_provider_name")}


def checked_traffic(endpoint: str, traffic: Traffic) -> None:
    """End the program where Azure refused the traffic: the dynamic resource itself must not raise."""

    def check(problem: str | None) -> None:
        if problem:
            raise pulumi.RunError(f"The traffic of online endpoint {endpoint} could not be set.\n{problem}")

    traffic.problem.apply(check)
