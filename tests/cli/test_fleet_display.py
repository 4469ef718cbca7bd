"""What a fleet shows while it runs, where no terminal is and on one."""

from __future__ import annotations

import pytest
from rich.console import Console

from modelstacks.cli.fleet.display import MOST_ROWS, FleetDisplay
from modelstacks.fleet.results import StackResult

PLANNED = dict.fromkeys(("a", "b", "c", "d"), "all")


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_now_and_then_it_tells_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    display = FleetDisplay("up", PLANNED)
    display.begun("a")
    display._tell()
    for line in ("Stack modelstacks-models/a on Azure", "  subscription s,", "as somebody", ""):
        display.heard("a", line)
    display._tell()
    for line in ("+ Account ai created (1 s)\n", "~ Hub h updated", "- Vault v deleted", "Resources: 3"):
        display.heard("a", line)
    display.heard("nobody", "+ Account")
    display.begun("b")
    display.ended(StackResult("b", "all", "failed", 1.0, message="No [quota] for b.\nAsk."))
    display.ended(StackResult("c", "all", "not begun"))
    display._tell()
    assert shown(capsys) == [
        "a: up begun",
        "up: 0 of 4 stacks ended, 1 running, 3 waiting (0 s)",
        "    a: starting (0 s)",
        "up: 0 of 4 stacks ended, 1 running, 3 waiting (0 s)",
        "    a: opening the stack (0 s)",
        "b: up begun",
        "b: failed (1 s)",
        "    No [quota] for b.",
        "    Ask.",
        "up: 2 of 4 stacks ended, 1 running, 1 waiting, 1 failed (0 s)",
        "    a: 3 done; Resources: 3 (0 s)",
    ]


def test_how_a_stack_ended_is_told_with_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    display = FleetDisplay("up", PLANNED)
    changes = {"same": 1, "create": 2, "replace": 3, "import": 4, "read": 5}
    display.ended(StackResult("a", "all", "done", 12.4, changes=changes))
    display.ended(StackResult("b", "all", "done", 12.4, earlier=True))
    display.ended(StackResult("c", "all", "failed", message="No room for c."))
    display.ended(StackResult("d", "all", "failed", message="No room for d."))
    assert shown(capsys) == [
        "a: done: 2 created, 4 adopted, 5 read, 3 replaced, 1 unchanged (12 s)",
        "b: done (earlier)",
        "c: failed (0 s)",
        "    No room for c.",
        "d: failed (0 s)",
        "    with the same words as c",
    ]


@pytest.mark.parametrize(
    ("running", "more"), [(0, []), (2, []), (MOST_ROWS, []), (MOST_ROWS + 2, ["and 2 more"])]
)
def test_on_a_terminal_so_many_rows_move(running: int, more: list[str]) -> None:
    names = [f"stack-{number}" for number in range(running)]
    display = FleetDisplay("destroy", dict.fromkeys(names, "all"))
    for name in names:
        display.begun(name)
    console = Console(width=80)
    with console.capture() as captured:
        console.print(display._moving())
    head, *rows = captured.get().splitlines()
    assert head == f"destroy: 0 of {running} stacks ended, {running} running, 0 waiting (0 s)"
    wide = max(map(len, names), default=0)
    assert rows == [*(f"{name:<{wide}}     0 s  starting" for name in names[:MOST_ROWS]), *more]
