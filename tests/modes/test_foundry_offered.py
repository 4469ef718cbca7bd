"""What a region lists of a model, read as Azure writes it, and which capacities and versions follow from that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundry_answers import offered
from modelstacks.modes.foundry.offered import OfferedModel, OfferedSku, chosen

LARGE = "Mistral-Large-3"
NAMED = {"format": "Mistral AI", "name": LARGE, "version": "2"}
BARE = OfferedModel("Mistral AI", LARGE, "2", is_default=False, lifecycle=None, skus={})


def test_all_that_azure_lists_of_a_model_is_read() -> None:
    bounds = {"default": 10, "minimum": 5, "maximum": 100, "step": 5, "allowedValues": [5, 10]}
    listed = {
        **NAMED,
        "isDefaultVersion": True,
        "lifecycleStatus": "Deprecating",
        "deprecation": {"fineTune": "2026-01-01T00:00:00Z", "inference": "2027-03-01T00:00:00Z"},
        "replacementConfig": {"targetModelName": "Mistral-Large-4", "targetModelVersion": "1"},
        "skus": [
            {"name": "GlobalStandard", "usageName": "its.quota", "capacity": bounds},
            {"name": "Standard", "capacity": None},
        ],
    }
    assert OfferedModel.of(listed) == OfferedModel(
        "Mistral AI",
        LARGE,
        "2",
        is_default=True,
        lifecycle="Deprecating",
        skus={
            "GlobalStandard": OfferedSku("its.quota", 10, 5, 100, 5, (5, 10)),
            "Standard": OfferedSku(None),
        },
        ends=date(2027, 3, 1),
        replacement="Mistral-Large-4 1",
    )


@pytest.mark.parametrize(
    "silent", [{}, dict.fromkeys(("skus", "deprecation", "replacementConfig", "isDefaultVersion"))]
)
def test_what_azure_leaves_out_is_not_known(silent: dict[str, Any]) -> None:
    assert OfferedModel.of(NAMED | silent) == BARE


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"deprecation": {"inference": None}}, {}),
        ({"deprecation": {"inference": "2098-12-31T00:00:00Z"}}, {"ends": date(2098, 12, 31)}),
        ({"deprecation": {"inference": "2099-01-01T00:00:00Z"}}, {}),
        ({"replacementConfig": {"targetModelName": "M"}}, {"replacement": "M"}),
        ({"replacementConfig": {"targetModelVersion": "1"}}, {}),
    ],
    ids=[
        "no day",
        "a day",
        "Azure's day for none",
        "no version of its successor",
        "no name of its successor",
    ],
)
def test_a_day_far_away_is_none_and_half_a_successor_is_as_much_as_its_name(
    said: dict[str, Any], read: dict[str, Any]
) -> None:
    assert OfferedModel.of(NAMED | said) == replace(BARE, **read)


@pytest.mark.parametrize(
    ("bounds", "taken", "refused", "rule"),
    [
        ({}, (1, 2, 99999), (0,), "at least 1"),
        ({"step": 1}, (1, 2), (0,), "at least 1"),
        ({"maximum": 100}, (1, 100), (0, 101), "at least 1 and at most 100"),
        (
            {"minimum": 15, "maximum": 100, "step": 5},
            (15, 20, 100),
            (10, 16, 105),
            "at least 15 and at most 100, in steps of 5",
        ),
        ({"minimum": 15, "allowed": (5, 10)}, (5, 10), (1, 7, 15), "one of 5, 10"),
    ],
)
def test_a_capacity_is_taken_within_its_bounds_and_in_its_steps(
    bounds: dict[str, Any], taken: tuple[int, ...], refused: tuple[int, ...], rule: str
) -> None:
    sku = OfferedSku("quota", **bounds)
    assert [each for each in (*taken, *refused) if sku.takes(each)] == list(taken)
    assert sku.rule == rule


@pytest.mark.parametrize(
    ("version", "versions", "found"),
    [
        ("2", {"1": True, "2": False}, "2"),
        ("3", {"1": True, "2": False}, None),
        (None, {"1": False, "2": True}, "2"),
        (None, {"1": False}, "1"),
        (None, {"1": False, "2": False}, None),
        (None, {}, None),
    ],
)
def test_without_a_version_it_is_the_default_one_or_the_only_one(
    version: str | None, versions: dict[str, bool], found: str | None
) -> None:
    models = [offered(LARGE, each, is_default=default) for each, default in versions.items()]
    others = [offered("Llama-4-Scout-17B-16E-Instruct", "9")]
    taken = chosen(LARGE.upper(), version, [*others, *models])
    assert (taken and taken.version) == found
