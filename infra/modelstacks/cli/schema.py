"""`modelstacks schema`: what editors need to complete and check both YAML files."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from modelstacks.cli.output import print_json


class SpecKind(StrEnum):
    """Which of the two files."""

    DEPLOYMENTS = "deployments"
    PLATFORM = "platform"


def schema(
    kind: Annotated[SpecKind, typer.Argument(help="Which file's.")] = SpecKind.DEPLOYMENTS,
) -> None:
    """Print the JSON Schema of deployments.yaml or platform.yaml, for your editor. `init` writes both beside the specs."""
    from modelstacks.catalog import load
    from modelstacks.spec.json_schema import json_schema

    print_json(json_schema(kind.value, load()))
