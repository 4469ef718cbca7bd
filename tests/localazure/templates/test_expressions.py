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
from localazure.templates import hashes, syntax
from localazure.templates.evaluation import Evaluation
from localazure.templates.functions import FUNCTIONS, SPECIAL
from template_builders import AROUND, GROUP, SUBSCRIPTION, evaluated

TEXTS = st.text(string.printable, max_size=30)
BOOLEANS = st.booleans()
VALUES = st.recursive(
    st.none() | BOOLEANS | st.integers() | st.text("abc['", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[concat('ai-', 'b']",
            "'Unable to parse language expression 'concat('ai-', 'b'': expected token 'RightParenthesis'",
        ),
        ("[concat('a') 'b']", "expected token 'EndOfData' and actual 'Literal'"),
        ("[concat(§)]", "unexpected character at position '7'"),
        ("[frobnicate('a')]", "The template function 'frobnicate' is not valid."),
        ("[format('{1}', 'a')]", "the format string names an argument that is not there."),
        ("[utcNow()]", "The template function 'utcNow' is not expected at this location."),
        ("[listKeys('/x', '2025')]", "The template function 'listKeys' is not expected at this location."),
        ("[lambdaVariables('x')]", "The template function 'lambdaVariables' is not expected"),
        ("[add('a', 1)]", "Unable to evaluate template language function 'add'"),
        ("[dateTimeAdd('2026-11-20', 'soon')]", "the second parameter must be an ISO 8601 duration."),
        ("[substring('ab', 1, 2)]", "must refer to a location within the string."),
        ("[parameters('b')]", "The template parameter 'b' is not found."),
        (
            "[not('x')]",
            "Unable to evaluate template language function 'not': all parameters must be booleans.",
        ),
        ("[newGuid()]", "The template function 'newGuid' is not expected at this location."),
        ("[copyIndex()]", "The template function 'copyIndex' is not expected at this location."),
        ("[equals('a')]", "it was called with '1' arguments"),
        (
            "[resourceGroup().nothing]",
            "property 'nothing' doesn't exist, available properties are 'id, name, location'",
        ),
        ("[array('a')[1]]", "array index '1' is out of bounds"),
        ("[array('a')[true()]]", "property 'True' can't be evaluated, property names are only for objects."),
        ("[string('abc')[1]]", "property '1' can't be evaluated, property names are only for objects."),
        ("[resourceGroup()[1]]", "property '1' doesn't exist, available properties are 'id, name, location'"),
        ("[resourceId('N/a/b', 'x')]", "the type 'N/a/b' requires '2' resource name argument(s)."),
        ("[json('{')]", "the parameter is not valid JSON."),
        ("[array('a')['x']]", "property 'x' can't be evaluated, property names are only for objects."),
        (
            "[resourceId('a', 'b', 'c', 'N/a', 'x')]",
            "the type of the resource must include a resource provider.",
        ),
        *(
            (
                {"copy": [{"name": "n", "count": count, "input": 1}]},
                "The copy count of 'n' is not a whole number.",
            )
            for count in (True, "2", -1)
        ),
        (
            {"copy": [{"name": "n", "count": 1, "input": "[copyIndex('other')]"}]},
            "The template function 'copyIndex' is not expected at this location.",
        ),
    ],
)
def test_what_can_not_be_computed_is_an_invalid_template(text: Any, words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        evaluated(text, a="x")

    assert (refusal.value.status, refusal.value.code) == (400, "InvalidTemplate")
    assert words in refusal.value.message


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


@pytest.mark.parametrize(
    ("texts", "expected"),  # seen in Bicep's own output
    [
        (["test"], "rbgf3xv4ufgzg"),
        (["hello", "world"], "a7wkljktk6wne"),
        (["foo", "bar", "baz"], "xzi4ioaxtmth4"),
        (["t"], "fsnwonksnm7cy"),
        (["te"], "o57ehhbytctgs"),
        (["tes"], "ebse57jls4qbc"),
        (["test", "test2", "test3"], "bqgd334z2uj64"),
        (["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg"], "bmg7c6xu4tw46"),
    ],
)
def test_unique_string_is_arms(texts: list[str], expected: str) -> None:
    assert evaluated(f"[uniqueString({', '.join(map(quoted, texts))})]") == expected


@given(st.text(max_size=40))
def test_hashes_have_their_shape(text: str) -> None:
    assert len(hashes.unique_string(text)) == 13
    assert hashes.guid(text) == hashes.guid(text)


def test_every_letter_counts_in_a_hash() -> None:
    texts = ["abcdefgh"[:length] for length in range(9)] + ["abcdX", "abcdeX", "abcdefX", "abcdefgX"]

    assert len({hashes.unique_string(text) for text in texts}) == len(texts)


def test_a_template_is_the_same_whatever_it_says_of_itself() -> None:
    template = {"resources": [{"name": "ü b"}]}

    assert hashes.minified(template | {"metadata": {"a": 1}}) == '{"RESOURCES":[{"NAME":"Ü B"}]}'
    assert hashes.template_hash(template | {"metadata": {"a": 1}}) == hashes.template_hash(template)
    assert hashes.template_hash(template).isdecimal()
    assert hashes.template_hash({}) != hashes.template_hash(template)


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
    with pytest.raises(ArmError, match="The template variable 'none' is not found"):
        around.value("[variables('none')]")
