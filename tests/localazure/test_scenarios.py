"""Scenarios: the packaged ones are sound, mistakes in a user's own are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localazure import scenarios
from localazure.errors import UsageError
from localazure.rbac import roles
from localazure.rights import Permission
from localazure.scenarios import CustomRole, Foundry, Marketplace, Quotas
from modelstacks.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path

    from localazure.scenarios import Packaged

SANDBOX = scenarios.text_of("sandbox")


def given(row: Packaged) -> str:
    """What to start it with: the parameter's example where it has no default."""
    without_default = row.parameter and not row.parameter.choices
    return f"{row.name}:{row.parameter.example}" if row.parameter and without_default else row.name


@pytest.mark.parametrize("row", scenarios.packaged(), ids=scenarios.names())
def test_packaged_scenarios_are_sound(row: Packaged) -> None:
    scenario = scenarios.parse(scenarios.text_of(given(row)), row.name)
    assert scenario.name == given(row)
    assert scenario.description == row.description
    known = {role.name for role in scenario.roles} | {role.name for role in roles.built_in().values()}
    assert {a.role for a in scenario.assignments} <= known


def test_a_scenario_says_how_it_differs_from_the_one_it_extends(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: tight-quota\nquotas: {families: {a100: 24}}\n")
    mine = scenarios.parse(scenarios.text_of(str(tmp_path / "mine.yaml")), "mine.yaml")
    assert mine.quotas.limit("eastus", "standardDSv2Family") == 100
    assert (mine.quotas.limit("eastus", "a100"), mine.quotas.default) == (24, 0)
    assert mine.tenant == scenarios.parse(SANDBOX, "sandbox").tenant


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "no-such",
            "There is no scenario no-such.\nPackaged scenarios: crashing-container[:answering|starting], csp, custom-role, ",
        ),
        ("./nowhere.yaml", "There is no scenario ./nowhere.yaml.\nPackaged scenarios: "),
        ("sandbox:x", "The scenario sandbox takes no parameter: --scenario sandbox"),
        (
            "missing-one-action",
            "needs its action, e.g. --scenario missing-one-action:Microsoft.SaaS/register/action",
        ),
        (
            "marketplace-refused:x",
            "has no reason x; it has: enrollment, payment, sandbox, country, store.",
        ),
    ],
)
def test_what_can_not_be_started_says_what_can(given: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        scenarios.text_of(given)
    assert message in str(caught.value)


def test_a_parameter_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: sandbox\nparameter: {}\n")
    with pytest.raises(UsageError, match=r"mine.yaml: parameter: Field required"):
        scenarios.text_of(str(tmp_path / "mine.yaml"))


def test_a_base_must_be_packaged(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: mine.yaml\n")
    with pytest.raises(
        UsageError,
        match=r"extends mine.yaml, which is not a packaged scenario. Packaged scenarios: crashing-container, ",
    ):
        scenarios.text_of(str(tmp_path / "mine.yaml"))


@pytest.mark.parametrize(
    ("action", "actions", "not_actions"),
    [("a/read", ("b/*",), ()), ("B/write", ("a/read", "b/*"), ("B/write",))],
)
def test_an_action_is_withheld_from_a_role(
    action: str, actions: tuple[str, ...], not_actions: tuple[str, ...]
) -> None:
    role = CustomRole(name="r", actions=("a/read", "b/*"))
    assert role.permission((action,)) == Permission(actions, not_actions)


def test_only_what_is_granted_can_be_missing() -> None:
    given = "missing-one-action:Microsoft.SaaS/regster/action"
    with pytest.raises(UsageError, match=r"no custom role grants Microsoft\.SaaS/regster/action; they grant"):
        scenarios.parse(scenarios.text_of(given), given)


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
        ("name: sandbox", "name: [", "mine.yaml:4:7: this is not YAML: while parsing a flow sequence, "),
        ("name: sandbox", "name: sandbox\nname: x", "mine.yaml:3:1: 'name' is given here a second time"),
    ],
)
def test_mistakes_are_named(old: str, new: str, message: str) -> None:
    with pytest.raises((UsageError, SpecError)) as caught:
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


@pytest.mark.parametrize(
    "status", ["Stable", "Preview", "GenerallyAvailable", "Legacy", "Deprecating", "Deprecated"]
)
def test_a_model_may_be_at_each_point_of_its_life(status: str) -> None:
    assert Foundry.model_validate({"lifecycle": {"gpt-5": status}}).lifecycle == {"gpt-5": status}


def test_provisioning_ignores_the_casing_of_types() -> None:
    changed = SANDBOX + "\nprovisioning:\n  Microsoft.X/things: {polls: 3, seconds: 60}\n"
    found = scenarios.parse(changed, "mine.yaml").provisioning_of("microsoft.x/Things")
    assert found is not None
    assert (found.polls, found.seconds) == (3, 60)


def test_a_file_is_named_by_a_slash_or_its_ending_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("sandbox", "mine", "mine.yaml", "mine.yml"):
        (tmp_path / name).write_text(SANDBOX.replace("name: sandbox", f"name: of-{name}", 1))

    assert scenarios.text_of("sandbox") == SANDBOX
    for given, name in (
        ("./mine", "mine"),
        ("mine.yaml", "mine.yaml"),
        ("mine.yml", "mine.yml"),
        ("./sandbox", "sandbox"),
    ):
        assert f"name: of-{name}\n" in scenarios.text_of(given)
    for given in ("mine", "./slow", "nowhere.yaml"):
        with pytest.raises(UsageError, match=f"There is no scenario {given}"):
            scenarios.text_of(given)
