"""Where state lies, and that nobody else reads it."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from localazure.state_dir import StateDir, default_state_dir


def test_the_variable_wins(tmp_path: Path) -> None:
    assert default_state_dir({"MODELSTACKS_LOCAL_STATE": "/elsewhere"}, tmp_path) == Path("/elsewhere")


def test_the_nearest_project_holds_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "stacks" / "models"
    inner.mkdir(parents=True)
    assert default_state_dir({}, inner) == tmp_path / ".modelstacks" / "local"
    (tmp_path / "stacks" / ".modelstacks" / "stacks").mkdir(parents=True)  # a spec's own, no local Azure's
    assert default_state_dir({}, inner) == tmp_path / ".modelstacks" / "local"
    (tmp_path / "stacks" / ".modelstacks" / "local").mkdir()
    assert default_state_dir({}, inner) == tmp_path / "stacks" / ".modelstacks" / "local"


def test_git_sees_nothing_of_it(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    state = StateDir(tmp_path / ".modelstacks" / "local")
    state.make()
    state.client_secret("owner")
    seen = subprocess.run(
        ["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert seen.stdout == ""


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    state = StateDir(tmp_path / "state")
    state.make()
    first = state.client_secret("owner")
    assert StateDir(tmp_path / "state").client_secret("owner") == first != state.client_secret("reader")
    assert (tmp_path / "state" / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_asked_for_at_the_same_moment_a_secret_is_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: StateDir(tmp_path / "state").secret("passphrase"), range(32)))
    assert len(found) == 1
