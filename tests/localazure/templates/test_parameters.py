"""The values of a template's parameters: what was given, the defaults, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from localazure.arm.errors import ArmError
from localazure.templates import parameters
from template_builders import AROUND, invalid, not_here


def resolved(declared: dict[str, Any], **given: Any) -> dict[str, Any]:
    given = {name: {"value": value} for name, value in given.items()}
    return parameters.resolve({"parameters": declared}, given, AROUND)


def test_what_is_given_goes_before_the_default() -> None:
    declared = {"a": {"type": "string", "defaultValue": "x"}, "b": {"type": "int"}}

    assert resolved(declared, B=1) == {"a": "x", "b": 1}


def test_a_default_waits_for_what_it_needs_and_not_for_what_is_given() -> None:
    each = {"type": "string"}
    declared = {
        "short": {**each, "defaultValue": "[parameters('long')]"},
        "long": {**each, "defaultValue": "[parameters('short')]"},
    }

    assert resolved(declared, LONG="l") == {"short": "l", "long": "l"}


@pytest.mark.parametrize(
    ("declaration", "value"),
    [
        ({}, "x"),
        ({"type": "Bool"}, True),
        ({"type": "INT"}, 1),
        ({"type": "secureString"}, "s"),
        ({"type": "object"}, {"a": 1}),
        ({"type": "secureObject"}, {}),
        ({"type": "array"}, []),
        ({"type": "string", "allowedValues": ["x", "y"]}, "y"),
    ],
)
def test_a_value_of_the_declared_type_is_taken(declaration: dict[str, Any], value: Any) -> None:
    assert resolved({"a": declaration}, a=value) == {"a": value}


def test_a_parameter_may_be_of_a_type_of_the_templates_own() -> None:
    kinds = {"Size": {"type": "int", "minValue": 1}, "Again": {"$ref": "#/definitions/Size"}}
    declared = {
        "size": {"$ref": "#/definitions/Again", "defaultValue": 3},
        "odd": {"$ref": "#/definitions/Nowhere"},
    }

    assert parameters.declared_in({"definitions": kinds, "parameters": declared}) == {
        "size": {"type": "int", "minValue": 1, "defaultValue": 3},
        "odd": {"type": "object"},
    }
    assert parameters.declared_in({"resources": []}) == {}


def test_null_is_as_good_as_not_given() -> None:
    assert resolved({"a": {"type": "string", "defaultValue": "x"}}, a=None) == {"a": "x"}


def test_a_default_may_use_other_parameters_and_new_guids() -> None:
    declared = {
        "id": {"type": "string", "defaultValue": "[newGuid()]"},
        "long": {"type": "string", "defaultValue": "[concat(parameters('short'), '-x')]"},
        "short": {"type": "string", "defaultValue": "s"},
    }

    assert resolved(declared)["long"] == "s-x"
    assert resolved(declared)["id"] == "11111111-1111-4111-8111-111111111111"


def test_a_default_may_be_the_time() -> None:
    declared = {
        "now": {"type": "string", "defaultValue": "[utcNow()]"},
        "day": {"type": "string", "defaultValue": "[utcNow('d')]"},
    }

    noon = replace(AROUND, now=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert parameters.resolve({"parameters": declared}, {}, noon) == {
        "now": "20261120T120000Z",
        "day": "11/20/2026",
    }


def wrong_type(words: str) -> str:
    return invalid(
        f"Template parameter JToken type is not valid. {words} Parameter 'a'. "
        "Please see https://aka.ms/resource-manager-parameter-files for usage details."
    )


@pytest.mark.parametrize(
    ("declared", "given", "words"),
    [
        (
            {"a": {"type": "string"}},
            {},
            invalid(
                "The value for the template parameter 'a' at line '1' and column '22' is not provided. "
                "Please see https://aka.ms/resource-manager-parameter-files for usage details."
            ),
        ),
        ({"a": {"type": "string"}}, {"a": 1}, wrong_type("Expected 'string'. Actual 'int'.")),
        ({"a": {"type": "int"}}, {"a": True}, wrong_type("Expected 'int'. Actual 'bool'.")),
        ({"a": {"type": "number"}}, {"a": 1}, wrong_type("Expected 'number'. Actual 'int'.")),
        (
            {"a": {"type": "string", "defaultValue": "[reference('/x').size]"}},
            {},
            not_here("reference"),
        ),
        (
            {"a": {"defaultValue": 1}, "x": {"defaultValue": 1}},
            {"b": 1, "c": 2},
            invalid(
                "The template parameters 'b, c' in the parameters file are not valid; they are not present in the "
                "original template and can therefore not be provided at deployment time. The only supported "
                "parameters for this template are 'a, x'. "
                "Please see https://aka.ms/arm-pass-parameter-values for usage details."
            ),
        ),
        (
            {"a": {"type": "string", "allowedValues": ["x", 1]}},
            {"a": "y"},
            invalid(
                "The provided value for the template parameter 'a' is not valid. The value 'y' is not part of the "
                "allowed value(s): 'x,1'."
            ),
        ),
    ],
)
def test_wrong_parameters_are_named(declared: Any, given: Any, words: str) -> None:
    with pytest.raises(ArmError) as refusal:
        resolved(declared, **given)

    assert (refusal.value.status, refusal.value.code) == (400, "InvalidTemplate")
    assert refusal.value.message == words


def test_a_parameter_that_is_missing_is_shown_where_it_is_declared() -> None:
    with pytest.raises(ArmError) as refusal:
        resolved({"a": {"type": "string"}})

    where = {"lineNumber": 1, "linePosition": 22, "path": "properties.template.parameters.a"}
    assert refusal.value.additional_info == [{"type": "TemplateViolation", "info": where}]


def test_secure_values_are_not_shown() -> None:
    declared = {"key": {"type": "secureString"}, "open": {"type": "string"}, "untyped": {}}

    assert parameters.shown(declared, {"key": "s3cret", "open": "x", "untyped": "y"}) == {
        "key": {"type": "SecureString"},
        "open": {"type": "String", "value": "x"},
        "untyped": {"type": "String", "value": "y"},
    }


def test_a_type_that_the_template_does_not_define_is_an_object() -> None:
    asked = {"a": {"$ref": "#/definitions/none", "nullable": True}}

    for definitions in ({}, {"definitions": None}, {"definitions": {"other": {"type": "string"}}}):
        assert parameters.declared_in({"parameters": asked} | definitions) == {
            "a": {"type": "object", "nullable": True}
        }
