"""What depends on a resource, by its stack's state."""

from __future__ import annotations

from typing import Any

from modelstacks.lifecycle.dependents import with_dependents


def resource(urn: str, **more: Any) -> dict[str, Any]:
    return {"urn": urn, **more}


def test_dependents_of_dependents_and_what_lies_below_go_along() -> None:
    resources = [
        resource("stack"),
        resource("endpoint", parent="stack"),
        resource("other", parent="stack"),
        resource("deployment", parent="stack", dependencies=["endpoint"]),
        resource("traffic", propertyDependencies={"shares": ["deployment"], "none": None}),
        resource("child", parent="deployment"),
    ]
    assert with_dependents(resources, ["endpoint"]) == ["endpoint", "deployment", "traffic", "child"]


def test_what_the_state_does_not_hold_is_no_target() -> None:
    assert with_dependents([resource("a")], ["b"]) == []
