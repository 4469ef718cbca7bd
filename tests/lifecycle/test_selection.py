"""Which endpoints are meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_builders import ENSURED, NOW, OURS, observed
from modelstacks.lifecycle.selection import Selection, parse_hours, select, spared

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("by", "meant"),
    [
        ({}, True),
        ({"expiring": HOUR}, True),
        ({"expiring": HOUR * 0.99}, False),
        ({"older_than": HOUR * 167}, True),
        ({"older_than": HOUR * 167.1}, False),
        ({"names": ("gu*", "x")}, True),
        ({"names": ("Guard",)}, False),
        ({"tags": (("team", None),)}, True),
        ({"tags": (("team", "a"),)}, True),
        ({"tags": (("team", "a"), ("team", "b"))}, False),
        ({"tags": (("owner", None),)}, False),
    ],
)
def test_everything_asked_for_must_be_true(by: dict[str, Any], meant: bool) -> None:
    assert Selection(**by).means(observed(tags={"team": "a"}), NOW) is meant


@pytest.mark.parametrize(
    ("by", "narrow"),
    [
        ({}, False),
        ({"only_ours": True, "only_shared": False}, False),
        ({"older_than": HOUR * 0}, True),
        ({"expiring": HOUR * 0}, True),
        ({"tags": (("team", None),)}, True),
        ({"names": ("*",)}, True),
    ],
)
def test_anything_but_the_quota_narrows_what_is_meant(by: dict[str, Any], narrow: bool) -> None:
    assert Selection(**by).is_narrow is narrow


@pytest.mark.parametrize(("only_shared", "count"), [(True, 1), (False, 2)])
def test_other_quota_is_meant_only_where_asked_for(only_shared: bool, count: int) -> None:
    found = [observed(), observed("own", quota="dedicated", expires=None)]
    assert len(select(found, Selection(only_shared=only_shared), NOW)) == count


def test_ours_is_what_carries_a_stacks_tags_or_those_of_ensure() -> None:
    found = [
        observed("held", tags=OURS),
        observed("made", tags=ENSURED),
        observed("theirs", tags={"team": "a"}),
    ]
    by = Selection(only_ours=True, names=("*e*",))
    assert [row.name for row in select(found, by, NOW)] == ["held", "made"]
    assert [row.name for row in spared(found, by, NOW)] == ["theirs"]
    assert spared(found, Selection(only_ours=True, names=("held",)), NOW) == []


@pytest.mark.parametrize(
    ("names", "each"), [((), False), (("a",), True), (("a", "b-*"), False), (("[ab]",), False)]
)
def test_each_is_named_where_no_pattern_is(names: tuple[str, ...], each: bool) -> None:
    assert Selection(names=names).names_each is each


def test_what_never_expires_or_has_no_date_is_not_meant_by_time() -> None:
    unknown = observed(expires=None, created=None)
    assert select([unknown], Selection(expiring=HOUR * 999), NOW) == []
    assert select([unknown], Selection(older_than=HOUR * 0), NOW) == []


@pytest.mark.parametrize(("text", "hours"), [("24h", 24), ("90m", 1.5), ("2d", 48), ("0", 0)])
def test_times(text: str, hours: float) -> None:
    assert parse_hours(text) == HOUR * hours


@pytest.mark.parametrize("text", ["", "h", "soon", "-1h", "nan", "1e9d"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hours(text)
