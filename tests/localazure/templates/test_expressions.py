"""Expressions: what they compute, and what ARM says of those it can't."""

from __future__ import annotations

import json
import string
from contextlib import suppress
from importlib.metadata import distribution
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localazure.arm.errors import ArmError
from localazure.templates import syntax
from localazure.templates.evaluation import Evaluation
from localazure.templates.functions import FUNCTIONS, SPECIAL
from template_builders import (
    AROUND,
    EXPRESSIONS,
    GROUP,
    SUBSCRIPTION,
    evaluated,
    failed,
    failed_in,
    invalid,
    not_here,
    quoted,
)

TEXTS = st.text(string.printable, max_size=30)
BOOLEANS = st.booleans()
VALUES = st.recursive(
    st.none() | BOOLEANS | st.integers() | st.text("abc['", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("[[not one]", "[not one]"),
        ("[not] one", "[not] one"),
        ("not one]", "not one]"),
        ("[[not one", "[[not one"),
        ("['it''s']", "it's"),
        ("[concat('a', 1, 'b')]", "a1b"),
        ("[CONCAT('a')]", "a"),
        ("[concat(array('a'), array(array('b')))]", ["a", "b"]),
        ("[parameters('A')]", "x"),
        ("[variables('twice')]", "xx"),
        ("[if(equals(parameters('a'), 'x'), 'yes', reference('never'))]", "yes"),
        ("[equals(1, '1')]", False),
        ("[empty('')]", True),
        ("[empty(json('{}'))]", True),
        ("[length('abc')]", 3),
        ("[json('[1, 2]')[1]]", 2),
        ('[json(\'{"a": {"b": 3}}\').A.b]', 3),
        ("[json('null')]", None),
        ("[toLower('ABC')]", "abc"),
        ("[resourceGroup().name]", "Shop"),
        ("[subscription().tenantId]", "tenant"),
        ("[resourceId('N/a', 'x')]", f"{GROUP}/providers/N/a/x"),
        (
            "[resourceId('other', 'N/a/b', 'x', 'y')]",
            f"{SUBSCRIPTION}/resourceGroups/other/providers/N/a/x/b/y",
        ),
        ("[resourceId('s', 'g', 'N/a', 'x')]", "/subscriptions/s/resourceGroups/g/providers/N/a/x"),
        ("[subscriptionResourceId('N/a', 'x')]", f"{SUBSCRIPTION}/providers/N/a/x"),
        ("[reference('/x', '2025').version]", "2025"),
        ("[reference('/x', '2025', 'Full').id]", "/x"),
        ("[reference('/x', '2025', 'Properties').version]", "2025"),
        ("[reference('/x').version]", None),
        ("[equals(1, true())]", False),
        ("[empty(null())]", True),
        ("[array('a')[0]]", "a"),
        ("[tryGet('abc', 0)]", None),
        ("[tryGet(createArray('x'), 'a')]", None),
        ("[union(createObject('a', createObject('b', 1)), createObject('a', 2))]", {"a": 2}),
        ("[max(7)]", 7),
        ("[substring('abc', 0, 1)]", "a"),
        ("[map(createArray('a'), lambda('x', 'place', lambdaVariables('x')))]", ["a"]),
        ({"[concat('k', 'ey')]": ["[toLower('V')]", 1]}, {"key": ["v", 1]}),
        ("[format('{0}-{1:D3}, {{{2,4}}}', 'a', 7, 'b')]", "a-007, {   b}"),
        ("[string(createObject('a', true(), 'b', createArray(1)))]", '{"a":true,"b":[1]}'),
        ("[coalesce(null(), tryGet(createObject('a', 1), 'b'), 'c')]", "c"),
        (
            "[union(createObject('a', createObject('b', 1)), createObject('a', createObject('c', 2)))]",
            {"a": {"b": 1, "c": 2}},
        ),
        ("[union(createArray(1, 2), createArray(2, 3))]", [1, 2, 3]),
        ("[take(replace('a.b.c', '.', '-'), 3)]", "a-b"),
        ("[map(range(1, 3), lambda('n', mul(lambdaVariables('n'), 2)))]", [2, 4, 6]),
        (
            "[reduce(createArray('a', 'b'), '', lambda('t', 'x', concat(lambdaVariables('t'), lambdaVariables('x'))))]",
            "ab",
        ),
        ("[filter(createArray(1, 2), lambda('n', greater(lambdaVariables('n'), 1)))]", [2]),
        ("[dateTimeAdd('2026-01-31T10:00:00Z', 'P1M')]", "2026-02-28T10:00:00Z"),
        ("[dateTimeAdd('2026-11-20T12:00:00.1234567Z', '-PT1H', 'yyyy-MM-dd HH:mm')]", "2026-11-20 11:00"),
        ("[int('42')]", 42),
        ("[join(split('a,b', ','), '+')]", "a+b"),
        ("[base64ToString(base64('ü'))]", "ü"),
        (
            "[extensionResourceId('/x', 'Microsoft.Authorization/locks', 'l')]",
            "/x/providers/Microsoft.Authorization/locks/l",
        ),
        ({"copy": [{"name": "n", "count": 2, "input": "[copyIndex('n', 1)]"}]}, {"n": [1, 2]}),
        ({"copy": [{"name": "n", "count": 0, "input": 1}]}, {"n": []}),
        (
            {
                "copy": [
                    {
                        "name": "out",
                        "count": 2,
                        "input": {"copy": [{"name": "in", "count": 1, "input": "[copyIndex('OUT')]"}]},
                    }
                ]
            },
            {"out": [{"in": [0]}, {"in": [1]}]},
        ),
        (
            {"copy": [{"name": "no loop: nothing to repeat"}]},
            {"copy": [{"name": "no loop: nothing to repeat"}]},
        ),
        ({"copy": ["input"]}, {"copy": ["input"]}),
    ],
)
def test_a_value_is_computed(text: Any, value: Any) -> None:
    assert evaluated(text, a="x") == value


def unparsed(expression: str, why: str) -> str:
    return failed(f"Unable to parse language expression '{expression}': {why}.")


def no_property(name: str) -> str:
    return failed(
        f"The language expression property '{name}' doesn't exist, available properties are 'id, name, location'."
    )


def not_evaluated(name: str) -> str:
    return failed(
        f"The language expression property '{name}' can't be evaluated, property names are only for objects."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[concat('ai-', 'b']",
            unparsed("concat('ai-', 'b'", "expected token 'RightParenthesis' and actual 'EndOfData'"),
        ),
        ("[concat('a') 'b']", unparsed("concat('a') 'b'", "expected token 'EndOfData' and actual 'Literal'")),
        ("[concat(§)]", unparsed("concat(§)", "unexpected character at position '7'")),
        (
            "[frobnicate('a')]",
            invalid(
                "The template resource '' at line '0' and column '0' is not valid: "
                f"The template function 'frobnicate' is not valid. {EXPRESSIONS}"
            ),
        ),
        (
            "[format('{1}', 'a')]",
            failed_in("format", "the format string names an argument that is not there."),
        ),
        ("[utcNow()]", not_here("utcNow")),
        ("[listKeys('/x', '2025')]", not_here("listKeys")),
        ("[lambdaVariables('x')]", not_here("lambdaVariables")),
        ("[add('a', 1)]", failed_in("add", "the parameters are not of the right types.")),
        (
            "[dateTimeAdd('2026-11-20', 'soon')]",
            failed_in("dateTimeAdd", "the second parameter must be an ISO 8601 duration."),
        ),
        (
            "[substring('ab', 1, 2)]",
            failed_in("substring", "the index and length must refer to a location within the string."),
        ),
        ("[parameters('b')]", invalid(f"The template parameter 'b' is not found. {EXPRESSIONS}")),
        ("[not('x')]", failed_in("not", "all parameters must be booleans.")),
        ("[newGuid()]", not_here("newGuid")),
        ("[copyIndex()]", not_here("copyIndex")),
        ("[equals('a')]", failed_in("equals", "it was called with '1' arguments, which is not valid.")),
        ("[if(true(), 1)]", failed_in("if", "it requires exactly three arguments.")),
        ("[resourceGroup().nothing]", no_property("nothing")),
        ("[resourceGroup()[1]]", no_property("1")),
        ("[array('a')[1]]", failed("The language expression property array index '1' is out of bounds.")),
        ("[array('a')[true()]]", not_evaluated("True")),
        ("[string('abc')[1]]", not_evaluated("1")),
        ("[array('a')['x']]", not_evaluated("x")),
        (
            "[resourceId('N/a/b', 'x')]",
            failed_in("resourceId", "the type 'N/a/b' requires '2' resource name argument(s)."),
        ),
        ("[json('{')]", failed_in("json", "the parameter is not valid JSON.")),
        (
            "[resourceId('a', 'b', 'c', 'N/a', 'x')]",
            failed_in("resourceId", "the type of the resource must include a resource provider."),
        ),
        *(
            (
                {"copy": [{"name": "n", "count": count, "input": 1}]},
                invalid("The copy count of 'n' is not a whole number."),
            )
            for count in (True, "2", -1)
        ),
        (
            {"copy": [{"name": "n", "count": 1, "input": "[copyIndex('other')]"}]},
            not_here("copyIndex"),
        ),
    ],
)
def test_what_can_not_be_computed_is_an_invalid_template(text: Any, words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        evaluated(text, a="x")

    assert (refusal.value.status, refusal.value.code) == (400, "InvalidTemplate")
    assert refusal.value.message == words


@given(TEXTS)
def test_any_text_can_be_quoted(text: str) -> None:
    assert evaluated(f"[concat({quoted(text)})]") == text


@given(TEXTS)
def test_reading_ends_in_a_tree_or_in_arms_words(text: str) -> None:
    with suppress(ArmError):
        syntax.parse(text)


@given(VALUES)
def test_json_without_expressions_stays_as_it_is(value: Any) -> None:
    assert evaluated(value) == value


@given(BOOLEANS, BOOLEANS)
def test_de_morgan(a: bool, b: bool) -> None:
    values = {"a": a, "b": b}
    both = "[not(and(parameters('a'), parameters('b')))]"

    assert evaluated(both, **values) == evaluated(
        "[or(not(parameters('a')), not(parameters('b')))]", **values
    )


def test_every_function_of_the_installed_templates_is_known() -> None:
    files = [file for file in distribution("azure-ai-ml").files or [] if "arm_templates" in file.parts]
    texts = [json.loads(file.read_text()) for file in files if file.suffix == ".json"]
    used = {call.name.lower() for text in texts for call in syntax.calls_in(text)}

    assert len(texts) > 10
    assert used <= {*FUNCTIONS, *SPECIAL}


def test_a_variable_may_be_a_loop_of_its_own_whatever_the_casing() -> None:
    loops = [
        {"name": "Other", "count": 1, "input": "x"},
        {"name": "Names", "count": 2, "input": "[copyIndex('names', 1)]"},
    ]
    around = Evaluation(AROUND, {}, {"copy": loops, "plain": "p", "both": "[variables('NAMES')]"})

    assert around.value("[variables('names')]") == around.value("[variables('both')]") == [1, 2]
    assert around.value("[variables('PLAIN')]") == "p"
    with pytest.raises(ArmError) as refusal:
        around.value("[variables('none')]")
    assert refusal.value.message == invalid(f"The template variable 'none' is not found. {EXPRESSIONS}")
