"""The models in the local registries: one version of each model of the catalogue.

A model id without its version is looked up with `catalogue.load().model_by_id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.catalogue import MODEL_ID

if TYPE_CHECKING:
    from localazure.catalogue import Model

ASSUMED_VERSION = "1"
"""The version that a local registry gives to a model of which the catalogue has none (assumed)."""


@dataclass(frozen=True)
class ModelId:
    """A model id, split; *version* None: without one, as serverless endpoints take it."""

    registry: str
    name: str
    version: str | None

    @classmethod
    def parse(cls, text: str) -> ModelId | None:
        """Read `azureml://registries/{registry}/models/{name}[/versions/{version}]`; None: it is something else."""
        match = MODEL_ID.match(text)
        if match is None:
            return None
        version = text[match.end("name") :].rpartition("/")[2]
        return cls(match["registry"], match["name"], version or None)


def version_of(model: Model) -> str:
    """Return the one version the local registry holds of *model*."""
    return model.version or ASSUMED_VERSION


def in_registry(registry: str) -> list[Model]:
    """Return the models of *registry* (any casing), by name."""
    return sorted(
        (model for model in catalogue.load().models if model.registry.lower() == registry.lower()),
        key=lambda model: model.name.lower(),
    )
