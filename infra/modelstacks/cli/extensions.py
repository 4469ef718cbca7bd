"""Commands that other distributions bring: `modelstacks local` is the local Azure's, found by its entry point.

Typer brings a Click of its own and publishes no types of it, hence `Any`.
"""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import typer

from modelstacks.cli.log_options import add_log_options
from modelstacks.cli.typos import Commands
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "modelstacks.commands"
"""Each names a command and a Typer app; what it raises says by `exit_code` what the command line ends with."""
EXTRAS = {"local": "modelstacks[local]"}
"""What to install for a command that is not there."""

PANEL = "Without a subscription"
"""Under which heading of `modelstacks --help` they stand."""


class CommandGroup(Commands):
    """The commands of modelstacks, then those of others, which are imported when they are asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        add_log_options(self, from_environment=True)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return our own commands in their order, then the others'."""
        return [*super().list_commands(ctx), *sorted(self._others)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command. Raises UsageError for one whose distribution is not installed."""
        if (own := super().get_command(ctx, cmd_name)) is not None:
            return own
        if cmd_name in self._others:
            command: Any = typer.main.get_command(self._others[cmd_name].load())
            command.rich_help_panel = PANEL
            return add_log_options(command, from_environment=False)
        if cmd_name in EXTRAS:
            raise UsageError(
                f"`modelstacks {cmd_name}` is not installed.\nRun: pip install '{EXTRAS[cmd_name]}'"
            )
        return None

    @cached_property
    def _others(self) -> dict[str, EntryPoint]:
        """Read once: every distribution's files are looked through."""
        return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}
