"""Templates: conditions, copies, children and order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from localazure.arm.errors import ArmError
from localazure.templates import parameters, template
from localazure.templates.evaluation import Evaluation
from template_builders import (
    AROUND,
    GROUP,
    SUBSCRIPTION,
    circular,
    evaluated,
    failed_in,
    not_here,
    parts_of,
    widget,
)

WIDGETS = f"{GROUP}/providers/Local.Test/widgets"


def test_variables_that_need_each_other_are_refused() -> None:
    round_ = {"a": "[variables('b')]", "b": "[variables('a')]"}

    with pytest.raises(ArmError) as refusal:
        Evaluation(AROUND, {}, round_).value("[variables('a')]")

    assert refusal.value.message == circular("a, b")


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


@pytest.mark.parametrize("reference", ["NO", f"{WIDGETS}/no", "Local.Test/widgets/NO"])
def test_what_is_left_out_is_not_waited_for_whatever_it_is_called(reference: str) -> None:
    resources = {
        "no": widget("no", condition=False, resources=[{**widget("below"), "type": "parts"}]),
        "there": widget("there", existing=True),
        "yes": widget("yes", dependsOn=[reference, "there"]),
    }

    made = template.parts({"resources": resources}, Evaluation(AROUND))

    assert [(part.name, part.symbol, part.waits_for) for part in made] == [("yes", "yes", ())]


@pytest.mark.parametrize("reference", ["FIRST", f"{WIDGETS}/first", "local.test/widgets/first"])
def test_what_is_made_is_waited_for_whatever_it_is_called(reference: str) -> None:
    made = parts_of(widget("then", dependsOn=[reference]), widget("first"))

    assert [(part.name, part.waits_for) for part in made] == [("first", ()), ("then", (made[0].id,))]


def test_a_resource_waits_neither_for_itself_nor_for_what_its_children_read() -> None:
    child = {
        "type": "parts",
        "apiVersion": "2025-01-01",
        "name": "p",
        "properties": {"seen": "[reference('after').size]"},
    }
    parent = widget("parent", properties={"seen": "[reference('parent').size]"}, resources=[child])

    made = parts_of(parent, widget("after", dependsOn=["parent"]))

    assert [part.name for part in made] == ["parent", "after", "parent/p"]


def test_a_reference_to_nothing_is_met_where_it_is_computed() -> None:
    (part,) = parts_of(widget(properties={"seen": "[reference()]"}))

    with pytest.raises(ArmError) as refusal:
        part.body(Evaluation(AROUND))

    assert refusal.value.message == failed_in(
        "reference", "it was called with '0' arguments, which is not valid."
    )


@pytest.mark.parametrize("place", ["name", "condition", "apiVersion"])
def test_a_name_and_a_condition_read_nothing(place: str) -> None:
    with pytest.raises(ArmError) as refusal:
        parts_of(widget() | {place: "[reference('/x').size]"})

    assert refusal.value.message == not_here("reference")


def test_no_turn_is_no_resource() -> None:
    assert parts_of(widget(copy={"name": "loop", "count": 0})) == []


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


def test_the_functions_that_compute_one_branch_or_many_times_are_known() -> None:
    value = "[if(true(), map(createArray(1), lambda('x', lambdaVariables('x'))), listKeys('/x', '2025'))]"

    template.check_functions({"outputs": {"a": {"value": value}}})


def test_outputs_have_their_types_names_and_loops() -> None:
    given = {
        "STORAGE_NAME": {"type": "secureString", "value": "[concat('a', 'b')]"},
        "ID": {"type": "string", "value": "i"},
        "SKUName": {"type": "string", "value": "s"},
        "plain": {"type": "int", "value": None},
        "left": {"type": "bool", "condition": "[equals(1, 2)]", "value": True},
        "many": {"type": "array", "copy": {"count": 2, "input": "[copyIndex('many')]"}},
    }

    assert template.outputs({"outputs": given}, Evaluation(AROUND)) == {
        "storagE_NAME": {"type": "SecureString", "value": "ab"},
        "id": {"type": "String", "value": "i"},
        "skuName": {"type": "String", "value": "s"},
        "plain": {"type": "Int"},
        "many": {"type": "Array", "value": [0, 1]},
    }
    assert template.outputs({}, Evaluation(AROUND)) == {}


def test_a_list_function_asks_the_resource_itself() -> None:
    asked: list[tuple[str, str, str]] = []

    def action(id_: str, name: str, version: str) -> dict[str, Any]:
        asked.append((id_, name, version))
        return {"key1": "k"}

    around = replace(AROUND, action=action)
    evaluation = Evaluation(around)

    assert evaluation.value("[listKeys('/x', '2025').key1]") == "k"
    assert evaluation.value("[listSecrets('/y', '2024', createObject('a', 1)).key1]") == "k"
    assert asked == [("/x", "listKeys", "2025"), ("/y", "listSecrets", "2024")]
    for call, count in (("[listKeys('/x')]", 1), ("[listKeys('/x', '2025', 1, 2)]", 4)):
        with pytest.raises(ArmError) as refusal:
            evaluation.value(call)
        assert refusal.value.message == failed_in(
            "listKeys", f"it was called with '{count}' arguments, which is not valid."
        )
    default = {"a": {"type": "object", "defaultValue": "[listKeys('/x', '2025')]"}}
    with pytest.raises(ArmError) as refusal:
        parameters.resolve({"parameters": default}, {}, around)
    assert refusal.value.message == not_here("listKeys")


def test_a_widget_is_no_template_whatever_its_properties_are_called() -> None:
    properties = {"expressionEvaluationOptions": {"scope": "inner"}, "size": "[add(1, 1)]"}

    (part,) = parts_of(widget(properties=properties))

    assert part.body(Evaluation(AROUND))["properties"]["size"] == 2


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
