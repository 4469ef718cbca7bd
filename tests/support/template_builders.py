"""Templates and what stands around them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from localazure.templates import parameters, template
from localazure.templates.evaluation import Evaluation
from localazure.templates.surroundings import Surroundings

SUBSCRIPTION = "/subscriptions/5ab5c41b-0000-4000-8000-000000000001"
GROUP = f"{SUBSCRIPTION}/resourceGroups/Shop"
AROUND = Surroundings(
    scope=GROUP,
    subscription={
        "id": SUBSCRIPTION,
        "subscriptionId": SUBSCRIPTION.rpartition("/")[2],
        "tenantId": "tenant",
    },
    group={"id": GROUP, "name": "Shop", "location": "swedencentral"},
    new_guid=lambda: "11111111-1111-4111-8111-111111111111",
    reference=lambda id_, version: {"id": id_, "properties": {"version": version}},
)


EXPRESSIONS = "Please see https://aka.ms/arm-template-expressions for usage details."


def invalid(why: str) -> str:
    """All that ARM says of a template that breaks a rule."""
    return f"Deployment template validation failed: '{why}'."


def failed(why: str) -> str:
    """All that ARM says of an expression that can't be read or computed."""
    return f"Deployment template language expression evaluation failed: '{why}'. {EXPRESSIONS}"


def failed_in(function: str, why: str) -> str:
    """All that ARM says of a function that can't take what it was given."""
    return failed(f"Unable to evaluate template language function '{function}': {why}")


def not_here(function: str) -> str:
    """All that ARM says of a function that exists, but not at this place."""
    return failed(f"The template function '{function}' is not expected at this location. {EXPRESSIONS}")


def circular(names: str) -> str:
    """All that ARM says of what waits for itself."""
    return invalid(
        f"Circular dependency detected on resource: '{names}'. "
        "Please see https://aka.ms/arm-syntax-resources for usage details."
    )


def quoted(text: str) -> str:
    """*text* as an expression writes it."""
    return "'" + text.replace("'", "''") + "'"


def evaluated(text: Any, **values: Any) -> Any:
    """Compute *text* where the parameters *values* are known."""
    return Evaluation(AROUND, values, {"twice": "[concat(parameters('a'), parameters('a'))]"}).value(text)


def widget(name: str = "w1", **more: Any) -> dict[str, Any]:
    """A resource of the test provider."""
    resource = {
        "type": "Local.Test/widgets",
        "apiVersion": "2025-01-01",
        "name": name,
        "location": "swedencentral",
    }
    return resource | more


def parts_of(*resources: dict[str, Any], **declared: Any) -> list[template.Part]:
    """Plan a template of these resources; *declared* are parameters with their defaults."""
    text = {
        "parameters": {name: {"type": "string", "defaultValue": value} for name, value in declared.items()}
    }
    values = parameters.resolve(text, {}, AROUND)
    return template.parts({"resources": list(resources)}, replace(Evaluation(AROUND), parameters=values))
