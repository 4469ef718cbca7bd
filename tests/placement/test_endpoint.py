"""Deployments behind one endpoint: one place, one quota."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement_builders import A100, A100_FAMILY, H100, cores, facts, placed
from spec_builders import deployment

if TYPE_CHECKING:
    from modelstacks.placement import Placement
    from modelstacks.spec import Deployment

HERE = ("swedencentral", A100_FAMILY)


def behind(name: str, quota: str = "auto", **fields: Any) -> Deployment:
    return deployment(name, mode="managed", endpoint_name="both", quota=quota, **fields)


def quotas(placement: Placement) -> dict[str, str | None]:
    return {name: decision.quota for name, decision in placement.decisions.items()}


@pytest.mark.parametrize(
    ("free", "quota", "decided"),
    [
        (48, "auto", "dedicated"),
        (47, "auto", "shared"),
        (48, "shared", "shared"),
        (48, "dedicated", "dedicated"),
    ],
)
def test_they_have_one_quota(free: int, quota: str, decided: str) -> None:
    about = facts({HERE: free})
    assert quotas(placed(behind("blue"), behind("green", quota), about=about)) == dict.fromkeys(
        ("blue", "green"), decided
    )


def test_where_quotas_exclude_each_other_both_are_told() -> None:
    unplaced = placed(
        behind("blue", "shared"), behind("green", "dedicated"), about=facts({HERE: 48})
    ).unplaced
    assert list(unplaced) == ["blue", "green"]
    assert {rejection.reason for rejections in unplaced.values() for rejection in rejections} == {
        "no region and quota fits every deployment behind endpoint both: blue and green"
    }


def test_a_newcomer_that_can_not_go_where_its_endpoint_is_locked_is_told() -> None:
    about = facts({HERE: 48})
    kept = placed(behind("blue"), about=about).decisions
    unplaced = placed(behind("blue"), behind("green", "shared"), about=about, kept=kept).unplaced
    assert [rejection.reason for rejection in unplaced["green"]] == [
        "endpoint both is locked on dedicated quota in swedencentral, and green can't go there"
    ]


def test_an_endpoint_of_others_is_not_put_on_shared_quota() -> None:
    rejected = placed(behind("guest", endpoint_exists=True), about=facts()).unplaced["guest"]
    assert "shared quota is set on the endpoint, and both belongs to somebody else" in [
        rejection.reason for rejection in rejected
    ]


@st.composite
def neighbours(draw: st.DrawFn) -> list[Deployment]:
    regions = draw(
        st.lists(st.sampled_from(["swedencentral", "eastus2"]), unique=True, min_size=1).map(tuple)
    )
    return [
        behind(
            name,
            draw(st.sampled_from(["auto", "dedicated", "shared"])),
            regions=regions,
            instance_type=draw(st.sampled_from([None, A100, H100])),
        )
        for name in draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=2, max_size=4))
    ]


@given(neighbours(), cores, cores, st.integers(0, 3))
def test_whatever_came_first_one_endpoint_has_one_place_and_one_quota(
    deployments: list[Deployment],
    before: dict[tuple[str, str], int],
    after: dict[tuple[str, str], int],
    count: int,
) -> None:
    kept = placed(*deployments[:count], about=facts(before)).decisions
    placement = placed(*deployments, about=facts(after), kept=kept)
    assert (
        len({(decision.mode, decision.region, decision.quota) for decision in placement.decisions.values()})
        <= 1
    )
    assert all(placement.unplaced.values())
