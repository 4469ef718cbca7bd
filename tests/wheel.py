"""modelstacks as those without a clone have it: its wheel in a virtual environment; all else comes from this run's own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REPO = Path(__file__).parent.parent
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
    """Build the wheel and install it in *folder*; who comes later, also in another process, takes what is there."""
    folder.mkdir(exist_ok=True)
    installed, done = Installed(folder / "venv"), folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _install(installed, folder)
            done.touch()
    return installed


def _install(installed: Installed, folder: Path) -> None:
    _uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(folder))
    _uv("venv", "--python", sys.executable, str(installed.venv))
    python = str(installed.bin / "python")
    wheel = next(folder.glob("*.whl"))
    _uv("pip", "install", "--no-index", "--no-deps", "--python", python, str(wheel))
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(_output(python, "-c", ask).strip())
    ours = Path(sysconfig.get_path("purelib"))
    (packages / "the_rest.pth").write_text(f"{ours}\n", encoding="utf-8")
    if (ours / COVERAGE).exists():
        shutil.copyfile(ours / COVERAGE, packages / COVERAGE)
    found = _output(python, "-c", "import modelstacks; print(modelstacks.__file__)").strip()
    assert Path(found).is_relative_to(packages), f"{found} is not the wheel's"


def _uv(*command: str) -> None:
    _output(str(CLONE.bin / "uv"), "--offline", "--quiet", *command)


def _output(*command: str, env: dict[str, str] | None = None) -> str:
    ended = subprocess.run(
        command, cwd=REPO, env=env or bare_environment(), text=True, stdout=subprocess.PIPE, check=True
    )
    return ended.stdout


@cache
def _shell(command: Path, state: Path, principal: str) -> dict[str, str]:
    options = ("--state", str(state), "--principal", principal, "--format", "json")
    given: dict[str, Any] = json.loads(_output(str(command), "local", "env", *options))
    return {**bare_environment(), **given}
