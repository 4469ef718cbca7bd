"""What was probably meant by a command that does not exist; for a slip of the finger never one that deletes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from modelstacks.suggestions import suggest_names

if TYPE_CHECKING:
    from collections.abc import Collection

OTHER_WORDS = {
    "apply": ("up",),
    "create": ("up",),
    "delete": ("destroy",),
    "deploy": ("up",),
    "describe": ("show",),
    "diff": ("preview",),
    "down": ("destroy", "stop"),
    "kill": ("stop",),
    "list": ("endpoints",),
    "ls": ("endpoints",),
    "plan": ("preview",),
    "remove": ("destroy",),
    "rm": ("destroy",),
    "run": ("up", "start"),
    "test": ("smoke",),
    "up": ("start",),
    "validate": ("check",),
}
"""What other tools call it, and our commands for that: those that the group has."""
DELETING = frozenset({"destroy", "reap", "reset"})
CERTAIN = 0.85
"""How like one of DELETING a word must be (difflib's ratio): `destory` is, `deploy` and `restart` are not."""


class Commands(TyperGroup):
    """A group whose unknown commands are answered with what was probably meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that *args* begin with; end with wrong usage where there is none."""
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"No such command {args[0]!r}.{_suggestion(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


def _suggestion(word: str, commands: Collection[str]) -> str:
    *others, last = meant(word, commands) or [""]
    return f" Did you mean {', '.join(map(repr, others)) + ' or ' if others else ''}{last!r}?" if last else ""


def meant(word: str, commands: Collection[str]) -> list[str]:
    """Return which of *commands* somebody may have meant by *word*, the likeliest first; often none."""
    typed, known = word.lower(), set(commands)
    if same := [name for name in OTHER_WORDS.get(typed, ()) if name in known]:
        return same
    deleting = get_close_matches(typed, sorted(known & DELETING), cutoff=CERTAIN)
    return deleting or list(suggest_names(typed, sorted(known - DELETING)))
