"""The wheels of scripts/build, each installed from their folder alone: the core, and the core with its local Azure."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from wheel import Installed, bare_environment, build_wheels, install

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that scripts/build fills."""
    return build_wheels(tmp_path_factory.mktemp("wheels"))


def run(installed: Installed, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run `modelstacks …` in a bare shell in *folder*."""
    line = (str(installed.bin / "modelstacks"), *command)
    return subprocess.run(
        line, cwd=folder, env=bare_environment(), capture_output=True, text=True, check=False
    )


def test_there_is_one_for_each_distribution(wheels: Path) -> None:
    assert {wheel.name.split("-")[0] for wheel in wheels.glob("*.whl")} == {
        "modelstacks",
        "modelstacks_azure_native_standin",
        "modelstacks_localazure",
    }


def test_each_says_that_it_is_typed(wheels: Path) -> None:
    """By the marker that type checkers look for (PEP 561), and to who looks for packages."""
    for wheel in wheels.glob("*.whl"):
        with ZipFile(wheel) as packed:
            names = packed.namelist()
            (metadata,) = (packed.read(name).decode() for name in names if name.endswith("/METADATA"))
        assert [name for name in names if name.endswith("/py.typed") and name.count("/") == 1], wheel.name
        assert "Classifier: Typing :: Typed" in metadata


def test_the_core_goes_without_the_local_azure(wheels: Path, tmp_path: Path) -> None:
    core = Installed(tmp_path / "venv")
    install(core, wheels, "modelstacks")
    assert run(core, tmp_path, "models", "--output", "json").returncode == 0
    local = run(core, tmp_path, "local", "status")
    assert (local.returncode, local.stderr) == (
        2,
        "`modelstacks local` is not installed.\nRun: pip install 'modelstacks[local]'\n",
    )


def test_the_extra_brings_the_local_azure(wheels: Path, tmp_path: Path) -> None:
    both = Installed(tmp_path / "venv")
    install(both, wheels, "modelstacks[local]")
    started = run(both, tmp_path, "local", "start", "--port", "0")
    assert started.returncode == 0, started.stderr
    try:
        variables = both.shell(tmp_path / ".modelstacks" / "local", "owner")
        assert variables["MODELSTACKS_LOCAL_URL"] == started.stdout.strip()
        assert variables["PULUMI_HOME"].startswith(str(tmp_path))
    finally:
        stopped = run(both, tmp_path, "local", "stop")
    assert stopped.returncode == 0, stopped.stderr
