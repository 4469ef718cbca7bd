"""`import modelstacks`: cheap, and typed for whoever checks a program that calls it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import modelstacks

if TYPE_CHECKING:
    from pathlib import Path

RIGHT = """\
from datetime import date
from typing import Any, assert_type

import modelstacks
from modelstacks.audits.report import AuditReport
from modelstacks.inference.smoke import SmokeResult
from modelstacks.lock_decisions import Lock
from modelstacks.preflight.report import Report

assert_type(modelstacks.check("deployments.yaml", rows="mine.yaml"), Report)
assert_type(modelstacks.lock("deployments.yaml", upgrade=["chat"]), Lock)
assert_type(modelstacks.deploy("deployments.yaml", stack="dev", say=print), dict[str, Any])
assert_type(modelstacks.smoke("deployments.yaml", level="full", ready_within_s=5), list[SmokeResult])
assert_type(modelstacks.audit("deployments.yaml", by=date(2027, 1, 31), everywhere=True), AuditReport)
"""
WRONG = """\
import modelstacks

modelstacks.smoke("deployments.yaml", level="all")
modelstacks.check(7)
modelstacks.apply("deployments.yaml")
"""


def mypy(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Check *program* where nothing but what is installed says what modelstacks is."""
    (folder / "program.py").write_text(program)
    command = (
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--follow-imports=silent",
        "--no-error-summary",
        "program.py",
    )
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_program_s_types_are_checked(tmp_path: Path) -> None:
    assert mypy(tmp_path, RIGHT).stdout == ""
    lines = mypy(tmp_path, WRONG).stdout.splitlines()
    assert [line.rpartition("  [")[2] for line in lines] == ["arg-type]", "arg-type]", "attr-defined]"]


def test_the_import_alone_loads_nothing() -> None:
    program = "import sys, modelstacks; print(*(name for name in sys.modules if name.startswith(('modelstacks', 'pydantic'))))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "modelstacks\n"


def test_each_function_is_there_with_what_it_takes_returns_and_raises() -> None:
    assert set(modelstacks.__all__) <= set(dir(modelstacks))
    for name in modelstacks.__all__:
        documented = getattr(modelstacks, name).__doc__
        assert "Raises SpecError" in documented
        assert "UsageError" in documented


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'modelstacks' has no attribute 'apply'"):
        _ = modelstacks.apply  # type: ignore[attr-defined]  # that is the test
