"""Each function by its name, with what Microsoft's page on it shows, and with what it takes no more than."""

from __future__ import annotations

from typing import Any

import pytest

from localazure.arm.errors import ArmError
from template_builders import SUBSCRIPTION, evaluated, failed_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tenantResourceId('N/a/b', 'x', 'y')", "/providers/N/a/x/b/y"),
        ("subscriptionResourceId('s', 'N/a', 'x')", "/subscriptions/s/providers/N/a/x"),
        ("subscription().id", SUBSCRIPTION),
        ("true()", True),
        ("false()", False),
        ("null()", None),
        ("bool('TRUE')", True),
        ("bool('no')", False),
        ("bool(1)", True),
        ("bool(0)", False),
        ("and(true(), true(), false())", False),
        ("and(true(), true())", True),
        ("or(false(), false())", False),
        ("or(false(), true())", True),
        ("not(false())", True),
        ("createArray(less(1, 2), less(2, 2), less(3, 2))", [True, False, False]),
        ("createArray(lessOrEquals(1, 2), lessOrEquals(2, 2), lessOrEquals(3, 2))", [True, True, False]),
        ("createArray(greater(1, 2), greater(2, 2), greater(3, 2))", [False, False, True]),
        (
            "createArray(greaterOrEquals(1, 2), greaterOrEquals(2, 2), greaterOrEquals(3, 2))",
            [False, True, True],
        ),
        ("createArray(contains('abc', 'b'), contains('abc', 'd'))", [True, False]),
        ("createArray(contains(createArray(1, 2), 2), contains(createArray(1, 2), 3))", [True, False]),
        (
            "createArray(contains(createObject('a', 1), 'A'), contains(createObject('a', 1), 'b'))",
            [True, False],
        ),
        ("createArray(first('abc'), last('abc'), first(''), last(''))", ["a", "c", "", ""]),
        ("createArray(first(createArray(1, 2)), last(createArray(1, 2)))", [1, 2]),
        ("createArray(first(createArray()), last(createArray()))", [None, None]),
        (
            "createArray(skip('abc', 1), skip('abc', 0), skip('abc', -1), skip('abc', 9))",
            ["bc", "abc", "abc", ""],
        ),
        (
            "createArray(take('abc', 1), take('abc', 0), take('abc', -1), take('abc', 9))",
            ["a", "", "", "abc"],
        ),
        ("intersection(createArray(1, 2, 3), createArray(3, 2), createArray(2, 4))", [2]),
        ("intersection(createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))", {"a": 1}),
        (
            "shallowMerge(createArray(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2))))",
            {"a": {"y": 2}},
        ),
        ("objectKeys(createObject('b', 1, 'a', 2))", ["a", "b"]),
        ("items(createObject('b', 1, 'a', 2))", [{"key": "a", "value": 2}, {"key": "b", "value": 1}]),
        ("flatten(createArray(createArray(1), createArray(2, createArray(3))))", [1, 2, [3]]),
        ("createArray(indexOf('abcb', 'b'), indexOf('abc', 'd'))", [1, -1]),
        ("createArray(indexOf(createArray('x', 'y'), 'y'), indexOf(createArray('x'), 'y'))", [1, -1]),
        ("createArray(lastIndexOf('abcb', 'b'), lastIndexOf('abc', 'd'))", [3, -1]),
        ("tryGet(createArray('x', createObject('a', 2)), 1, 'A')", 2),
        ("createArray(tryGet(createArray('x'), 1), tryGet(createArray('x'), 0))", [None, "x"]),
        (
            "createArray(add(5, 3), sub(5, 3), mul(5, 3), div(8, 3), div(-7, 3), mod(8, 3))",
            [8, 2, 15, 2, -2, 2],
        ),
        (
            "createArray(min(2, 1, 3), min(createArray(2, 1)), max(2, 1, 3), max(createArray(2, 1)))",
            [1, 1, 3, 2],
        ),
        ("createArray(int('42'), float('1.5'))", [42, 1.5]),
        ("dateTimeFromEpoch(1683040573)", "2023-05-02T15:16:13Z"),
        ("dateTimeToEpoch('2023-05-02T15:16:13Z')", 1683040573),
        ("dateTimeToEpoch('2023-05-02T17:16:13+02:00')", 1683040573),
        ("dateTimeAdd('2024-02-29T00:00:00Z', 'P1Y2W3DT4H5M6S')", "2025-03-17T04:05:06Z"),
        ("dateTimeAdd('2024-02-29T01:02:03Z', 'P0D', 'd')", "02/29/2024"),
        ("dateTimeAdd('2024-02-29T01:02:03Z', 'P0D', 'u')", "2024-02-29 01:02:03Z"),
        ("dateTimeAdd('2024-02-29T01:02:03Z', 'P0D', 's')", "2024-02-29T01:02:03"),
        ("dateTimeAdd('2024-02-29T01:02:03Z', 'P0D', 'o')", "2024-02-29T01:02:03.0000000Z"),
        (
            "dateTimeAdd('2024-02-29T13:02:03Z', 'P0D', 'yyyy yy MM/dd HH hh mm:ss')",
            "2024 24 02/29 13 01 02:03",
        ),
        (
            "sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))",
            [1, 2, 3],
        ),
        ("toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')))", {"a": "a", "b": "b"}),
        (
            "toObject(createArray('a'), lambda('x', toUpper(lambdaVariables('x'))), lambda('x', length(lambdaVariables('x'))))",
            {"A": 1},
        ),
        ("mapValues(createObject('a', 1), lambda('x', add(lambdaVariables('x'), 1)))", {"a": 2}),
        ("createArray(padLeft('7', 3, '0'), padLeft(7, 3), padLeft('long', 3))", ["007", "  7", "long"]),
        ("createArray(trim('  a '), toUpper('aB'), toLower('aB'))", ["a", "AB", "ab"]),
        ("createArray(startsWith('abc', 'AB'), startsWith('abc', 'b'))", [True, False]),
        ("createArray(endsWith('abc', 'BC'), endsWith('abc', 'b'))", [True, False]),
        ("createArray(substring('abc', 1), substring('abc', 1, 1), substring('abc', 3))", ["bc", "b", ""]),
        ("split('a;b,c', createArray(';', ','))", ["a", "b", "c"]),
        ("base64ToJson(base64('{\"a\": 1}'))", {"a": 1}),
        ("uri('http://contoso.org/firstpath', 'myscript.sh')", "http://contoso.org/myscript.sh"),
        ("uri('http://contoso.org/firstpath/', 'myscript.sh')", "http://contoso.org/firstpath/myscript.sh"),
        ("uriComponent('http://x/a b')", "http%3A%2F%2Fx%2Fa%20b"),
        ("uriComponentToString('http%3A%2F%2Fx%2Fa%20b')", "http://x/a b"),
        (
            "createArray(length(uniqueString('a')), equals(uniqueString('a', 'b'), uniqueString('a-b')))",
            [13, True],
        ),
        ("equals(uniqueString('a'), uniqueString('b'))", False),
        ("createArray(length(guid('a')), equals(guid('a', 'b'), guid('a-b')))", [36, True]),
        ("format('{0:X2}|{1:N1}|{2,-3}|{3}', 10, 1234, 'a', null())", "0A|1,234.0|a  |"),
        ("format('{0}|{0:N}|{1:D3}|{2:D}|{3,1}|{3}', 1234, 'a', true(), '')", "1234|1,234.00|a|True| |"),
        ("dateTimeAdd('2024-12-31T00:00:00Z', 'P2M', 'dd')", "28"),
        ("dateTimeAdd('2023-12-31T00:00:00Z', 'P2M')", "2024-02-29T00:00:00Z"),
        ("dateTimeAdd('2024-03-31T00:00:00Z', '-P4M')", "2023-11-30T00:00:00Z"),
    ],
)
def test_a_function_gives_what_its_page_says(text: str, value: Any) -> None:
    assert evaluated(f"[{text}]") == value
    name, _, arguments = text.partition("(")
    assert evaluated(f"[{name.upper()}({arguments}]") == value


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("true", "1"),
        ("bool", ""),
        ("less", "1"),
        ("lessOrEquals", "1, 2, 3"),
        ("contains", "'a'"),
        ("tenantResourceId", "'N/a'"),
        ("substring", "'abc', 1, 1, 1"),
        ("padLeft", "'a'"),
        ("toObject", "createArray()"),
        ("dateTimeAdd", "'2026-01-01', 'P1D', 's', 's'"),
        ("uniqueString", ""),
    ],
)
def test_too_few_and_too_many_arguments_are_counted(name: str, arguments: str) -> None:
    with pytest.raises(ArmError) as refusal:
        evaluated(f"[{name}({arguments})]")
    count = len(arguments.split(", ")) if arguments else 0
    assert refusal.value.message == failed_in(
        name, f"it was called with '{count}' arguments, which is not valid."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("div(1, 0)", "the divisor must not be zero."),
        ("int('x')", "the parameter can't be converted to an integer."),
        ("length(1)", "the parameter must be an object, array or string."),
        ("empty(1)", "the parameter must be an object, array or string."),
        ("contains(1, 1)", "the parameter must be an object, array or string."),
        ("createObject('a')", "keys and values must come in pairs."),
        ("and(true(), 1)", "all parameters must be booleans."),
        ("toUpper(1)", "the parameter must be a string."),
        ("skip('a', 'b')", "the parameter must be an integer."),
        ("skip('a', true())", "the parameter must be an integer."),
        ("substring('abc', -1)", "the index and length must refer to a location within the string."),
        ("concat(createArray(1), 'a')", "all parameters must be either strings or arrays."),
        ("dateTimeToEpoch('soon')", "the first parameter must be a date and time."),
        ("uniqueString(1)", "the parameter must be a string."),
        ("guid(1)", "the parameter must be a string."),
        ("substring(1, 0)", "the parameter must be a string."),
        ("replace(1, 'a', 'b')", "the parameter must be a string."),
        ("split(1, 'a')", "the parameter must be a string."),
        ("split('a', 1)", "the parameter must be a string."),
        ("join(createArray('a'), 1)", "the parameter must be a string."),
        ("json(1)", "the parameter must be a string."),
        ("base64(1)", "the parameter must be a string."),
        ("base64ToString(1)", "the parameter must be a string."),
        ("uri(1, 'a')", "the parameter must be a string."),
        ("uriComponent(1)", "the parameter must be a string."),
        ("uriComponentToString(1)", "the parameter must be a string."),
        ("startsWith('a', 1)", "the parameter must be a string."),
        ("endsWith('a', 1)", "the parameter must be a string."),
        ("trim(1)", "the parameter must be a string."),
        ("toLower(1)", "the parameter must be a string."),
        ("padLeft('a', 1, 1)", "the parameter must be a string."),
        ("format(1)", "the parameter must be a string."),
        ("dateTimeAdd(1, 'P1D')", "the parameter must be a string."),
        ("dateTimeToEpoch(1)", "the parameter must be a string."),
        ("resourceId(1, 'N/a')", "the parameter must be a string."),
        ("subscriptionResourceId(1, 'N/a')", "the parameter must be a string."),
        ("tenantResourceId(1, 'x')", "the parameter must be a string."),
        ("extensionResourceId(1, 'N/a', 'x')", "the parameter must be a string."),
        ("take('a', 'b')", "the parameter must be an integer."),
        ("substring('a', 'b')", "the parameter must be an integer."),
        ("padLeft('a', 'b')", "the parameter must be an integer."),
        ("dateTimeFromEpoch('a')", "the parameter must be an integer."),
        ("or(false(), 1)", "all parameters must be booleans."),
        ("not(1)", "all parameters must be booleans."),
        ("sub('a', 1)", "the parameters are not of the right types."),
        ("resourceId('a', 'b')", "the type of the resource must include a resource provider."),
        ("substring('abc', 4)", "the index and length must refer to a location within the string."),
    ],
)
def test_what_a_function_does_not_take_is_said_in_its_name(text: str, words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        evaluated(f"[{text}]")
    assert refusal.value.message == failed_in(text.partition("(")[0], words)
