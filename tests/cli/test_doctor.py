"""`modelstacks doctor`: what is here, and what is missing."""

from __future__ import annotations

import json
import platform
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from modelstacks.engine import obtain
from modelstacks.engine.location import CLI, TOOLS
from toolbox import SYSTEM, programs

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine, Ended

IDENTITY = {
    "AZURE_TENANT_ID": "t",
    "AZURE_CLIENT_ID": "c",
    "AZURE_CLIENT_SECRET": "hush",
    "AZURE_SUBSCRIPTION_ID": "s",
}
INCOMPLETE = (
    "The Pulumi engine is incomplete: pulumi-language-python, pulumi-language-python-exec, "
    "pulumi-resource-pulumi-python not found.\nRun `modelstacks doctor --fix` to get it.\n"
)


@pytest.fixture
def bin_(modelstacks: CommandLine, tmp_path: Path) -> Path:
    """The folder that is first on PATH; no cloud, no cache."""
    folder = tmp_path / "bin"
    modelstacks.within(IDENTITY | {"PATH": f"{folder}:{SYSTEM}", "XDG_CACHE_HOME": str(tmp_path / "caches")})
    for name in ("MODELSTACKS_LOCAL_URL", "ARM_ENVIRONMENT", "PULUMI_BACKEND_URL"):
        modelstacks.monkeypatch.delenv(name, raising=False)
    return folder


def rows(ended: Ended) -> dict[str, tuple[str | None, str | None]]:
    return {row["what"]: (row["version"], row["where"]) for row in json.loads(ended.out)}


def test_everything_found_is_listed_with_version_and_place(modelstacks: CommandLine, bin_: Path) -> None:
    programs(bin_, TOOLS, "v3.231.0")
    ended = modelstacks("doctor", "--output", "json")
    assert (ended.code, ended.err) == (0, "")
    found = rows(ended)
    assert found[CLI] == ("3.231.0", f"{bin_ / CLI} (PATH)")
    assert found["python"][0] == platform.python_version()
    assert found["pulumi-azure-native (Python package)"][0] == metadata.version("pulumi-azure-native")
    assert found["cloud"] == (None, "public")
    assert found["subscription"] == (None, "s")
    assert found["caller"] == (None, "service principal c in tenant t")
    assert found["Pulumi backend"] == (None, "what `pulumi login` chose")


def test_the_table_shows_the_same(modelstacks: CommandLine, bin_: Path) -> None:
    programs(bin_, TOOLS, "v3.231.0")
    ended = modelstacks("doctor")
    lines = [line.split(maxsplit=2) for line in ended.out.splitlines()]
    assert ended.code == 0
    assert [CLI, "3.231.0", f"{bin_ / CLI} (PATH)"] in lines
    assert ["cloud", "public"] in lines
    assert "hush" not in ended.out


def test_what_is_missing_is_shown_and_ends_with_1(modelstacks: CommandLine, bin_: Path) -> None:
    programs(bin_, (CLI,))
    ended = modelstacks("doctor")
    assert (ended.code, ended.err) == (1, INCOMPLETE)
    assert "missing" in ended.out


def test_a_pulumi_that_is_too_old_is_shown_as_not_used(modelstacks: CommandLine, bin_: Path) -> None:
    programs(bin_, TOOLS, "v3.100.0")
    ended = modelstacks("doctor", "--output", "json")
    assert ended.code == 1
    missing, old = (row for row in ended.json() if row["what"] == CLI)
    assert missing == {"what": CLI, "version": None, "where": None}
    assert old == {"what": CLI, "version": "3.100.0", "where": f"{bin_ / CLI} (too old, not used)"}


def test_fix_gets_what_is_missing_or_says_what_it_tried(modelstacks: CommandLine, bin_: Path) -> None:
    programs(bin_, (CLI,))
    ended = modelstacks("doctor", "--fix")
    assert (ended.code, ended.out) == (1, "")
    assert "  - building from Go modules: no `go` on PATH\n" in ended.err


def test_the_local_azure_is_named_by_its_url(modelstacks: CommandLine, bin_: Path) -> None:
    programs(bin_, TOOLS)
    modelstacks.within({"MODELSTACKS_LOCAL_URL": "https://localhost:1", "PULUMI_BACKEND_URL": "file:///x"})
    found = rows(modelstacks("doctor", "--output", "json"))
    assert (found["cloud"][1], found["Pulumi backend"][1]) == ("https://localhost:1", "file:///x")


@pytest.mark.parametrize(
    ("environ", "cloud"), [({}, "public"), ({"ARM_ENVIRONMENT": "usgovernment"}, "usgovernment")]
)
def test_the_cloud_is_the_public_one_unless_another_is_named(
    modelstacks: CommandLine, bin_: Path, environ: dict[str, str], cloud: str
) -> None:
    programs(bin_, TOOLS)
    modelstacks.within(environ)
    assert rows(modelstacks("doctor", "--output", "json"))["cloud"][1] == cloud


def test_nothing_is_fetched_unless_asked(
    modelstacks: CommandLine, bin_: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obtain, "ensure_engine", None)
    assert modelstacks("doctor").code == 1
