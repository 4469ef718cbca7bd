"""What the registries tell of a model, in whole: azure-ai-ml and deployments read their models from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localazure import catalogue
from localazure.registry import bodies

if TYPE_CHECKING:
    from pathlib import Path

    from localazure.catalogue import Model

META = "azureml://registries/azureml-meta/models"
TOLD = {"description": "", "isArchived": False}


def _made(day: str) -> dict[str, str]:
    at = f"{day}T00:00:00+00:00"
    return {"createdAt": at, "createdBy": "Microsoft", "createdByType": "User", "lastModifiedAt": at}


def _named(name: str) -> Model:
    return next(model for model in catalogue.load().models if model.name == name)


@pytest.fixture
def own(tmp_path: Path) -> tuple[Model, Model]:
    """Two models of a user's own: of the first nobody has said a version, a task, or the day it was read."""
    path = tmp_path / "own.yaml"
    row = "registry: own-registry, publisher: Me, first_party: true, modes: [managed]"
    path.write_text(
        f"models:\n  - {{name: X-1, {row}}}\n  - {{name: X-2, {row}, version: '7', read: 2026-01-02}}\n"
    )
    rows = catalogue.read((path,))
    return rows.model("X-1"), rows.model("X-2")


@pytest.mark.parametrize(
    ("name", "number", "task", "properties"),
    [
        ("Llama-3.3-70B-Instruct", "4", "chat-completion", {}),
        ("Meta-Llama-3-8B", "8", "completions", {}),
        (
            "Llama-2-7b",
            "23",
            "completions",
            {
                "SharedComputeCapacityEnabled": "True",
                "inference-min-sku-spec": "12|2|224|1474",
                "inference-recommended-sku": "Standard_NC12s_v3, Standard_NC24s_v3, Standard_ND40rs_v2, "
                "Standard_ND96asr_v4, Standard_ND96amsr_A100_v4",
            },
        ),
    ],
)
def test_a_model_and_its_version(name: str, number: str, task: str, properties: dict[str, str]) -> None:
    model = _named(name)
    asset = f"{META}/{name}/versions/{number}"

    assert bodies.container(model) == {
        "id": f"{META}/{name}",
        "name": name,
        "type": "Microsoft.MachineLearningServices/registries/models",
        "systemData": _made(str(model.read)),
        "properties": {**TOLD, "latestVersion": number, "properties": {}, "tags": {}},
    }
    assert bodies.version(model) == {
        "id": asset,
        "name": number,
        "type": "Microsoft.MachineLearningServices/registries/models/versions",
        "systemData": _made(str(model.read)),
        "properties": {
            **TOLD,
            "flavors": {},
            "isAnonymous": False,
            "modelType": "custom_model",
            "modelUri": f"{asset}/artifacts",
            "properties": properties,
            "tags": {"author": "Meta", "task": task},
        },
    }


def test_a_model_of_which_little_is_known(own: tuple[Model, Model]) -> None:
    little, more = map(bodies.version, own)

    assert (little["name"], bodies.container(own[0])["properties"]["latestVersion"]) == ("1", "1")
    assert little["id"] == "azureml://registries/own-registry/models/X-1/versions/1"
    assert little["properties"]["properties"] == {}
    assert little["properties"]["tags"] == {"author": "Me"}
    assert (little["systemData"], more["systemData"]) == (_made("2026-11-20"), _made("2026-01-02"))
    assert bodies.container(own[1])["systemData"] == _made("2026-01-02")
