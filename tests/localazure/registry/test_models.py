"""What stands in a model's id, as serverless endpoints (without a version) and deployments (with one) name it."""

from __future__ import annotations

import pytest

from localazure.registry.models import ModelId

MODEL = "azureml://registries/azureml-meta/models/Llama-2-7b"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (MODEL, None),
        (f"{MODEL}/versions/23", "23"),
        (f"{MODEL}/labels/latest", "latest"),
        (f"{MODEL}/VERSIONS/23", "23"),
    ],
)
def test_an_id_names_registry_model_and_version(text: str, version: str | None) -> None:
    assert ModelId.parse(text) == ModelId("azureml-meta", "Llama-2-7b", version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Llama-2-7b",
        f"{MODEL}/versions/",
        f"{MODEL}/versions/23/files",
        "azureml://registries//models/x",
        f"x{MODEL}",
    ],
)
def test_anything_else_is_no_id_of_a_registrys_model(text: str) -> None:
    assert ModelId.parse(text) is None
