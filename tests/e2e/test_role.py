"""A principal that holds nothing but what `modelstacks role platform.yaml --purge` prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from e2e_bench import outputs_of

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
region: swedencentral
hubs: {hub: {projects: [chat]}, hub-east: {region: eastus2}}
workspaces: {ml-own: {}}
"""


def platform(bench: Bench, *command: str) -> Ran:
    return bench.run(sys.executable, "-m", "modelstacks.cli", *command, cwd=bench.stack("platform"))


def test_with_the_role_alone_a_platform_is_made_and_unmade(bench: Bench) -> None:
    (bench.stack("platform") / "platform.yaml").write_text(SPEC)
    role = outputs_of(platform(bench, "role", "platform.yaml", "--purge", "--format", "arm"))
    holder = bench.holding(role)

    up = platform(holder, "up", "platform.yaml", "--yes")
    again = platform(holder, "up", "platform.yaml", "--yes")
    gone = platform(holder, "destroy", "platform.yaml", "--yes", "--purge")

    assert (up.code, again.code, gone.code) == (0, 0, 0), f"{up.out}{again.out}{gone.out}"
    assert set(again.summary()) == {"unchanged"}
    assert bench.everything() == []
