"""Running a stack: up, preview, destroy, and taking in what a killed run left behind."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_errors import NOT_REQUIRED
from modelstacks.engine.errors import StackError
from modelstacks.engine.hints import way_out
from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.outcome import Outcome
from modelstacks.engine.progress import Progress
from modelstacks.engine.resource_spans import ResourceSpans
from modelstacks.engine.stack_lock import unlocked, without_locks
from modelstacks.engine.stack_state import refreshed_targets
from modelstacks.engine.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pulumi.automation import CommandError
    from pulumi.automation.events import EngineEvent

    from modelstacks.engine.stacks import OpenStack
    from modelstacks.engine.view import View
    from modelstacks.programs.existing_resources import ExistingResources


@dataclass(frozen=True)
class BroughtUp:
    """What an up ended with: the stack's *outputs*, secrets masked, and how many resources had each operation."""

    outputs: Mapping[str, Any]
    changes: Mapping[str, int]


def up(opened: OpenStack, view: View) -> dict[str, Any]:
    """Bring the stack up as `bring_up` does; return its outputs."""
    return dict(bring_up(opened, view).outputs)


def bring_up(opened: OpenStack, view: View) -> BroughtUp:
    """Bring the stack up, taking in what an earlier, killed run left behind.

    Raises StackError where Pulumi failed; why, *view* heard.
    """
    from pulumi import automation

    progress, turns = Progress("up"), Turns(view.say)
    resources, outcome = ResourceSpans(), Outcome()

    def listen(event: EngineEvent) -> None:
        for listener in (progress, turns, resources, view, outcome):
            listener.hear(event)
        if key := _not_required(event):
            opened.existing.not_required.add(key)

    def run() -> None:
        with opened.stack.unasked():
            opened.stack.up(**_options(view), diff=view.diff, on_event=listen)

    while True:
        try:
            with progress.reporting_stop():
                turns.run(lambda: unlocked(opened.stack, run, view.say, opened.choice.spec))
            outputs, changes = outcome.told(opened.stack)
            return BroughtUp(outputs, _counts(changes))
        except automation.CommandError as err:
            if not (_leave_out(opened, view.say) or _take_in(opened.existing, view.say)):
                raise _failed("up", opened, err) from err
        finally:
            resources.end()


def _options(view: View) -> dict[str, Any]:
    return {
        "refresh": True,
        "on_output": view.printed,
        "on_error": without_locks(view.warned),
        "show_secrets": False,
        "color": view.color,
    }


def _failed(command: str, opened: OpenStack, err: CommandError) -> StackError:
    """Return that *command* failed; why was shown already, but not what to do about it."""
    what = f"`pulumi {command}` failed for stack {opened.choice.stack}."
    return StackError(f"{what}\n{way_out(str(err), os.environ)}".rstrip())


def _leave_out(opened: OpenStack, say: Callable[[str], None]) -> bool:
    """Say whether another run can do without a Marketplace subscription that this one was refused as not required."""
    new = opened.existing.not_required - opened.left_out
    opened.left_out |= new
    for key in sorted(new):
        say(f"Azure wants no Marketplace subscription for {key} ({NOT_REQUIRED}): going on without.")
    return bool(new)


def _not_required(event: EngineEvent) -> str | None:
    """Return the key of the Marketplace subscription that the event says is refused because its model needs none."""
    said = event.diagnostic_event
    if not (said and said.urn and NOT_REQUIRED in said.message):
        return None
    return said.urn.rpartition("::")[2].removesuffix("-subscription")


def _take_in(existing: ExistingResources, say: Callable[[str], None]) -> bool:
    """Say whether another run can take in what this one found; only what is ours, and each at most once."""
    new = {resource.name: resource.id for resource in existing.found if resource.name not in existing.take_in}
    ours = all(resource.ours for resource in existing.found)
    existing.found.clear()
    if not new or not ours:
        return False
    existing.take_in.update(new)
    say(f"Adopting {len(new)} that an earlier run created but could not record:")
    for path in new.values():
        say(f"  {path}")
    return True


def preview(opened: OpenStack, view: View) -> dict[str, int]:
    """Show what an up would do; return how many resources each operation (create, same …) has."""
    from pulumi import automation

    def run() -> automation.PreviewResult:
        options = _options(view)
        del options["show_secrets"]  # a preview never shows them
        return opened.stack.preview(**options, diff=view.diff, on_event=view.hear)

    try:
        result = unlocked(opened.stack, run, view.say, opened.choice.spec)
    except StoppedError as err:
        raise err.with_message(f"{err} A preview changes nothing.") from err
    except automation.CommandError as err:
        raise _failed("preview", opened, err) from err
    return _counts(result.change_summary)


def _counts(changes: Mapping[Any, int]) -> dict[str, int]:
    """By the operation's own word, which the SDK has as an enumeration here and as text there."""
    return {str(getattr(kind, "value", kind)): count for kind, count in changes.items()}


def destroy(opened: OpenStack, view: View, *, only: Collection[str] = ()) -> None:
    """Delete everything the stack holds, or *only* those URNs and what depends on them; what is gone is fine."""
    from pulumi import automation

    progress, turns, resources = Progress("destroy"), Turns(view.say), ResourceSpans()

    def listen(event: EngineEvent) -> None:
        progress.hear(event)
        turns.hear(event)
        resources.hear(event)
        view.hear(event)

    def run() -> None:
        targets = refreshed_targets(opened.stack, only) if only else None
        if targets != []:
            with opened.stack.unasked():
                opened.stack.destroy(target=targets, **_options(view), on_event=listen)

    try:
        with progress.reporting_stop():
            turns.run(lambda: unlocked(opened.stack, run, view.say, opened.choice.spec))
    except automation.CommandError as err:
        raise _failed("destroy", opened, err) from err
    finally:
        resources.end()
