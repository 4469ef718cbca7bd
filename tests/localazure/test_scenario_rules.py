"""What a scenario decides, as pure functions: names in any casing, the first that fits, and what holds where it is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from localazure import scenarios
from localazure.errors import UsageError
from localazure.scenarios import (
    Compute,
    DataPlane,
    Foundry,
    Marketplace,
    ModelPolicy,
    Principal,
    Quotas,
    Subscription,
    Throttle,
)
from modelstacks import catalog

if TYPE_CHECKING:
    from pathlib import Path

    from localazure.scenarios import Scenario

SANDBOX = scenarios.text_of("sandbox")
HOW = (
    "Begin a scenario of your own with `extends: sandbox` and set what differs; `modelstacks local scenario` prints the one "
    "in use, with every field."
)
NO_ACTION = "The scenario missing-one-action needs its action, e.g. --scenario missing-one-action:Microsoft.SaaS/register/action"


def sandbox(**changed: Any) -> Scenario:
    return scenarios.parse(SANDBOX, "sandbox").model_copy(update=changed)


def test_where_a_scenario_is_silent_nothing_is_slow_refused_or_missing() -> None:
    text = (
        "name: bare\n"
        "tenant: {id: t, name: T, domain: d}\n"
        "subscriptions: [{id: s, name: S, quota_id: q}]\n"
        "principals: [{name: owner, object_id: o}]\n"
    )
    bare = scenarios.parse(text, "bare.yaml")

    assert (bare.description, bare.default_principal, bare.locations, bare.latency_ms) == (
        "",
        "owner",
        None,
        0,
    )
    assert bare.tenant.country == "SE"
    assert bare.subscriptions == (
        Subscription(id="s", name="S", quota_id="q", spending_limit="Off", state="Enabled"),
    )
    assert bare.principals == (
        Principal(name="owner", object_id="o", app_id="", type="ServicePrincipal", groups=()),
    )
    assert (bare.rbac.propagation_s, bare.throttle) == (0, Throttle(reads=None, writes=None, window_s=300))
    assert (bare.quotas.default, bare.quotas.total, bare.limits, bare.provisioning) == (0, None, {}, {})
    assert bare.compute == Compute(crash=None, crashing=("*",), lacking=(), absent=(), settling_s=0)
    assert bare.marketplace == Marketplace(refusal=None, offers={}, suspended=False, not_required=[])
    assert bare.data_plane == DataPlane(propagation_s=0, unknown_models=())
    assert bare.foundry == Foundry(quota={}, capacity={}, lifecycle={}, policies=())


@pytest.mark.parametrize(
    ("namespace", "registered"),
    [("microsoft.APP", True), ("Microsoft.Cdn", False), ("Microsoft.Nowhere", False)],
)
def test_a_provider_is_registered_unless_it_is_taken_out(namespace: str, registered: bool) -> None:
    assert sandbox(unregistered_providers=("MICROSOFT.cdn",)).registers(namespace) is registered


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("0B1EC700-0000-4000-8000-000000000002", "deployer"),
        ("A9911CA7-0000-4000-8000-000000000003", "reader"),
        ("nobody", None),
    ],
)
def test_a_principal_is_found_by_either_id(sought: str, found: str | None) -> None:
    principal = sandbox().principal_by_id(sought)

    assert (principal.name if principal else None) == found
    assert sandbox().principal("Owner") is None


def test_a_groups_without_an_app_is_nobodys_app_id() -> None:
    group = Principal(name="team", object_id="o", type="Group")

    assert sandbox(principals=(group,)).principal_by_id("x") is None


@pytest.mark.parametrize(
    ("deployment", "when", "crashes"),
    [
        ("Blue", "starting", True),
        ("blue-2", "starting", True),
        ("green", "starting", False),
        ("blue", "answering", False),
    ],
)
def test_a_container_crashes_by_its_name_and_then(deployment: str, when: Any, crashes: bool) -> None:
    assert Compute(crash="starting", crashing=("blue*",)).crashes(deployment, when) is crashes


def test_a_size_is_lacking_or_absent() -> None:
    compute = Compute(lacking=("Standard_NC*",), absent=("Standard_ND*",))

    assert [compute.lacks(size) for size in ("standard_nc24", "Standard_ND96")] == [True, False]
    assert [compute.has(size) for size in ("standard_nc24", "Standard_ND96")] == [True, False]


def test_the_first_pattern_of_foundrys_tables_decides() -> None:
    foundry = Foundry(
        quota={"AIServices.*.phi": 3, "AIServices.*": 5}, capacity={"Llama*": 0, "*": 9}, policies=()
    )

    assert foundry.limit("aiservices.GlobalStandard.Phi") == 3
    assert foundry.limit("AIServices.GlobalStandard.x") == 5
    assert foundry.limit("OpenAI.x") is None
    assert (foundry.available("llama-3"), foundry.available("phi"), Foundry().available("phi")) == (
        0,
        9,
        None,
    )


def test_the_first_policy_that_does_not_allow_denies() -> None:
    all_, few, none = (
        ModelPolicy(name="all"),
        ModelPolicy(name="few", allowed=("Meta/*", "openai/gpt-4o")),
        ModelPolicy(name="none", allowed=()),
    )
    foundry = Foundry(policies=(all_, few, none))

    assert foundry.denying("Cohere/command") == few
    assert foundry.denying("META/llama") == none
    assert Foundry(policies=(all_,)).denying("Cohere/command") is None


def test_deployments_without_a_model_behind_them() -> None:
    plane = DataPlane(unknown_models=("ghost-*",))

    assert (plane.knows_not("Ghost-1"), plane.knows_not("chat")) == (True, False)


def test_the_marketplace_sells_partners_models_that_are_not_taken_out() -> None:
    llama = next(model for model in catalog.load().models if model.name == "Llama-3.3-70B-Instruct")
    phi = next(model for model in catalog.load().models if model.name == "Phi-4")

    assert (Marketplace().sells(llama), Marketplace().sells(phi)) == (True, False)
    assert not Marketplace(not_required=[llama.name]).sells(llama)


def test_a_quota_of_nothing_is_one() -> None:
    quotas = Quotas(default=5, families={"a100": 0}, regions={"eastus": {"h100": 0}})

    assert [quotas.limit("EastUS", family) for family in ("H100", "A100", "v100")] == [0, 0, 5]
    assert quotas.limit("westus", "h100") == 5


@pytest.mark.parametrize(
    ("given", "packaged"),
    [
        ("sandbox", True),
        ("missing-one-action:a/b/read", True),
        ("./sandbox", False),
        ("sandbox.yaml", False),
        ("sandbox.yml", False),
        ("nobodys", False),
    ],
)
def test_a_packaged_scenario_is_told_from_a_file(given: str, packaged: bool) -> None:
    assert scenarios.is_packaged(given) is packaged


def test_packaged_ones_say_what_they_take() -> None:
    usages = [row.usage for row in scenarios.packaged()]

    assert usages[:3] == ["crashing-container[:answering|starting]", "csp", "custom-role"]
    assert "missing-one-action:ACTION" in usages
    assert len(usages) == len(scenarios.names())


@pytest.mark.parametrize(
    ("given", "name", "crash"),
    [
        ("crashing-container", "crashing-container", "answering"),
        ("crashing-container:", "crashing-container:", "answering"),
        ("crashing-container:starting", "crashing-container:starting", "starting"),
    ],
)
def test_a_parameter_is_filled_in_or_its_first_choice(given: str, name: str, crash: str) -> None:
    scenario = scenarios.parse(scenarios.text_of(given), given)

    assert (scenario.name, scenario.compute.crash) == (name, crash)


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_a_file_stands_on_its_own_or_fills_what_it_extends(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"mine.{ending}"
    file.write_text(
        "name: ${who}\nextends: sandbox\nparameter: {name: who, choices: [me]}\n"
        "locations: ['${who} land']\nsubscriptions: [{id: s, name: S, quota_id: q}]\n"
    )

    mine = scenarios.parse(scenarios.text_of(str(file)), "mine")
    file.write_text(SANDBOX)

    assert (mine.name, mine.locations, len(mine.subscriptions)) == ("me", ("me land",), 1)
    assert mine.principals == sandbox().principals
    assert scenarios.text_of(str(file)) == SANDBOX


def test_no_mapping_over_a_mapping_is_refused_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: sandbox\nquotas: 5\n")

    with pytest.raises(UsageError, match="quotas"):
        scenarios.parse(scenarios.text_of(str(tmp_path / "mine.yaml")), "mine")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            "missing-one-action",
            NO_ACTION,
        ),
        (
            "missing-one-action:",
            NO_ACTION,
        ),
        ("sandbox:", "The scenario sandbox takes no parameter: --scenario sandbox"),
        (
            "crashing-container:never",
            "The scenario crashing-container has no when never; it has: answering, starting.",
        ),
    ],
)
def test_a_parameter_that_does_not_fit_in_whole_words(given: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        scenarios.text_of(given)
    assert str(caught.value) == words


def test_a_name_that_is_none_in_whole_words() -> None:
    with pytest.raises(UsageError) as caught:
        scenarios.text_of("nobodys")
    usages = ", ".join(row.usage for row in scenarios.packaged())
    assert str(caught.value) == (
        f"There is no scenario nobodys.\nPackaged scenarios: {usages}. For a file of your own, give its path, ending in "
        ".yaml."
    )


def test_mistakes_are_told_one_a_line_with_a_way_out() -> None:
    text = SANDBOX.replace("quota_id:", "quotaid:").replace("default: 500", "default: many")
    with pytest.raises(UsageError) as caught:
        scenarios.parse(text, "mine.yaml")
    assert str(caught.value).split("\n") == [
        "mine.yaml: subscriptions.0.quota_id: Field required",
        "mine.yaml: subscriptions.0.quotaid: Extra inputs are not permitted",
        "mine.yaml: subscriptions: Tuple should have at least 1 item after validation, not 0",
        "mine.yaml: quotas.default: Input should be a valid integer, unable to parse string as an integer",
        HOW,
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"default_principal": "boss"},
            "scenario: Value error, no principal named boss; known: deployer, none, owner, reader",
        ),
        (
            {"withheld_actions": ["a/read"], "roles": [{"name": "r", "actions": ["b/read", "c/*"]}]},
            "scenario: Value error, no custom role grants a/read; they grant b/read, c/*",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_of_the_whole(changed: dict[str, Any], words: str) -> None:
    text = yaml.safe_dump(yaml.safe_load(SANDBOX) | changed)
    with pytest.raises(UsageError, match="mine") as caught:
        scenarios.parse(text, "mine.yaml")
    assert str(caught.value).startswith(f"mine.yaml: {words}\n")


def test_a_member_names_groups_that_there_are() -> None:
    text = SANDBOX.replace("name: none,", "name: none, groups: [team],")
    with pytest.raises(UsageError, match="no principal named team; known: deployer, none, owner, reader"):
        scenarios.parse(text, "mine.yaml")
