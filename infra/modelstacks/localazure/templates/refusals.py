"""What ARM says about a template it can't use. Sources: azure-docs error-invalid-template; issues named at the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPRESSIONS = "Please see https://aka.ms/arm-template-expressions for usage details."
VIOLATION = [
    {"type": "TemplateViolation", "info": {"lineNumber": 0, "linePosition": 0, "path": ""}},
]


def invalid_template(why: str) -> ArmError:
    """The template breaks a rule that ARM checks before it makes anything."""
    return ArmError(
        400, "InvalidTemplate", f"Deployment template validation failed: '{why}'.", additional_info=VIOLATION
    )


def failed_expression(why: str) -> ArmError:
    """An expression can't be read or computed (text: mspnp/microservices-reference-implementation#217)."""
    message = f"Deployment template language expression evaluation failed: '{why}'. {EXPRESSIONS}"
    return ArmError(400, "InvalidTemplate", message, additional_info=VIOLATION)


def unexpected_token(expression: str, expected: str, actual: str) -> ArmError:
    """An expression ends too early or goes on where it should not."""
    return failed_expression(
        f"Unable to parse language expression '{expression}': expected token '{expected}' and actual '{actual}'."
    )


def unknown_function(where: str, name: str) -> ArmError:
    """There is no such function (text: microsoft/vscode-azurearmtools#531), or the local Azure has not got it."""
    error = invalid_template(
        f"The template resource '{where}' at line '0' and column '0' is not valid: "
        f"The template function '{name}' is not valid. {EXPRESSIONS}"
    )
    hint = "If ARM has it, add it to infra/modelstacks/localazure/templates/functions.py."
    assert error.additional_info is not None
    error.additional_info = [*error.additional_info, {"type": "LocalAzure", "info": {"value": hint}}]
    return error


def not_here(name: str) -> ArmError:
    """The function exists but not at this place (text: Azure/template-analyzer#184)."""
    return failed_expression(
        f"The template function '{name}' is not expected at this location. {EXPRESSIONS}"
    )


def wrong_arguments(name: str, why: str) -> ArmError:
    """The function was called with what it can't take. The reason's words are assumed."""
    return failed_expression(f"Unable to evaluate template language function '{name}': {why}")


def not_found(kind: str, name: str) -> ArmError:
    """A parameter or variable is used that the template does not have."""
    return invalid_template(f"The template {kind} '{name}' is not found. {EXPRESSIONS}")


def no_property(name: str, available: Iterable[str]) -> ArmError:
    """`.name` of an object that has none such."""
    return failed_expression(
        f"The language expression property '{name}' doesn't exist, available properties are "
        f"'{', '.join(available)}'."
    )


def parameter_missing(name: str, column: int) -> ArmError:
    """A parameter without default was not given (text and place: recording arm-Errors)."""
    error = invalid_template(
        f"The value for the template parameter '{name}' at line '1' and column '{column}' is not provided. "
        "Please see https://aka.ms/resource-manager-parameter-files for usage details."
    )
    where = {"lineNumber": 1, "linePosition": column, "path": f"properties.template.parameters.{name}"}
    error.additional_info = [{"type": "TemplateViolation", "info": where}]
    return error


def parameters_unknown(names: Iterable[str], known: Iterable[str]) -> ArmError:
    """Parameters were given that the template does not take."""
    return invalid_template(
        f"The template parameters '{', '.join(names)}' in the parameters file are not valid; they are not present in "
        "the original template and can therefore not be provided at deployment time. The only supported parameters "
        f"for this template are '{', '.join(known)}'. "
        "Please see https://aka.ms/arm-pass-parameter-values for usage details."
    )


def parameter_not_allowed(name: str, value: object, allowed: Iterable[object]) -> ArmError:
    """The parameter takes certain values only."""
    return invalid_template(
        f"The provided value for the template parameter '{name}' is not valid. The value '{value}' is not part of the "
        f"allowed value(s): '{','.join(map(str, allowed))}'."
    )


def parameter_type(name: str, wanted: str, value: object) -> ArmError:
    """The parameter has another type."""
    return invalid_template(
        f"Template parameter JToken type is not valid. Expected '{wanted}'. Actual '{type(value).__name__}'. "
        f"Parameter '{name}'. Please see https://aka.ms/resource-manager-parameter-files for usage details."
    )


def segment_lengths(name: str, type_name: str) -> ArmError:
    """Type and name do not have the same number of parts."""
    return invalid_template(
        f"The template resource '{name}' for type '{type_name}' at line '0' and column '0' has incorrect segment "
        "lengths. A nested resource type must have identical number of segments as its resource name. A root resource "
        "type must have segment length one greater than its resource name. "
        "Please see https://aka.ms/arm-syntax-resources for usage details."
    )


def not_in_template(dependency: str) -> ArmError:
    """`dependsOn` names what the template does not hold."""
    return invalid_template(
        f"The resource '{dependency}' is not defined in the template. "
        "Please see https://aka.ms/arm-syntax for usage details."
    )


def circular(names: Iterable[str]) -> ArmError:
    """The resources wait for each other."""
    return invalid_template(
        f"Circular dependency detected on resource: '{', '.join(names)}'. "
        "Please see https://aka.ms/arm-syntax-resources for usage details."
    )
