"""modelstacks as those without a clone have it: its wheel in a virtual environment; all else comes from this run's own."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]
COVERAGE = "a1_coverage.pth"
"""What measures in started processes, where coverage installed it."""


@dataclass(frozen=True)
class Installed:
    """A virtual environment with modelstacks in it."""

    venv: Path

    @property
    def bin(self) -> Path:
        """The folder of its programs."""
        return self.venv / "bin"

    def shell(self, state: Path, principal: str) -> dict[str, str]:
        """What `modelstacks local env` gives a bare shell, and that shell."""
        return dict(_shell(self.bin / "modelstacks", state, principal))


OURS = re.compile(r"_?(editable_impl_)?modelstacks|localazure|azure_native_standin")
"""What belongs to our three distributions in a folder of packages."""
CLONE = Installed(Path(sys.prefix))
"""This run's own: modelstacks is what lies in the clone."""


def bare_environment() -> dict[str, str]:
    """A shell without anybody's Azure, Pulumi or virtual environment in it."""
    keep = ("HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "MODELSTACKS_LOCAL_DUMP")
    measured = (name for name in os.environ if name.startswith("COVERAGE_"))
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        **{name: os.environ[name] for name in (*keep, *measured) if name in os.environ},
    }


def install_wheel(folder: Path) -> Installed:
    """Build the wheels and install modelstacks with its local Azure; who comes later, also in another process, takes it."""
    folder.mkdir(exist_ok=True)
    installed, done = Installed(folder / "venv"), folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            wheels = build_wheels(folder / "wheels")
            install(installed, wheels, "modelstacks[local]")
            done.touch()
    return installed


def build_wheels(folder: Path) -> Path:
    """Build them all into *folder*."""
    _output(str(REPO / "scripts" / "build"), str(folder))
    return folder


def install(installed: Installed, wheels: Path, requirement: str) -> None:
    """Install *requirement* from the folder *wheels* alone; what others made is there as in this run's environment."""
    _output(
        str(CLONE.bin / "uv"), "--offline", "--quiet", "venv", "--python", sys.executable, str(installed.venv)
    )
    python = str(installed.bin / "python")
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(_output(python, "-c", ask).strip())
    (packages / "others.pth").write_text(f"{_others(installed.venv / 'others')}\n", encoding="utf-8")
    ours = Path(sysconfig.get_path("purelib"))
    if (ours / COVERAGE).exists():
        shutil.copyfile(ours / COVERAGE, packages / COVERAGE)
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index")
    _output(*pip, "--find-links", str(wheels), requirement)
    found = _output(python, "-c", "import modelstacks; print(modelstacks.__file__)").strip()
    assert Path(found).is_relative_to(packages), f"{found} is not the wheel's"


def _others(folder: Path) -> Path:
    """Fill *folder* with links to all packages of this run's environment but our own."""
    folder.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not (OURS.match(entry.name) or entry.suffix == ".pth"):
            (folder / entry.name).symlink_to(entry)
    return folder


def _output(*command: str) -> str:
    ended = subprocess.run(
        command, cwd=REPO, env=bare_environment(), text=True, stdout=subprocess.PIPE, check=True
    )
    return ended.stdout


@cache
def _shell(command: Path, state: Path, principal: str) -> dict[str, str]:
    options = ("--state", str(state), "--principal", principal, "--format", "json")
    given: dict[str, Any] = json.loads(_output(str(command), "local", "env", *options))
    return {**bare_environment(), **given}
