"""Commands that other distributions bring: `modelstacks local` is the local Azure's, found by its entry point.

Typer brings a Click of its own and publishes no types of it, hence `Any`.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import typer

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

    def list_commands(self, ctx: Any) -> list[str]:
        """Return our own commands in their order, then the others'."""
        return [*super().list_commands(ctx), *sorted(_found())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command. Raises UsageError for one whose distribution is not installed."""
        if (own := super().get_command(ctx, cmd_name)) is not None:
            return own
        if cmd_name in (found := _found()):
            command: Any = typer.main.get_command(found[cmd_name].load())
            command.rich_help_panel = PANEL
            return command
        if cmd_name in EXTRAS:
            raise UsageError(
                f"`modelstacks {cmd_name}` is not installed.\nRun: pip install '{EXTRAS[cmd_name]}'"
            )
        return None


def _found() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}
