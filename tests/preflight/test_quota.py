from typing import Any

import pytest

from modelstacks.placement import ALL_FAMILIES
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.usage import Usage
from preflight_builders import found_by, report_on, usages
from spec_builders import deployment

UNPAIRED = {
    "shared-quota-lifetime": "Azure deletes the endpoint after 168 hours, it refuses nothing (tests/e2e)",
}

SWEDEN = AskUsages("swedencentral")
A100 = "Standard_NC24ads_A100_v4"


def managed(name: str = "own", **fields: Any) -> Any:
    return deployment(name, mode="managed", **({"instance_type": A100, "quota": "dedicated"} | fields))


def test_exactly_enough_cores_pass() -> None:
    assert found_by("core-quota", managed(instances=2), answers={SWEDEN: usages(48)}) == []


def test_one_core_short_is_an_error() -> None:
    [finding] = found_by("core-quota", managed(instances=2), answers={SWEDEN: usages(47)})
    assert finding.message == (
        "No managed compute: swedencentral has 47 free standardNCADSA100v4Family cores, 48 needed."
    )
    assert finding.about == ("own",)


def test_the_regions_total_is_a_limit_of_its_own() -> None:
    answers = {SWEDEN: usages(500) | {ALL_FAMILIES: Usage(limit=40, used=17)}}
    [finding] = found_by("core-quota", managed(), answers=answers)
    assert finding.message == (
        "No managed compute: swedencentral has 23 free dedicated cores of all families together, 24 needed."
    )
    assert (
        found_by("core-quota", managed(), answers={SWEDEN: usages(500) | {ALL_FAMILIES: Usage(40, 16)}}) == []
    )


def test_the_total_is_shared_by_families() -> None:
    answers = {SWEDEN: usages(500) | {ALL_FAMILIES: Usage(limit=40, used=0)}}
    deployments = [managed("one"), managed("two", instance_type="Standard_NC40ads_H100_v5")]
    [finding] = found_by("core-quota", *deployments, answers=answers)
    assert len(finding.about) == 1
    assert "goes to other deployments of this file" in finding.message


def test_the_reserve_counts_for_sizes_that_are_not_exempt() -> None:
    requested = managed(instance_type="Standard_NC4as_T4_v3")
    [finding] = found_by("core-quota", requested, answers={SWEDEN: usages(7)})
    assert finding.message.endswith("swedencentral has 7 free standard NCASv3_T4 Family cores, 8 needed.")


def test_deployments_are_counted_together() -> None:
    deployments = [managed(name) for name in ("one", "two")]
    [finding] = found_by("core-quota", *deployments, answers={SWEDEN: usages(24)})
    assert len(finding.about) == 1
    assert "goes to other deployments of this file" in finding.message


@pytest.mark.parametrize(
    ("usage", "free"),
    [(Usage(10, 4), 6), (Usage(10, 10), 0), (Usage(10, 12), 0), (Usage(10, 12, own=3), 1)],
)
def test_what_is_used_up_or_overdrawn_leaves_nothing(usage: Usage, free: int) -> None:
    assert usage.free == free


def test_what_this_stack_uses_already_is_not_in_its_way() -> None:
    own = {family: usage.__class__(24, 24, own=24) for family, usage in usages().items()}
    assert found_by("core-quota", managed(), answers={SWEDEN: own}) == []


def test_one_cause_is_one_finding_for_all_it_hits() -> None:
    deployments = [managed(f"own{number}") for number in range(10)]
    [finding] = found_by("core-quota", *deployments, answers={SWEDEN: usages(0)})
    assert len(finding.about) == 10


def test_a_quota_that_can_not_be_read_is_unverified_and_needed() -> None:
    report = report_on([managed()], {SWEDEN: Unverified("403")})
    [finding] = [finding for finding in report.findings if finding.severity == "unverified"]
    assert finding.message == "The core quota in swedencentral could not be read: 403"
    assert report.stops_strict
    assert report.exit_code == 0


def test_a_quota_that_nothing_depends_on_is_not_missed() -> None:
    report = report_on([deployment()], {SWEDEN: Unverified("403")})
    assert "unverified" not in {finding.severity for finding in report.findings}


def test_a_family_that_the_region_does_not_count_is_a_warning() -> None:
    requested = managed()
    [finding] = found_by("core-quota-read", requested, answers={SWEDEN: {}})
    assert finding.message == (
        "swedencentral reports no core usage of standardNCADSA100v4Family: "
        "Standard_NC24ads_A100_v4 may not exist there."
    )


def test_where_the_family_is_counted_or_not_used_nothing_is_warned_of() -> None:
    assert found_by("core-quota-read", managed()) == []
    assert found_by("core-quota-read", managed(quota="shared"), answers={SWEDEN: {}}) == []


def test_what_lacks_one_place_for_its_endpoint_does_not_lack_cores() -> None:
    """Though one of them may not go to shared quota by itself."""
    unflagged = {"model": "Meta-Llama-3-8B-Instruct", "quota": "auto"}
    behind = [
        managed("blue", endpoint_name="both", quota="shared"),
        managed("green", endpoint_name="both", **unflagged),
    ]
    report = report_on(behind, {SWEDEN: usages(0)})
    assert [finding.about for finding in report.findings if finding.check == "one-endpoint"] == [
        ("blue", "green")
    ]
    assert [finding.about for finding in report.findings if finding.check == "core-quota"] == []


def test_shared_quota_says_how_long_it_lives() -> None:
    [finding] = found_by("shared-quota-lifetime", managed(quota="shared"))
    assert finding.message == (
        "On shared quota: for tests only, billed by use, and Azure deletes the endpoint after 168 hours."
    )
    assert finding.about == ("own",)
    assert found_by("shared-quota-lifetime", managed()) == []


def test_a_model_without_a_known_size_needs_an_instance_type() -> None:
    [finding] = found_by("vm-size", deployment("guard", "Llama-Guard-3-8B"))
    assert finding.message == (
        "No VM size is known for Llama-Guard-3-8B: neither its registry nor the catalogue recommends one."
    )
    assert found_by("core-quota", deployment("guard", "Llama-Guard-3-8B")) == []


def test_every_deployments_family_is_looked_for_past_those_on_shared_quota() -> None:
    answers = {SWEDEN: {ALL_FAMILIES: Usage(99, 0)}}
    [finding] = found_by("core-quota-read", managed("one", quota="shared"), managed("two"), answers=answers)
    assert finding.about == ("two",)
