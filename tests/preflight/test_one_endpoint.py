"""The check of deployments that share an endpoint."""

from __future__ import annotations

from preflight_builders import found_by
from spec_builders import deployment


def test_what_finds_no_place_because_of_its_endpoint_is_one_finding() -> None:
    deployments = [
        deployment(name, mode="managed", endpoint_name="both", quota=quota)
        for name, quota in (("blue", "shared"), ("green", "dedicated"))
    ]
    [finding] = found_by("one-endpoint", *deployments)
    assert finding.message == (
        "No region and quota fits every deployment behind endpoint both: blue and green."
    )
    assert finding.about == ("blue", "green")
    assert "Give them the same quota" in finding.fix


def test_what_finds_a_place_is_none() -> None:
    assert found_by("one-endpoint", deployment(mode="managed")) == []
