"""What a stack put out, without ever reading a secret in plain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi.automation import LocalWorkspace, OutputValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.automation import OutputMap, PulumiCommand

MASK = "[secret]"


def masked_outputs(
    command: PulumiCommand, folder: Path, environment: Mapping[str, str], stack: str
) -> dict[str, Any]:
    """Return the outputs as the CLI shows them: a secret's value, also inside an object, is `MASK`.

    *folder* is its project's. Raises CommandError.
    """
    show = ["stack", "output", "--json", "--non-interactive", "--stack", stack]
    outputs: dict[str, Any] = json.loads(command.run(show, str(folder), dict(environment)).stdout)
    return outputs


class MaskedWorkspace(LocalWorkspace):
    """A workspace whose outputs are masked; the Automation API would unmask each, and those inside objects unmarked."""

    def stack_outputs(self, stack_name: str) -> OutputMap:
        """Return the stack's `masked_outputs`. Raises CommandError."""
        outputs = masked_outputs(self.pulumi_command, Path(self.work_dir), self.env_vars, stack_name)
        return {name: OutputValue(value, secret=value == MASK) for name, value in outputs.items()}
