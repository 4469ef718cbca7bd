"""How scripts/sdk-suite judges: its verdict plugin on small tests, and what it says without a package index."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
GOOD, BAD = "def test_good(): pass\n", "def test_bad(): assert False\n"
PASSES, FAILS = "test_it.py::test_good", "test_it.py::test_bad"

Judged = subprocess.CompletedProcess[str]


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Judged]:
    """Runs tests of that code with these listed."""

    def run(code: str, *listed: str) -> Judged:
        (tmp_path / "test_it.py").write_text(code)
        (tmp_path / "listed.json").write_text(json.dumps(dict.fromkeys(listed, "A reason.")))
        shutil.copy(ROOT / "tests" / "sdk_suite" / "verdict.py", tmp_path)
        command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", ".", "-q", "-p", "verdict"]
        return subprocess.run(
            [*command, "-p", "no:cacheprovider"], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize(
    ("listed", "code", "said"),
    [
        ((FAILS,), 0, "1 passed, 1 listed, 0 failed"),
        ((), 1, "1 passed, 0 listed, 1 failed"),
        ((FAILS, PASSES), 1, "0 passed, 1 listed, 1 failed"),
    ],
    ids=["as listed", "fails unlisted", "passes though listed"],
)
def test_the_list_says_exactly_what_fails(
    judged: Callable[..., Judged], listed: tuple[str, ...], code: int, said: str
) -> None:
    ended = judged(GOOD + BAD, *listed)

    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (code, f"sdk-suite: {said}")


def test_what_skips_itself_is_counted_apart(judged: Callable[..., Judged]) -> None:
    ended = judged(GOOD + "import pytest\n@pytest.mark.skip\n" + BAD)

    assert (
        ended.stdout.splitlines()[-1]
        == "sdk-suite: 1 passed, 0 listed, 1 skipped by the SDK itself, 0 failed"
    )


@pytest.mark.parametrize(
    ("listed", "said"),
    [((), "0 passed, 0 listed, 1 failed"), ((FAILS,), "0 passed, 1 listed, 0 failed")],
    ids=["not listed", "listed"],
)
def test_what_gives_up_halfway_has_to_be_listed(
    judged: Callable[..., Judged], listed: tuple[str, ...], said: str
) -> None:
    ended = judged('import pytest\ndef test_bad(): pytest.skip("no keys")\n', *listed)

    assert ended.stdout.splitlines()[-1] == f"sdk-suite: {said}"


def test_a_listed_test_that_is_gone_is_named(judged: Callable[..., Judged]) -> None:
    ended = judged(GOOD, FAILS)

    assert ended.returncode != 0
    assert f"listed.json names tests that are not there: {FAILS}" in ended.stderr + ended.stdout


def test_without_a_package_index_it_says_so_and_fails(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "scripts" / "setup").write_text("#!/bin/sh\n")
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    env = os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}

    ended = subprocess.run(
        [tmp_path / "scripts" / "sdk-suite"], env=env, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("The source distribution of azure-ai-ml==")
    assert ended.stderr.endswith(" can't be had: pip said why. Nothing was tested.\n")
