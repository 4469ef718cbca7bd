"""When a process started, to tell it from a later one that got its pid."""

from __future__ import annotations

from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own


def start_of(pid: int) -> str | None:
    """Return a mark of when the process started; None where none runs.

    Linux: ticks since boot. psutil's time since 1970 adds when that was, which changes whenever the clock is corrected.
    """
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        return str(process.create_time())
    except (psutil.NoSuchProcess, OSError):
        return None
