"""The part of a scenario about what is there before anybody deploys anything."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator

from localazure.scenarios.part import STRICT


class Given(BaseModel):
    """A resource that is there from the start: the *body* of the PUT that makes it at *api_version*.

    *id* is relative to the first subscription: `resourceGroups/rg-foundry`.
    """

    model_config = STRICT

    id: str
    api_version: Annotated[str, BeforeValidator(str)]
    """YAML reads `2025-06-01` as a date."""
    body: dict[str, Any]
