"""What runs on this machine, asked without falling over a process that ends between two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

if TYPE_CHECKING:
    from e2e_bench import Bench


def words_of(process: psutil.Process) -> str:
    """Its command line; empty where it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def name_of(process: psutil.Process) -> str:
    """The name of its program; empty where it is gone."""
    try:
        return str(process.name())
    except psutil.Error:
        return ""


def children_of(pid: int, *, recursive: bool = False) -> list[psutil.Process]:
    """What it started and still runs; nothing where it is gone itself."""
    try:
        return list(psutil.Process(pid).children(recursive=recursive))
    except psutil.NoSuchProcess:
        return []


def alive(process: psutil.Process) -> bool:
    """Tell whether it still runs; a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def left_running(bench: Bench) -> list[str]:
    """The command lines of what still runs with the environment of the bench's stacks."""
    return [
        words_of(each)
        for each in psutil.process_iter()
        if _backend_of(each) == bench.env["PULUMI_BACKEND_URL"]
    ]


def _backend_of(process: psutil.Process) -> str | None:
    try:
        backend: str | None = process.environ().get("PULUMI_BACKEND_URL")
    except psutil.Error:
        return None
    return backend
