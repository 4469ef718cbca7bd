"""Programs for tests of the engine: small shell scripts on a PATH of their own, standing where the real ones would."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM = "/usr/bin:/bin"
"""Where scripts find cat, mkdir …; in front of it go the folders made here."""


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
