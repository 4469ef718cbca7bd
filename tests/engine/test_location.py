"""Which of the engine's programs are found where: PATH first, then the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.engine.location import (
    CLI,
    LANGUAGE_HOST,
    LANGUAGE_TOOLS,
    TOOLS,
    Engine,
    cache_dir,
    cli_bin,
    find_engine,
    language_bin,
    path_entries,
)
from toolbox import SYSTEM, program, programs

if TYPE_CHECKING:
    from pathlib import Path


def look(tmp_path: Path) -> Engine:
    return find_engine({"PATH": f"{tmp_path / 'bin'}:{SYSTEM}"}, tmp_path / "cache")


def test_a_whole_engine_on_path_is_taken_as_it_is(tmp_path: Path) -> None:
    programs(tmp_path / "bin", TOOLS, "v3.230.1")
    engine = look(tmp_path)
    assert engine.missing == ()
    assert {(tool.source, tool.path.parent) for tool in engine.tools} == {("PATH", tmp_path / "bin")}
    assert [tool.version for tool in engine.tools] == ["3.230.1", None, None, None]
    assert path_entries(engine) == ()


def test_nowhere_anything_means_everything_is_missing(tmp_path: Path) -> None:
    assert find_engine({}, tmp_path) == Engine(())
    assert Engine(()).missing == TOOLS
    assert Engine(()).tool(CLI) is None


def test_without_arguments_it_looks_where_the_user_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(programs(tmp_path / "bin", (CLI,))))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    programs(cli_bin(cache_dir()), LANGUAGE_TOOLS)
    engine = find_engine()
    assert [tool.source for tool in engine.tools] == ["PATH", "cache", "cache", "cache"]


def test_python_parts_of_ones_own_pulumi_come_from_a_folder_of_their_own(tmp_path: Path) -> None:
    programs(tmp_path / "bin", (CLI,))
    folder = programs(language_bin(tmp_path / "cache"), LANGUAGE_TOOLS)
    engine = look(tmp_path)
    assert engine.missing == ()
    assert path_entries(engine) == (folder,)


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        ("v3.200.0", True),
        ("v3.199.9", False),
        ("3.225.0-dev.1", True),
        ("v2.999.0", False),
        ("who knows", False),
        ("", False),
    ],
)
def test_a_pulumi_below_the_minimum_is_passed_over(tmp_path: Path, version: str, taken: bool) -> None:
    programs(tmp_path / "bin", (CLI,), version)
    engine = look(tmp_path)
    assert (engine.tool(CLI) is not None) == taken
    assert (engine.too_old is None) == taken


def test_instead_of_one_that_is_too_old_the_cached_one_is_taken(tmp_path: Path) -> None:
    programs(tmp_path / "bin", TOOLS, "v3.100.0")
    programs(cli_bin(tmp_path / "cache"), (CLI,), "v3.225.0")
    engine = look(tmp_path)
    cli = engine.tool(CLI)
    assert cli is not None
    assert (cli.source, cli.version) == ("cache", "3.225.0")
    assert engine.too_old is not None
    assert engine.too_old.version == "3.100.0"


def test_a_pulumi_that_cannot_run_has_no_version(tmp_path: Path) -> None:
    program(tmp_path / "bin", CLI).write_text("#!/no/such/shell\n", encoding="utf-8")
    engine = look(tmp_path)
    assert engine.too_old is not None
    assert engine.too_old.version is None


def test_what_is_not_executable_is_not_there(tmp_path: Path) -> None:
    program(cli_bin(tmp_path / "cache"), LANGUAGE_HOST).chmod(0o644)
    assert LANGUAGE_HOST in look(tmp_path).missing


def test_beside_one_that_is_too_old_the_other_programs_of_path_are_taken(tmp_path: Path) -> None:
    programs(tmp_path / "bin", TOOLS, "v3.100.0")
    programs(language_bin(tmp_path / "cache"), LANGUAGE_TOOLS)
    assert [(tool.name, tool.source) for tool in look(tmp_path).tools] == [
        (name, "PATH") for name in LANGUAGE_TOOLS
    ]


def test_a_program_is_found_by_its_name(tmp_path: Path) -> None:
    programs(tmp_path / "bin", TOOLS)
    assert [tool and tool.name for tool in map(look(tmp_path).tool, TOOLS)] == [*TOOLS]


def test_pulumi_is_asked_for_its_version_and_for_no_newer_one(tmp_path: Path) -> None:
    program(tmp_path / "bin", CLI, 'echo "v3.2$1-$PULUMI_SKIP_UPDATE_CHECK"')
    assert [tool.version for tool in (look(tmp_path).too_old,) if tool] == ["3.2version-true"]
