"""What stops a `pulumi up` after a resource was created: a failed smoke test."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.endpoint_access import Access
from modelstacks.catalog.info import expected_info
from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.client import open_client
from modelstacks.inference.smoke import smoke
from modelstacks.programs.container_logs import read_logs

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.azure.endpoint_access import Auth
    from modelstacks.inference.smoke import SmokeResult, SmokeTarget
    from modelstacks.programs.build_context import BuildContext
    from modelstacks.programs.container_logs import Containers
    from modelstacks.programs.entry import Settings


def smoke_tested_info(
    context: BuildContext,
    access: tuple[pulumi.Output[str], pulumi.Output[str], pulumi.Input[Auth]],
    target_of: Callable[[Access], SmokeTarget],
    containers: Containers | None,
) -> pulumi.Output[dict[str, Any]]:
    """Return what `/info` answered, once the endpoint passed its smoke test: whatever takes it as an input waits for that.
    Where the mode has no `/info` that is {}.

    In a preview, and with `modelstacks:smoke: off`, nothing is called and the value is what should be answered.
    *access* is URI, key, and what kind of key. The key goes in, but nothing of it comes out: the value is no secret.
    """

    settings, azure = context.settings, context.azure

    async def test(values: list[Any]) -> dict[str, Any]:
        target = target_of(Access(*values))
        if pulumi.runtime.is_dry_run() or settings.smoke == "off":
            return _expected(target)
        result = await azure.run(_smoked(target, settings))
        context.smoked[result.name] = result
        if not result.problem:
            if result.warning:
                pulumi.log.warn(f"The smoke test passed, but one question is left open.\n{result.warning}")
            return result.info or {}
        logs = f"\n{await read_logs(azure, containers)}" if containers else ""
        message = f"The smoke test failed.\n{result.problem}{logs}"
        if settings.smoke == "strict":
            raise pulumi.RunError(message)
        pulumi.log.warn(message)
        return {}

    return pulumi.Output.unsecret(pulumi.Output.all(*access).apply(test))


async def _smoked(target: SmokeTarget, settings: Settings) -> SmokeResult:
    async with open_client() as client:
        return await smoke(client, target, settings.ready_within_s, settings.smoke_level)


def _expected(target: SmokeTarget) -> dict[str, Any]:
    if smoke_of(target.mode).listing:
        return {}
    answer = asdict(expected_info(target.model))
    return {name: answer[name] for name in ("model_name", "model_type", "model_provider_name")}
