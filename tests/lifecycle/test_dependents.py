"""What depends on a resource, by a state's rows."""

from __future__ import annotations

from typing import Any

from modelstacks.lifecycle.dependents import with_dependents


def row(urn: str, **more: Any) -> dict[str, Any]:
    return {"urn": urn, **more}


def test_dependents_of_dependents_and_what_lies_below_go_along() -> None:
    rows = [
        row("stack"),
        row("endpoint", parent="stack"),
        row("other", parent="stack"),
        row("deployment", parent="stack", dependencies=["endpoint"]),
        row("traffic", propertyDependencies={"shares": ["deployment"], "none": None}),
        row("child", parent="deployment"),
    ]
    assert with_dependents(rows, ["endpoint"]) == ["endpoint", "deployment", "traffic", "child"]


def test_what_the_state_does_not_hold_is_no_target() -> None:
    assert with_dependents([row("a")], ["b"]) == []
