"""modelstacks as those without a clone have it: its wheel in a virtual environment; all else comes from this run's own."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import warm_client

if TYPE_CHECKING:
    from collections.abc import Iterator

REPO = Path(__file__).parent.parent
COVERAGE = "a1_coverage.pth"
"""What measures in started processes, where coverage installed it."""


@dataclass(frozen=True)
class Installed:
    """A virtual environment with modelstacks in it."""

    venv: Path
    warm: str = ""
    """The socket of the process that runs its programs (warm_processes.py); "": each starts by itself."""

    @property
    def bin(self) -> Path:
        """The folder of its programs."""
        return self.venv / "bin"

    def shell(self, state: Path, principal: str) -> dict[str, str]:
        """What `modelstacks local env` gives a bare shell, and that shell."""
        handed_over = {warm_client.VARIABLE: self.warm} if self.warm else {}
        return {**_shell(self.bin / "modelstacks", state, principal), **handed_over}


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
            shutil.copy(warm_client.__file__, packages_of(installed))
            (packages_of(installed) / "warm.pth").write_text("import warm_client\n", encoding="utf-8")
            done.touch()
    return installed


@contextmanager
def warmed(installed: Installed) -> Iterator[Installed]:
    """Let its programs run in forks of one process; coverage starts with a program, so then each starts by itself."""
    if any(name.startswith("COVERAGE_") for name in os.environ):
        yield installed
        return
    with (
        TemporaryDirectory(prefix="warm") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as at,
    ):
        at.bind(f"{folder}/socket")
        at.listen(64)
        program = (str(installed.bin / "python"), "-P", str(REPO / "tests" / "warm_processes.py"))
        with subprocess.Popen(
            [*program, str(at.fileno())],
            env=bare_environment(),
            stdin=subprocess.PIPE,  # it ends with it
            pass_fds=[at.fileno()],
        ):
            yield replace(installed, warm=at.getsockname())


def build_wheels(folder: Path) -> Path:
    """Build them all into *folder*."""
    _output(str(REPO / "scripts" / "build"), str(folder))
    return folder


def install(installed: Installed, wheels: Path, requirement: str) -> None:
    """Install *requirement* from the folder *wheels* alone; what others made is there as in this run's environment."""
    _output(
        str(CLONE.bin / "uv"), "--offline", "--quiet", "venv", "--python", sys.executable, str(installed.venv)
    )
    python, packages = str(installed.bin / "python"), packages_of(installed)
    (packages / "others.pth").write_text(f"{_others(installed.venv / 'others')}\n", encoding="utf-8")
    ours = Path(sysconfig.get_path("purelib"))
    if (ours / COVERAGE).exists():
        shutil.copyfile(ours / COVERAGE, packages / COVERAGE)
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index")
    _output(*pip, "--find-links", str(wheels), requirement)
    found = _output(python, "-c", "import modelstacks; print(modelstacks.__file__)").strip()
    assert Path(found).is_relative_to(packages), f"{found} is not the wheel's"


def packages_of(installed: Installed) -> Path:
    """Where its packages lie."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(_output(str(installed.bin / "python"), "-c", ask).strip())


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
