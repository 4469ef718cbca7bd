"""`modelstacks show NAME`: all about one deployment that its user needs, but for the key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, NameArgument, OutputOption
from modelstacks.cli.output import Output, asking, print_json
from modelstacks.cli.tables import show_facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from modelstacks.azure.arm import Arm
    from modelstacks.deployment.planned import Planned
    from modelstacks.deployment.shown import Shown

HEALTHY = {"Succeeded", "Online"}
SOON_H = 24.0
"""With fewer hours left than these, renewing comes first among what to run next."""


def show(
    name: NameArgument, spec: DeploymentsArgument = DEFAULT_SPEC, output: OutputOption = Output.TABLE
) -> None:
    """Show one deployment: where it answers, its state, how long it lives yet, how to get its key, what to run next."""
    from modelstacks.cli.endpoints import as_values
    from modelstacks.deployment.planned import each_planned
    from modelstacks.deployment.spec_files import read_plan
    from modelstacks.spec import load_deployments, named_deployment

    deployments = load_deployments(spec, os.environ)
    named_deployment(deployments, name)
    [planned] = [each for each in each_planned(read_plan(deployments)) if each.name == name]
    shown, now = _read(planned, spec)
    if output is Output.JSON:
        about = {"deployment": name, "model": planned.model.name, "uri": shown.uri, "auth": shown.auth}
        print_json(about | as_values(shown.endpoint, now) | {"next": next_commands(shown, now, spec)})
    else:
        show_facts(list(_facts(shown, now, spec)))


def _read(planned: Planned, spec: Path) -> tuple[Shown, datetime]:
    """Return it and Azure's own time. Raises NotDeployedError where it is not there."""
    from modelstacks.cli.run_with_arm import run_with_arm
    from modelstacks.deployment.absent import NotDeployedError
    from modelstacks.deployment.shown import read_shown
    from modelstacks.engine.last_outputs import last_outputs_by_deployment

    async def read(arm: Arm) -> tuple[Shown | None, datetime]:
        return await read_shown(arm, planned), arm.answered_at

    with asking():
        shown, now = run_with_arm(read)
    if shown is None:
        raise NotDeployedError([planned], last_outputs_by_deployment(spec, os.environ))
    return shown, now


def _facts(shown: Shown, now: datetime, spec: Path) -> Iterator[tuple[str, str]]:
    from modelstacks.cli.endpoints import hours

    planned, endpoint = shown.planned, shown.endpoint
    left = hours(endpoint.left(now))
    yield "deployment", planned.name
    yield "model", planned.model.name
    yield "mode", planned.mode
    yield "region", endpoint.region
    yield "endpoint", f"{endpoint.name} in {endpoint.workspace_name}"
    yield "URI", shown.uri or "none yet"
    yield "state", endpoint.state
    if endpoint.traffic:
        yield "traffic", " ".join(f"{name}={share}" for name, share in endpoint.traffic.items())
    yield "quota", endpoint.quota
    if left is not None:
        yield "hours left", f"{left:g}, until {endpoint.expires:%Y-%m-%d %H:%M} UTC: then Azure deletes it"
    yield "stack", endpoint.stack or "nobody's"
    yield "key", _way_to_key(shown, spec)
    yield "next", "\n".join(next_commands(shown, now, spec))


def _way_to_key(shown: Shown, spec: Path) -> str:
    from modelstacks.inference.by_mode import smoke_of

    if shown.auth == "entra":
        scope = smoke_of(shown.planned.mode).scope
        return f"it takes none: az account get-access-token --scope {scope}"
    return _command("key", shown.planned.name, spec)


def next_commands(shown: Shown, now: datetime, spec: Path) -> list[str]:
    """Return what one runs next, the most urgent first."""
    from modelstacks.cli.endpoints import hours

    name, left = shown.planned.name, hours(shown.endpoint.left(now))
    renew = [_command("renew", name, spec)] if left is not None else []
    if shown.endpoint.state not in HEALTHY:
        return [_command("up", "", spec), *renew]
    use = [_command("smoke", "", spec), _command("snippets", name, spec)]
    return renew + use if left is not None and left < SOON_H else use + renew


def _command(word: str, name: str, spec: Path) -> str:
    file = "" if spec == DEFAULT_SPEC else str(spec)
    return " ".join(filter(None, ("modelstacks", word, name, file)))
