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


def test_our_own_and_serverless_endpoints_do_not_count() -> None:
    ours = tuple(endpoint(f"ours{number}", ours=True) for number in range(60))
    serverless = tuple(endpoint(f"s{number}", mode="serverless") for number in range(60))
    assert found_by("endpoint-limits", MANAGED, answers={HERE: ours + serverless}) == []


def test_deployments_are_counted_too() -> None:
    there = tuple(endpoint(f"other{number}", model_ids=("",) * 20) for number in range(25))
    [finding] = found_by("endpoint-limits", MANAGED, answers={HERE: there})
    assert finding.message == (
        "swedencentral holds 500 online deployments of others; with 1 more the limit of 500 is passed."
    )


def test_an_endpoint_takes_twenty_deployments() -> None:
    deployments = [deployment(f"d{number:02}", mode="managed", endpoint_name="all") for number in range(21)]
    [finding] = found_by("endpoint-deployments", *deployments)
    assert finding.message == "The endpoint all has 21 deployments; 20 are allowed."


def test_a_deployment_takes_fifty_instances() -> None:
    [finding] = found_by("endpoint-deployments", deployment(mode="managed", quota="shared", instances=51))
    assert finding.message == "chat asks for 51 instances; 50 are allowed."
