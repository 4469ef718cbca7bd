"""What a stack put out, without ever reading a secret in plain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pulumi.automation import PulumiCommand

MASK = "[secret]"
SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""How Pulumi marks an object that stands for a secret (sdk/go/common/resource/properties.go)."""


def masked_outputs(
    command: PulumiCommand, folder: Path, environment: Mapping[str, str], stack: str
) -> dict[str, Any]:
    """Return the outputs as the CLI shows them: a secret's value, also inside an object, is `MASK`.

    *folder* is its project's. Raises CommandError.
    """
    show = ["stack", "output", "--json", "--non-interactive", "--stack", stack]
    outputs: dict[str, Any] = json.loads(command.run(show, str(folder), dict(environment)).stdout)
    return outputs


def masked(value: Any) -> Any:
    """Return an output as an event tells it (or any part) with `MASK` for each secret, as the CLI shows it."""
    if isinstance(value, list):
        return [masked(item) for item in value]
    if not isinstance(value, dict):
        return value
    return MASK if value.get(SIGNATURE) == SECRET else {name: masked(part) for name, part in value.items()}
