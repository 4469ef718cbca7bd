"""Getting what is missing. `go` and `pulumi` are scripts here; nothing leaves the machine."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pulumi.automation import _cmd

from answering import Reply, answering
from modelstacks.engine import __main__ as command
from modelstacks.engine import obtain
from modelstacks.engine.location import CLI, LANGUAGE_TOOLS, TOOLS, Engine, cli_bin, language_bin
from modelstacks.errors import EngineMissingError
from toolbox import SYSTEM, program, programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SDK_SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")

GO = """
case "$1" in
  mod) {at_download} ;;
  list) echo "$SDK" ;;
  build)
    while [ "$1" != -o ]; do shift; done
    mkdir -p "$(dirname "$2")"
    printf '#!/bin/sh\\necho v3.225.0\\n' > "$2"
    chmod 755 "$2" ;;
esac
"""


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address at which nobody answers: a port that is taken but not listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nowhere: str) -> Path:
    """A folder that is first on PATH; the installer's host does not answer."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    monkeypatch.setenv("PATH", f"{bin_}:{SYSTEM}")
    monkeypatch.setattr(obtain, "INSTALLER_HOST", nowhere)
    return bin_


@pytest.fixture
def go(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a `go` on PATH that "builds" programs; the argument is what it does when it downloads."""
    sdk = tmp_path / "sdk"
    for script in SDK_SCRIPTS:
        program((sdk / script).parent, (sdk / script).name)
    monkeypatch.setenv("SDK", str(sdk))

    def put(at_download: str = ":") -> None:
        program(folder, "go", GO.replace("{at_download}", at_download))

    return put


def get(tmp_path: Path, printed: list[str] | None = None) -> Engine:
    printed = [] if printed is None else printed
    return obtain.ensure_engine(printed.append, tmp_path / "cache")


def sources(engine: Engine) -> dict[str, Path]:
    return {tool.name: tool.path.parent for tool in engine.tools}


def test_a_complete_engine_is_left_alone(folder: Path, tmp_path: Path) -> None:
    programs(folder, TOOLS)
    printed: list[str] = []
    assert get(tmp_path, printed).missing == ()
    assert printed == []
    assert not (tmp_path / "cache").exists()


def test_without_pulumi_all_is_built_from_go_modules(
    go: Callable[[], None], tmp_path: Path, nowhere: str
) -> None:
    go()
    printed: list[str] = []
    engine = get(tmp_path, printed)
    assert sources(engine) == dict.fromkeys(TOOLS, cli_bin(tmp_path / "cache"))
    assert cli_bin(tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert {tool.path.stat().st_mode & 0o777 for tool in engine.tools} == {0o755}
    assert printed == [
        f"asking {nowhere} for Pulumi 3.225.0",
        "downloading the modules of the Pulumi CLI 3.225.0",
        "building the Pulumi CLI 3.225.0 (about 2 min on 2 cores)",
        "downloading the modules of the Python language host",
        "building the Python language host",
    ]


def test_what_was_built_is_found_again_and_nothing_half_made_lies_about(
    go: Callable[[], None], tmp_path: Path
) -> None:
    go()
    get(tmp_path)
    printed: list[str] = []
    get(tmp_path, printed)
    assert printed == []
    assert sorted(file.name for file in cli_bin(tmp_path / "cache").iterdir()) == sorted(TOOLS)


def test_a_pulumi_of_ones_own_only_gets_its_python_parts(
    folder: Path, go: Callable[[], None], tmp_path: Path
) -> None:
    go()
    programs(folder, (CLI,))
    parts = dict.fromkeys(LANGUAGE_TOOLS, language_bin(tmp_path / "cache"))
    assert sources(get(tmp_path)) == {CLI: folder, **parts}


def test_a_cli_without_its_python_parts_is_built_alone(
    folder: Path, go: Callable[[], None], tmp_path: Path
) -> None:
    go()
    programs(folder, LANGUAGE_TOOLS)
    expected = {CLI: cli_bin(tmp_path / "cache"), **dict.fromkeys(LANGUAGE_TOOLS, folder)}
    assert sources(get(tmp_path)) == expected


def test_a_long_build_says_that_it_still_runs(
    go: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    go(f"while [ ! -e {heard} ]; do sleep 0.02; done")
    monkeypatch.setattr(obtain, "STILL_RUNNING_EVERY_S", 0.05)
    printed: list[str] = []

    def say(line: str) -> None:
        printed.append(line)
        if line.startswith("… go mod: "):
            heard.touch()

    obtain.ensure_engine(say, tmp_path / "cache")
    assert "… go mod: 0 s" in printed


def test_when_nothing_works_it_says_what_was_tried_and_what_to_install(
    folder: Path, tmp_path: Path, nowhere: str
) -> None:
    old = programs(folder, (CLI,), "v3.100.0") / CLI
    with pytest.raises(EngineMissingError) as refusal:
        get(tmp_path)
    assert str(refusal.value) == (
        "The Pulumi engine is incomplete: pulumi, pulumi-language-python, pulumi-language-python-exec, "
        f"pulumi-resource-pulumi-python not found (found 3.100.0 at {old}: too old).\n"
        "Tried, without success:\n"
        f"  - the official installer: {nowhere} does not answer (ConnectError)\n"
        "  - building from Go modules: no `go` on PATH\n"
        "Install one of these, then run the same command again:\n"
        "  - the Pulumi CLI 3.200 or newer on PATH (https://www.pulumi.com/docs/install/), or\n"
        "  - Go 1.21 or newer on PATH (https://go.dev/dl/), to build it from Go modules."
    )


@pytest.fixture
def installer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """An installer's host that answers, and the script that the SDK gets from there."""

    def put(script: str) -> None:
        text = f"#!/bin/sh\n{script}\n"
        monkeypatch.setattr(_cmd, "_download_to_file", lambda _url, path: Path(path).write_text(text))

    with answering() as host:
        host.say("/", Reply("welcome"))
        monkeypatch.setattr(obtain, "INSTALLER_HOST", host.url)
        yield put


def test_the_official_installer_comes_first(installer: Callable[[str], None], tmp_path: Path) -> None:
    whole = programs(tmp_path / "official", TOOLS)
    installer(f'while [ "$1" != --install-root ]; do shift; done; mkdir -p "$2"; cp -r {whole} "$2/bin"')
    printed: list[str] = []
    assert sources(get(tmp_path, printed)) == dict.fromkeys(TOOLS, cli_bin(tmp_path / "cache"))
    assert printed[1:] == ["downloading Pulumi 3.225.0"]


def test_an_installer_that_fails_is_among_what_was_tried(
    installer: Callable[[str], None], tmp_path: Path
) -> None:
    installer("exit 7")
    with pytest.raises(EngineMissingError, match=r"  - the official installer: .* exit status 7"):
        get(tmp_path)


def test_an_installer_that_brings_no_python_parts_is_helped_by_go(
    installer: Callable[[str], None], go: Callable[[], None], tmp_path: Path
) -> None:
    go()
    lone = programs(tmp_path / "official", (CLI,))
    installer(f'while [ "$1" != --install-root ]; do shift; done; mkdir -p "$2"; cp -r {lone} "$2/bin"')
    assert sources(get(tmp_path)) == dict.fromkeys(TOOLS, cli_bin(tmp_path / "cache"))


def test_a_pulumi_that_does_not_tell_its_version_is_named_as_such(folder: Path, tmp_path: Path) -> None:
    broken = programs(folder, (CLI,), "") / CLI
    with pytest.raises(EngineMissingError) as refusal:
        get(tmp_path)
    assert f" not found ({broken} does not report its version).\n" in str(refusal.value)


def test_a_build_that_fails_shows_the_last_lines_of_go(
    folder: Path, go: Callable[[str], None], tmp_path: Path
) -> None:
    programs(folder, (CLI,))
    go("seq 1 6 | sed 's/^/line /' >&2; exit 1")
    with pytest.raises(EngineMissingError) as refusal:
        get(tmp_path)
    assert (
        "Tried, without success:\n"
        "  - the official installer: not tried, a `pulumi` is there and only its Python parts are missing\n"
        "  - building from Go modules: `go mod download` failed:\n"
        "    line 2\n    line 3\n    line 4\n    line 5\n    line 6\n"
        "Install"
    ) in str(refusal.value)


def test_the_step_of_the_setup_script_names_what_it_found(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    programs(folder, TOOLS, "v3.231.0")
    assert command.main() == 0
    assert capsys.readouterr().out == f"   Pulumi 3.231.0 from PATH: {folder / CLI}\n"


def test_the_step_of_the_setup_script_fails_with_the_message_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert command.main() == 1
    assert capsys.readouterr().err.startswith("The Pulumi engine is incomplete: pulumi, ")
