"""Running a stack: up, preview, destroy, and taking in what a killed run left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.engine.stacks import StackError, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.automation._stack import ImportResource

    from modelstacks.engine.stacks import OpenStack
    from modelstacks.programs.existing import Existing


def up(opened: OpenStack, say: Callable[[str], None], *, color: str) -> dict[str, Any]:
    """Bring the stack up, taking in what an earlier, killed run left behind; return its outputs, secrets masked.

    Raises StackError where Pulumi failed; what it said went to *say* line by line.
    """
    from pulumi import automation

    try:
        return _outputs(opened.stack.up(refresh=True, on_output=say, show_secrets=False, color=color))
    except automation.CommandError as err:
        ours = [row for row in opened.existing if row.ours]
        if not ours or len(ours) < len(opened.existing):
            raise StackError(f"`pulumi up` failed for stack {opened.choice.stack}.") from err
    say(f"Taking in {len(ours)} resources that an earlier run made and could not write down:")
    adopt(opened, ours, say)
    return up(opened, say, color=color)


def adopt(opened: OpenStack, rows: list[Existing], say: Callable[[str], None]) -> None:
    """Import *rows* into the stack's state. Raises StackError where Pulumi refuses."""
    from pulumi import automation

    resources: list[ImportResource] = [
        {"type": row.token, "name": row.name, "id": row.id, "parent": row.parent_name} for row in rows
    ]
    table = {row.parent_name: row.parent_urn for row in rows}
    for row in rows:
        say(f"  {row.id}")
    opened.existing.clear()
    try:
        opened.stack.import_resources(
            resources=resources, name_table=table, protect=False, generate_code=False, show_secrets=False
        )
    except automation.CommandError as err:
        raise StackError(words_of(err)) from err


def preview(opened: OpenStack, say: Callable[[str], None], *, color: str) -> dict[str, int]:
    """Show what an up would do; return how many resources each operation (create, same …) has."""
    from pulumi import automation

    try:
        result = opened.stack.preview(refresh=True, on_output=say, color=color)
    except automation.CommandError as err:
        raise StackError(f"`pulumi preview` failed for stack {opened.choice.stack}.") from err
    return {str(getattr(kind, "value", kind)): count for kind, count in result.change_summary.items()}


def destroy(opened: OpenStack, say: Callable[[str], None], *, color: str) -> None:
    """Delete everything the stack holds; what is gone already is fine."""
    from pulumi import automation

    try:
        opened.stack.destroy(refresh=True, on_output=say, show_secrets=False, color=color)
    except automation.CommandError as err:
        raise StackError(f"`pulumi destroy` failed for stack {opened.choice.stack}.") from err


def _outputs(result: Any) -> dict[str, Any]:
    return {name: output.value for name, output in result.outputs.items() if not output.secret}
