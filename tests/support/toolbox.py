"""Programs for tests of the engine: small shell scripts on a PATH of their own, standing where the real ones would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.engine.location import CLI, TOOLS

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM = "/usr/bin:/bin"
"""Where scripts find cat, mkdir …; in front of it go the folders made here."""

HISTORY = """[{"kind": "update", "startTime": "2026-11-20T10:00:00.000Z", "message": "", "environment": {},
"config": {}, "result": "succeeded", "endTime": "2026-11-20T10:00:01.000Z", "version": 1,
"resourceChanges": {"create": 1}}]"""

PULUMI = """
echo "$*" >> "$RAN"
case "$*" in
  version) echo v3.225.0 ;;
  *" output "*--show-secrets*) echo '{"key": "k3y"}' ;;
  *" output "*) echo '{"key": "[secret]"}' ;;
  *" export "*) echo '{"version": 3, "deployment": {"resources": '"${RESOURCES:-[]}"'}}' ;;
  *"config "*) echo '{}' ;;
  *" history "*) cat "$HISTORY" ;;
  *" {command} "*)
    echo "Updating"
    [ -z "$HELD" ] || echo "error: $HELD" >&2
    [ "$(grep -c " {command} " "$RAN")" -gt {times} ] && exit 0
    exit 255 ;;
  *" up "*|*" destroy "*) echo "Updating" ;;
esac
"""


def program(folder: Path, name: str, script: str = "") -> Path:
    """Write an executable shell script and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def programs(folder: Path, names: tuple[str, ...], version: str = "v3.225.0") -> Path:
    """Write those parts of the engine; `pulumi` among them says *version*. Returns the folder."""
    for name in names:
        program(folder, name, f"echo {version}" if name == "pulumi" else "")
    return folder


def scripted_engine(folder: Path) -> dict[str, str]:
    """Make an engine whose Pulumi does what it is asked to, and notes it; return the variables that lead to it."""
    path = f"{programs(folder / 'bin', TOOLS)}:{SYSTEM}"
    failing_pulumi(folder, "nothing", times=0)
    (folder / "history").write_text(HISTORY, encoding="utf-8")
    return {"PATH": path, "RAN": str(folder / "ran"), "HISTORY": str(folder / "history")}


def failing_pulumi(folder: Path, command: str, times: int) -> None:
    """Let that Pulumi fail the first *times* that *command* is run."""
    program(folder / "bin", CLI, PULUMI.replace("{command}", command).replace("{times}", str(times)))


def commands_run(folder: Path, word: str) -> list[str]:
    """The commands run with that word in them."""
    return [line for line in (folder / "ran").read_text().splitlines() if f" {word} " in line]
