"""A workspace of the Automation API that never reads a secret in plain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pulumi.automation import LocalWorkspace, OutputValue

if TYPE_CHECKING:
    from pulumi.automation import OutputMap

MASK = "[secret]"


class MaskedWorkspace(LocalWorkspace):
    """Outputs are as the CLI shows them; the Automation API would unmask each, and those inside objects unmarked."""

    def stack_outputs(self, stack_name: str) -> OutputMap:
        """Return the stack's outputs; a secret's value, also inside an object, is `MASK`. Raises CommandError."""
        command = ["stack", "output", "--json", "--stack", stack_name]
        ran = self.pulumi_command.run(command, self.work_dir, dict(self.env_vars))
        outputs: dict[str, Any] = json.loads(ran.stdout)
        return {name: OutputValue(value, secret=value == MASK) for name, value in outputs.items()}
