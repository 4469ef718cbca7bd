"""Templates that ARM does not take, in its whole words."""

from __future__ import annotations

from typing import Any

import pytest

from localazure.arm.errors import ArmError
from localazure.templates import template
from template_builders import (
    EXPRESSIONS,
    GROUP,
    circular,
    invalid,
    parts_of,
    widget,
)

WIDGETS = f"{GROUP}/providers/Local.Test/widgets"


@pytest.mark.parametrize(
    "resource",
    [widget("odd", condition="[frobnicate()]"), widget("odd", copy={"name": "l", "count": "[frobnicate()]"})],
)
def test_what_is_not_known_is_told_with_the_resource_it_stands_in(resource: dict[str, Any]) -> None:
    with pytest.raises(ArmError) as refusal:
        parts_of(resource)

    assert refusal.value.message == invalid(
        "The template resource 'odd' at line '0' and column '0' is not valid: "
        f"The template function 'frobnicate' is not valid. {EXPRESSIONS}"
    )


def not_defined(name: str) -> str:
    return invalid(
        f"The resource '{name}' is not defined in the template. "
        "Please see https://aka.ms/arm-syntax for usage details."
    )


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        (
            [widget("a/b")],
            invalid(
                "The template resource 'a/b' for type 'Local.Test/widgets' at line '0' and column '0' has incorrect "
                "segment lengths. A nested resource type must have identical number of segments as its resource "
                "name. A root resource type must have segment length one greater than its resource name. "
                "Please see https://aka.ms/arm-syntax-resources for usage details."
            ),
        ),
        ([widget(dependsOn=["nothing"])], not_defined("nothing")),
        (
            [widget("a", dependsOn=["b"]), widget("b", dependsOn=["a"])],
            circular(f"{WIDGETS}/a, {WIDGETS}/b, {WIDGETS}/a"),
        ),
        ([widget(dependsOn=[""])], not_defined("")),
        *(
            (
                [widget(copy={"name": "loop", "count": count})],
                invalid("The copy count of 'loop' is not a whole number."),
            )
            for count in (-1, True, "2", None)
        ),
        (
            [widget(condition="yes")],
            invalid("The condition of the template resource 'w1' is not a boolean."),
        ),
        (
            [{"type": "Local.Test/widgets", "name": "w"}],
            invalid("The template resource 'w' has no 'apiVersion'."),
        ),
        (
            [{"type": "Local.Test/widgets", "apiVersion": "2025-01-01"}],
            invalid("The template resource '' has no 'name'."),
        ),
    ],
)
def test_wrong_resources_are_named(resources: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        parts_of(*resources)

    assert (refusal.value.status, refusal.value.code) == (400, "InvalidTemplate")
    assert refusal.value.message == words


@pytest.mark.parametrize("section", ["parameters", "variables", "outputs"])
def test_a_function_that_is_not_here_says_where_it_stands_and_what_to_do(section: str) -> None:
    with pytest.raises(ArmError) as refusal:
        template.check_functions({section: {"odd": {"value": "[frobnicate('a')]"}}})

    assert refusal.value.message == invalid(
        "The template resource 'odd' at line '0' and column '0' is not valid: "
        f"The template function 'frobnicate' is not valid. {EXPRESSIONS}"
    )
    assert refusal.value.additional_info == [
        {"type": "TemplateViolation", "info": {"lineNumber": 0, "linePosition": 0, "path": ""}},
        {
            "type": "LocalAzure",
            "info": {"value": "If ARM has it, add it to infra/localazure/templates/functions.py."},
        },
    ]
