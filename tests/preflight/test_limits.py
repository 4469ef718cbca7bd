from typing import Any

import pytest

from modelstacks.preflight.asks.endpoints import AskEndpoints
from preflight_builders import endpoint, found_by
from spec_builders import deployment

HERE = AskEndpoints("swedencentral")
MANAGED = deployment(mode="managed")


@pytest.mark.parametrize(("others", "problems"), [(99, 0), (100, 1)])
def test_endpoints_stay_within_the_regions_limit(others: int, problems: int) -> None:
    there = tuple(endpoint(f"other{number}") for number in range(others))
    assert len(found_by("endpoint-limits", MANAGED, answers={HERE: there})) == problems


@pytest.mark.parametrize("whose", [{"ours": True}, {"mode": "serverless"}])
def test_our_own_and_serverless_endpoints_do_not_count(whose: dict[str, Any]) -> None:
    there = tuple(endpoint(f"e{number}", **whose) for number in range(100))
    assert found_by("endpoint-limits", MANAGED, answers={HERE: there}) == []


def test_each_region_has_limits_of_its_own() -> None:
    elsewhere = deployment("else", mode="managed", regions=("eastus2",))
    others = [tuple(endpoint(f"other{number}") for number in range(count)) for count in (99, 100)]
    answers = dict(zip((HERE, AskEndpoints("eastus2")), others, strict=True))
    [finding] = found_by("endpoint-limits", MANAGED, elsewhere, answers=answers)
    assert finding.message == (
        "eastus2 holds 100 online endpoints of others; with 1 more the limit of 100 is passed."
    )
    assert finding.about == ("else",)
    assert finding.fix == (
        "Delete what is not used, use another region, or ask Azure support for an exception."
    )


def test_deployments_are_counted_too() -> None:
    there = tuple(endpoint(f"other{number}", model_ids=("",) * 20) for number in range(25))
    [finding] = found_by("endpoint-limits", MANAGED, answers={HERE: there})
    assert finding.message == (
        "swedencentral holds 500 online deployments of others; with 1 more the limit of 500 is passed."
    )


@pytest.mark.parametrize(
    ("count", "told"), [(20, []), (21, ["The endpoint all has 21 deployments; 20 are allowed."])]
)
def test_an_endpoint_takes_twenty_deployments(count: int, told: list[str]) -> None:
    deployments = [
        deployment(f"d{number:02}", mode="managed", endpoint_name="all") for number in range(count)
    ]
    assert [finding.message for finding in found_by("endpoint-deployments", *deployments)] == told


@pytest.mark.parametrize(
    ("instances", "told"), [(50, []), (51, ["chat asks for 51 instances; 50 are allowed."])]
)
def test_a_deployment_takes_fifty_instances(instances: int, told: list[str]) -> None:
    asked = deployment(mode="managed", quota="shared", instances=instances)
    assert [finding.message for finding in found_by("endpoint-deployments", asked)] == told
