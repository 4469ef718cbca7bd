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
