"""What several stacks of a fleet would all make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from modelstacks.fleet.member import Member
from modelstacks.fleet.same_resource import made_twice
from modelstacks.preflight.check_context import CheckContext
from modelstacks.preflight.runner import conclude
from preflight_builders import OWN_TAGS, TODAY, facts_for
from spec_builders import CATALOG, deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Deployment


def stack(name: str, *deployments: Deployment) -> tuple[Member, Examination]:
    """A stack of those deployments, placed."""
    spec, context = spec_of(deployments), CheckContext(TODAY, OWN_TAGS)
    found = conclude(spec, CATALOG, facts_for(spec, {}), context)
    return Member(name, spec, context, {}, stage=0), found


CHAT = deployment("chat", mode="serverless")
GUARD = deployment("guard", "Llama-3.3-70B-Instruct", mode="serverless")
EASTWARDS = deployment("chat", mode="serverless", regions=("eastus2",))
MANAGED = deployment("chat", mode="managed", quota="shared")
THEIRS = replace(MANAGED, endpoint_exists=True)


@pytest.mark.parametrize(
    ("stacks", "messages"),
    [
        ({"a": [CHAT], "b": [GUARD]}, []),
        ({"a": [CHAT], "b": [EASTWARDS]}, []),
        ({"a": [CHAT], "b": [MANAGED]}, []),
        ({"a": [THEIRS], "b": [THEIRS]}, []),
        ({"a": [CHAT], "b": [CHAT]}, ["a and b would both make the endpoint chat in swedencentral."]),
        (
            {"a": [CHAT], "b": [CHAT], "c": [CHAT]},
            ["a, b, c would all make the endpoint chat in swedencentral."],
        ),
        (
            {"a": [CHAT, GUARD], "b": [CHAT], "c": [GUARD, CHAT]},
            [
                "a, b, c would all make the endpoint chat in swedencentral.",
                "a and c would both make the endpoint guard in swedencentral.",
            ],
        ),
    ],
)
def test_endpoints_of_a_name_are_one_in_a_mode_and_region(
    stacks: dict[str, list[Deployment]], messages: list[str]
) -> None:
    found = [*made_twice([stack(name, *deployments) for name, deployments in stacks.items()])]
    assert [each.message for each in found] == messages
    assert {(each.check, each.severity) for each in found} <= {("fleet-same-resource", "error")}
