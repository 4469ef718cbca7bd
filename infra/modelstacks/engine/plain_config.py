"""A stack's config read from its file where that says all of it: `pulumi config` is a start of the CLI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.errors import SpecError
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = ("config", "stackConfigDir")
"""What in a Pulumi.yaml means that the stack's file is not all: defaults for every stack, another folder."""


def plain_config(folder: Path, stack: str) -> dict[str, str] | None:
    """Return the config in *folder*'s `Pulumi.STACK.yaml`; None where the CLI must be asked.

    That is where anything comes from elsewhere (an `environment:`, the project, the service), is a secret, or is not
    plain text: how Pulumi writes numbers and booleans is its own matter.
    """
    try:
        project = read_yaml(folder / "Pulumi.yaml").data
        data = read_yaml(folder / f"Pulumi.{stack.rpartition('/')[2]}.yaml").data
    except SpecError:
        return None
    config = data.get("config")
    if "environment" in data or not isinstance(config, dict) or any(key in project for key in ELSEWHERE):
        return None
    plain = all(isinstance(key, str) and key.count(":") == 1 for key in config)
    return config if plain and all(isinstance(value, str) for value in config.values()) else None
