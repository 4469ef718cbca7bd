"""Sixty deployments over seven workspaces: more registrations in flight than the program has threads."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

import many_serverless

if TYPE_CHECKING:
    from pathlib import Path

    from e2e_bench import Bench

pytestmark = [pytest.mark.e2e, pytest.mark.ci]

DEPLOYMENTS = 60
PARALLEL = "8"
"""What the engine does at a time, as on two cores: it gives the program's executor 8 threads, and an inline one 32."""
UNDER_WAY = 40
"""Past the resource group's workspaces: by then the program has no free thread."""
GUARD_S = 120
ENDPOINT = "modelstacks:azure:ServerlessEndpoint"


def interrupted(bench: Bench, stop: signal.Signals) -> tuple[int, str]:
    """Send *stop* to a plain `pulumi up` in the middle; return its exit code and what it printed."""
    with subprocess.Popen(
        ["pulumi", "--non-interactive", "up", "--stack", "local", "--yes", "--skip-preview"],
        cwd=bench.stack("models"),
        env={**bench.env, "PULUMI_PARALLEL": PARALLEL},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout
        output, begun = "", 0
        while begun < UNDER_WAY and (line := running.stdout.readline()):
            output, begun = output + line, begun + (" creating (" in line)
        running.send_signal(stop)
        try:
            rest, _ = running.communicate(timeout=GUARD_S)
        finally:
            running.kill()
    return running.returncode, output + rest


def test_sixty_come_up_after_two_interrupted_runs(bench: Bench) -> None:
    bench.make_group()
    bench.begin(many_serverless.spec(DEPLOYMENTS, "rg-models"))
    folder: Path = bench.stack("models")

    code, output = interrupted(bench, signal.SIGINT)
    assert (code, "Traceback" in output) == (255, False), output
    code, output = interrupted(bench, signal.SIGTERM)
    assert (code, "Traceback" in output) == (255, False), output

    env = {**bench.env, "PULUMI_PARALLEL": PARALLEL}
    up = bench.run("modelstacks", "up", "deployments.yaml", "--yes", cwd=folder, env=env)
    assert up.code == 0, up.out
    endpoints = [line for line in bench.everything() if "serverlessEndpoints" in line]
    assert len(endpoints) == DEPLOYMENTS
    export = bench.pulumi("models", "stack", "export", "--stack", "local").out
    resources = json.loads(export)["deployment"]["resources"]
    waits_for = {urn for each in resources for urn in each.get("dependencies", ()) if ENDPOINT in each["urn"]}
    assert waits_for
    assert not [urn for urn in waits_for if "AssociatedResources" in urn], "the workspace waits for those"
