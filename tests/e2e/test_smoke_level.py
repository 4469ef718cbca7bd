"""The smoke test inside `pulumi up` asks what `modelstacks smoke` asks at the same level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: {name: chat, create: true, kind: workspace}
deployments:
  phi: {model: Phi-4, mode: serverless}
"""
MANY = 1000


def chats(bench: Bench, run: Callable[[], Ran]) -> int:
    """Count the chats that a run asks for: a fault without harm is spent by one with each."""
    rule = bench.azure.control(
        "POST", "faults", {"method": "POST", "path": "/chat/completions$", "count": MANY, "delay_s": 0.001}
    )
    ran = run()
    assert ran.code == 0, ran.out
    (left,) = bench.azure.control("GET", "faults")
    bench.azure.control("DELETE", f"faults/{rule['id']}")
    return MANY - int(left["count"])


def test_level_full_leaves_nothing_out_in_pulumi_up(bench: Bench) -> None:
    bench.make_group()
    bench.begin(SPEC)
    bench.pulumi("models", "config", "set", "modelstacks:smokeLevel", "full")
    in_the_up = chats(bench, lambda: bench.up("models"))
    spec = str(bench.stack("models") / "deployments.yaml")
    by_command = chats(bench, lambda: bench.modelstacks("smoke", spec, "--level", "full"))
    assert in_the_up == by_command > 0
