"""What stops a `pulumi up` after a resource was made: a failed smoke test."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.deployed import Access
from modelstacks.catalog.info import expected_info
from modelstacks.inference.client import open_client
from modelstacks.inference.smoke import smoke
from modelstacks.programs.container_logs import read_logs

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.azure.deployed import Auth
    from modelstacks.inference.smoke import SmokeResult, SmokeTarget
    from modelstacks.programs.build_context import BuildContext
    from modelstacks.programs.container_logs import Containers
    from modelstacks.programs.entry import Settings


def tested(
    context: BuildContext,
    access: tuple[pulumi.Output[str], pulumi.Output[str], pulumi.Input[Auth]],
    target: Callable[[Access], SmokeTarget],
    containers: Containers | None,
) -> pulumi.Output[dict[str, Any]]:
    """Return what `/info` answered, once the endpoint passed: who takes it as an input waits for the test.

    In a preview, and with `modelstacks:smoke: off`, nothing is called and the value is what should be answered.
    *access* is URI, key, and what kind of key. The key goes in, but nothing of it comes out: the value is no secret.
    """

    settings, azure = context.settings, context.azure

    async def test(values: list[Any]) -> dict[str, Any]:
        aim = target(Access(*values))
        if pulumi.runtime.is_dry_run() or settings.smoke == "off":
            return _expected(aim)
        result = await azure.run(_smoked(aim, settings))
        if not result.problem:
            if result.warning:
                pulumi.log.warn(f"The smoke test passed, with one thing left open.\n{result.warning}")
            return result.info or {}
        logs = f"\n{await read_logs(azure, containers)}" if containers else ""
        said = f"The smoke test failed.\n{result.problem}{logs}"
        if settings.smoke == "strict":
            raise pulumi.RunError(said)
        pulumi.log.warn(said)
        return {}

    return pulumi.Output.unsecret(pulumi.Output.all(*access).apply(test))


async def _smoked(aim: SmokeTarget, settings: Settings) -> SmokeResult:
    async with open_client() as client:
        return await smoke(client, aim, settings.ready_within_s, settings.smoke_level)


def _expected(aim: SmokeTarget) -> dict[str, Any]:
    answer = asdict(expected_info(aim.model))
    return {name: answer[name] for name in ("model_name", "model_type", "model_provider_name")}
