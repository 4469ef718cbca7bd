"""Which of the engine's four programs are there, and where.

The engine is `pulumi`; plain `pulumi up` on a Python project also needs the language host and its `-exec`
script; the Traffic resource needs the launcher of dynamic providers. An official installation holds all four.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from semver import Version

if TYPE_CHECKING:
    from collections.abc import Mapping

PULUMI_VERSION = "3.225.0"
"""What is fetched where no Pulumi is found: the newest whose CLI the Go module proxy is known to serve."""

MINIMUM_VERSION = Version(3, 200)

CLI = "pulumi"
LANGUAGE_HOST = "pulumi-language-python"
LANGUAGE_EXEC = "pulumi-language-python-exec"
DYNAMIC_LAUNCHER = "pulumi-resource-pulumi-python"
LANGUAGE_TOOLS = (LANGUAGE_HOST, LANGUAGE_EXEC, DYNAMIC_LAUNCHER)
TOOLS = (CLI, *LANGUAGE_TOOLS)


@dataclass(frozen=True)
class Tool:
    """One of the engine's programs. *version* is None where the program can't tell it."""

    name: str
    path: Path
    source: str
    version: str | None = None


@dataclass(frozen=True)
class Engine:
    """What was found; *missing* names what was not, *too_old* a Pulumi below the minimum."""

    tools: tuple[Tool, ...]
    too_old: Tool | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The programs that were found nowhere, in the order they are needed."""
        found = {tool.name for tool in self.tools}
        return tuple(name for name in TOOLS if name not in found)

    def tool(self, name: str) -> Tool | None:
        """Return the program of that name, or None."""
        return next((tool for tool in self.tools if tool.name == name), None)


def cache_dir() -> Path:
    """Return where fetched engines are kept: the user's cache folder, shared by all clones."""
    return Path(platformdirs.user_cache_dir("modelstacks")) / "engine"


def cli_bin(cache: Path) -> Path:
    """Return the folder of a fetched `pulumi`; its language host lies beside it, or it warns."""
    return cache / f"pulumi-{PULUMI_VERSION}" / "bin"


def language_bin(cache: Path) -> Path:
    """Return the folder of the Python parts fetched for a `pulumi` of the user's own that came without them."""
    return cache / f"language-python-{PULUMI_VERSION}" / "bin"


def find_engine(environ: Mapping[str, str] | None = None, cache: Path | None = None) -> Engine:
    """Look on PATH first, then in the cache; a `pulumi` on PATH that is too old is passed over and reported."""
    environ = os.environ if environ is None else environ
    cache = cache or cache_dir()
    search = environ.get("PATH", "")
    tools: list[Tool] = []
    on_path = _on_path(CLI, search)
    too_old = on_path if on_path and not _new_enough(on_path.version) else None
    for name in TOOLS:
        folders = (cli_bin(cache), language_bin(cache))
        tool = None if name == CLI and too_old else on_path if name == CLI else _on_path(name, search)
        tool = tool or _in_folders(name, folders, "cache")
        if tool:
            tools.append(tool)
    return Engine(tuple(tools), too_old)


def path_entries(engine: Engine) -> tuple[Path, ...]:
    """Return the folders to put in front of PATH so that the engine and its plugins are found."""
    folders = [tool.path.parent for tool in engine.tools if tool.source == "cache"]
    return tuple(dict.fromkeys(folders))


def _on_path(name: str, search: str) -> Tool | None:
    found = shutil.which(name, path=search)
    return _tool(name, Path(found), "PATH") if found else None


def _in_folders(name: str, folders: tuple[Path, ...], source: str) -> Tool | None:
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            return _tool(name, folder / name, source)
    return None


def _tool(name: str, path: Path, source: str) -> Tool:
    return Tool(name, path, source, _version(path) if name == CLI else None)


def _version(cli: Path) -> str | None:
    try:
        status = cli.stat()
    except OSError:
        return None
    return _told_version(cli, status.st_mtime_ns, status.st_size)


@cache
def _told_version(cli: Path, _mtime_ns: int, _size: int) -> str | None:
    """Ask that very file once in this process: each answer is a start of the engine."""
    environ = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [cli, "version"], capture_output=True, text=True, timeout=20, env=environ, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip().removeprefix("v") or None


def _new_enough(version: str | None) -> bool:
    return version is not None and Version.is_valid(version) and Version.parse(version) >= MINIMUM_VERSION
