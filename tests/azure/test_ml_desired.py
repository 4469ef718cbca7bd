"""A desired against what is there: what is written, what is reported, what is left alone."""

from __future__ import annotations

import pytest

from modelstacks.azure.ml_desired import Compared, DifferenceError
from modelstacks.azure.ownership import OwnedByStackError


def test_what_fits_needs_no_write() -> None:
    fixed = {"region": ("swedencentral", "SwedenCentral")}

    assert Compared("Hub h", {"a": "1", "b": "2"}, {"a": "1"}, fixed).changes() == ()


def test_missing_tags_and_changeable_fields_are_written() -> None:
    compared = Compared("Deployment d", {"a": "1"}, {"a": "2"}, {}, {"instances": (1, 2), "probe": ({}, {})})

    assert compared.changes() == ("tags", "instances")


def test_all_that_can_not_be_changed_is_reported_at_once() -> None:
    with pytest.raises(DifferenceError) as refused:
        Compared(
            "Endpoint e",
            {},
            {},
            {
                "model": ("a", "b"),
                "size": ("x", "x"),
                "mode": (1, 2),
                "hub": (None, "x"),
                "kind": ("y", None),
            },
        ).changes()

    assert refused.value.differences == {
        "model": ("a", "b"),
        "mode": (1, 2),
        "hub": (None, "x"),
        "kind": ("y", None),
    }


def test_a_stacks_resource_is_refused_before_it_is_compared() -> None:
    tags = {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "prod"}

    with pytest.raises(OwnedByStackError) as refused:
        Compared("Endpoint e", tags, {}, {"model": ("a", "b")}).changes()

    assert refused.value.stack == "modelstacks-models/prod"
