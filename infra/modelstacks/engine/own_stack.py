"""Pulumi's Automation API with fewer starts of the CLI: each costs a tenth of a second and more, and an `up` had six.

`pulumi stack select` is left out: `pulumi stack export` tells as well whether there is such a stack, and the state is
needed anyway, without its secrets, so that no passphrase is stretched for it. A plain config is read from its file. What an up ended with its events tell.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi.automation import ConfigValue, LocalWorkspace, OutputValue, Stack, UpdateSummary
from pulumi.automation._stack import StackInitMode

from modelstacks.engine.exported import exported
from modelstacks.engine.masked_outputs import MASK, masked_outputs
from modelstacks.engine.plain_config import plain_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi.automation import ConfigMap, OutputMap


class OwnWorkspace(LocalWorkspace):
    """A workspace of one stack, whose outputs are masked; the Automation API would unmask each, and those inside objects unmarked.

    *resources* are those of the stack's state when it was selected, secrets encrypted.
    """

    resources: list[dict[str, Any]]

    def get_all_config(self, stack_name: str) -> ConfigMap:
        """Return the stack's config, from its file where that is enough. Raises CommandError."""
        plain = plain_config(Path(self.work_dir), stack_name)
        if plain is None:
            return super().get_all_config(stack_name)
        return {key: ConfigValue(value) for key, value in plain.items()}

    def stack_outputs(self, stack_name: str) -> OutputMap:
        """Return the stack's `masked_outputs`. Raises CommandError."""
        outputs = masked_outputs(self.pulumi_command, Path(self.work_dir), self.env_vars, stack_name)
        return {name: OutputValue(value, secret=value == MASK) for name, value in outputs.items()}

    def select_stack(self, stack_name: str) -> None:
        """Read the stack's state; the user's own choice in `pulumi stack select` stays as it is.

        Raises StackNotFoundError, or CommandError.
        """
        self.resources = exported(self, stack_name)

    def create_stack(self, stack_name: str) -> None:
        """Make it, without any resources. Raises CommandError."""
        super().create_stack(stack_name)
        self.resources = []


class OwnStack(Stack):
    """A stack that can be brought up without asking the CLI afterwards what came out.

    Raises StackNotFoundError where there is none and none is to be made (*create*), else CommandError.
    """

    _asks = True

    def __init__(self, name: str, workspace: OwnWorkspace, *, create: bool) -> None:
        super().__init__(name, workspace, StackInitMode.CREATE_OR_SELECT if create else StackInitMode.SELECT)

    @contextmanager
    def unasked(self) -> Iterator[None]:
        """Let `up` and `destroy` end without asking for outputs and counts: those are for whoever hears the events."""
        self._asks = False
        try:
            yield
        finally:
            self._asks = True

    def outputs(self) -> OutputMap:
        """Return the outputs, secrets masked."""
        return super().outputs() if self._asks else {}

    def info(self, show_secrets: bool = True) -> UpdateSummary | None:
        """Return what the last run did."""
        if self._asks:
            return super().info(show_secrets)
        return UpdateSummary("update", datetime.now(UTC), "", {}, {}, "succeeded")
