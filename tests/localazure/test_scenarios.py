"""Scenarios: the packaged ones are sound, mistakes in a user's own are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.errors import UsageError
from modelstacks.localazure import scenarios
from modelstacks.localazure.rbac import roles
from modelstacks.localazure.scenarios import Marketplace, Quotas

if TYPE_CHECKING:
    from pathlib import Path

SANDBOX = scenarios.text_of("sandbox")


@pytest.mark.parametrize("name", scenarios.names())
def test_packaged_scenarios_are_sound(name: str) -> None:
    scenario = scenarios.parse(scenarios.text_of(name), name)
    assert scenario.name == name
    assert {a.role for a in scenario.assignments} <= {role.name for role in roles.built_in().values()}


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SANDBOX.replace("name: sandbox", "name: mine"))
    assert scenarios.parse(scenarios.text_of(str(tmp_path / "mine.yaml")), "mine.yaml").name == "mine"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("quota_id:", "quotaid:", "mine.yaml: subscriptions.0.quota_id: Field required"),
        (
            "principal: owner",
            "principal: boss",
            "no principal named boss; known: deployer, none, owner, reader",
        ),
        ("name: sandbox", "name: [", "mine.yaml is no YAML"),
    ],
)
def test_mistakes_are_named(old: str, new: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        scenarios.parse(SANDBOX.replace(old, new), "mine.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("region", "family", "limit"),
    [
        ("SwedenCentral", "A100", 24),
        ("swedencentral", "h100", 10),
        ("eastus2", "a100", 8),
        ("eastus2", "V100", 1),
    ],
)
def test_quota_by_region_then_family_then_default(region: str, family: str, limit: int) -> None:
    quotas = Quotas(default=1, families={"a100": 8, "H100": 10}, regions={"swedencentral": {"a100": 24}})
    assert quotas.limit(region, family) == limit


def test_marketplace_refuses_by_offer_or_everything() -> None:
    some = Marketplace(offers={"meta.llama": "not sold here"})
    assert some.refusal_of("Meta", "Llama") == "not sold here"
    assert some.refusal_of("cohere", "embed") is None
    assert Marketplace(refusal="no payment").refusal_of("cohere", "embed") == "no payment"


def test_provisioning_ignores_the_casing_of_types() -> None:
    changed = SANDBOX + "\nprovisioning:\n  Microsoft.X/things: {polls: 3, seconds: 60}\n"
    found = scenarios.parse(changed, "mine.yaml").provisioning_of("microsoft.x/Things")
    assert found is not None
    assert (found.polls, found.seconds) == (3, 60)
