"""Templates: parameters, conditions, copies, children and order."""

from __future__ import annotations

from typing import Any

import pytest

from localazure.arm.errors import ArmError
from localazure.templates import parameters, template
from localazure.templates.evaluation import Evaluation
from template_builders import AROUND, GROUP, SUBSCRIPTION, evaluated, parts_of, widget

WIDGETS = f"{GROUP}/providers/Local.Test/widgets"


def resolved(declared: dict[str, Any], **given: Any) -> dict[str, Any]:
    given = {name: {"value": value} for name, value in given.items()}
    return parameters.resolve({"parameters": declared}, given, AROUND)


def test_what_is_given_goes_before_the_default() -> None:
    declared = {"a": {"type": "string", "defaultValue": "x"}, "b": {"type": "int"}}

    assert resolved(declared, B=1) == {"a": "x", "b": 1}


def test_null_is_as_good_as_not_given() -> None:
    assert resolved({"a": {"type": "string", "defaultValue": "x"}}, a=None) == {"a": "x"}


def test_a_default_may_use_other_parameters_and_new_guids() -> None:
    declared = {
        "id": {"type": "string", "defaultValue": "[newGuid()]"},
        "long": {"type": "string", "defaultValue": "[concat(parameters('short'), '-x')]"},
        "short": {"type": "string", "defaultValue": "s"},
    }

    assert resolved(declared)["long"] == "s-x"
    assert resolved(declared)["id"].startswith("11111111")


@pytest.mark.parametrize(
    ("declared", "given", "words"),
    [
        (
            {"a": {"type": "string"}},
            {},
            "The value for the template parameter 'a' at line '1' and column '22' is not",
        ),
        ({"a": {"type": "string"}}, {"a": 1}, "Expected 'string'. Actual 'int'."),
        ({"a": {"type": "int"}}, {"a": True}, "Expected 'int'."),
        ({}, {"b": 1}, "The template parameters 'b' in the parameters file are not valid"),
        (
            {"a": {"type": "string", "allowedValues": ["x"]}},
            {"a": "y"},
            "is not part of the allowed value(s): 'x'",
        ),
    ],
)
def test_wrong_parameters_are_named(declared: Any, given: Any, words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        resolved(declared, **given)

    assert words in refusal.value.message


def test_secure_values_are_not_shown() -> None:
    declared = {"key": {"type": "secureString"}, "open": {"type": "string"}}

    assert parameters.shown(declared, {"key": "s3cret", "open": "x"}) == {
        "key": {"type": "SecureString"},
        "open": {"type": "String", "value": "x"},
    }


def test_variables_that_need_each_other_are_refused() -> None:
    round_ = {"a": "[variables('b')]", "b": "[variables('a')]"}

    with pytest.raises(ArmError, match="Circular dependency"):
        Evaluation(AROUND, {}, round_).value("[variables('a')]")


def test_order_follows_depends_on_and_references() -> None:
    made = parts_of(
        widget("third", dependsOn=["second"]),
        widget("second", properties={"seen": "[reference('first').size]"}),
        widget("first"),
    )

    assert [part.name for part in made] == ["first", "second", "third"]


def test_conditions_leave_out_a_resource_and_the_waiting_for_it() -> None:
    made = parts_of(
        widget("no", condition="[equals('a', 'b')]"),
        widget("yes", dependsOn=["[resourceId('Local.Test/widgets', 'no')]"]),
    )

    assert [(part.name, part.waits_for) for part in made] == [("yes", ())]


def test_copies_are_counted_and_waited_for_by_their_loop() -> None:
    made = parts_of(
        widget("last", dependsOn=["loop"]),
        widget(
            "[concat('w', copyIndex(1))]",
            copy={"name": "loop", "count": 2},
            tags={"i": "[copyIndex('loop')]"},
        ),
    )

    assert [part.name for part in made] == ["w1", "w2", "last"]
    assert len(made[2].waits_for) == 2
    assert made[1].body(Evaluation(AROUND)) == {"location": "swedencentral", "tags": {"i": 1}}


def test_children_have_the_name_and_type_of_their_parent_before_theirs() -> None:
    child = {"type": "parts", "apiVersion": "2025-01-01", "name": "p1"}

    _, part = parts_of(widget(resources=[child]))

    assert part.id == f"{GROUP}/providers/Local.Test/widgets/w1/parts/p1"


@pytest.mark.parametrize(
    ("more", "scope"),
    [
        ({"scope": "[resourceId('Local.Test/widgets', 'w0')]"}, f"{GROUP}/providers/Local.Test/widgets/w0"),
        ({"resourceGroup": "Other"}, f"{SUBSCRIPTION}/resourceGroups/Other"),
        ({"subscriptionId": "s2", "resourceGroup": "Other"}, "/subscriptions/s2/resourceGroups/Other"),
        ({"subscriptionId": "s2"}, "/subscriptions/s2"),
    ],
)
def test_a_resource_may_lie_elsewhere(more: dict[str, Any], scope: str) -> None:
    (part,) = parts_of(widget(**more))

    assert part.id == f"{scope}/providers/Local.Test/widgets/w1"


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ([widget("a/b")], "has incorrect segment lengths"),
        ([widget(dependsOn=["nothing"])], "The resource 'nothing' is not defined in the template."),
        (
            [widget("a", dependsOn=["b"]), widget("b", dependsOn=["a"])],
            f"Circular dependency detected on resource: '{WIDGETS}/a, {WIDGETS}/b, ",
        ),
        ([widget(copy={"name": "loop", "count": -1})], "is not a whole number"),
        ([widget(condition="yes")], "is not a boolean"),
        ([{"type": "Local.Test/widgets", "name": "w"}], "has no 'apiVersion'"),
    ],
)
def test_wrong_resources_are_named(resources: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        parts_of(*resources)

    assert words in refusal.value.message


@pytest.mark.parametrize("section", ["parameters", "variables", "outputs"])
def test_a_function_that_is_not_here_says_where_it_stands_and_what_to_do(section: str) -> None:
    with pytest.raises(ArmError) as refusal:
        template.check_functions({section: {"odd": {"value": "[frobnicate('a')]"}}})

    assert refusal.value.message.startswith(
        "Deployment template validation failed: 'The template resource 'odd' at line '0' and column '0' is not valid: "
        "The template function 'frobnicate' is not valid."
    )
    assert refusal.value.additional_info == [
        {"type": "TemplateViolation", "info": {"lineNumber": 0, "linePosition": 0, "path": ""}},
        {
            "type": "LocalAzure",
            "info": {"value": "If ARM has it, add it to infra/localazure/templates/functions.py."},
        },
    ]


def test_expressions_of_an_inner_template_stay() -> None:
    properties: dict[str, Any] = {
        "mode": "Incremental",
        "template": {"resources": [widget("[concat('a', 'b')]")]},
    }
    own = properties | {"expressionEvaluationOptions": {"scope": "inner"}}
    deployment = {"type": "Microsoft.Resources/deployments", "apiVersion": "2024-03-01", "name": "inner"}
    nested, inner = ({**deployment, "properties": each} for each in (properties, own))

    names = [
        part.body(Evaluation(AROUND))["properties"]["template"]["resources"][0]["name"]
        for part in (*parts_of(nested), *parts_of(inner))
    ]

    assert names == ["ab", "[concat('a', 'b')]"]
    assert evaluated(names[1]) == "ab"
