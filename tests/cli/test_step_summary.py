"""What a step of GitHub Actions shows of a command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from modelstacks.cli import step_summary
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that GitHub Actions names; another step has written into it."""
    file = tmp_path / "summary"
    file.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


def test_a_table_is_added_and_its_cells_stay_cells(summary: Path) -> None:
    step_summary.add_table("reap", ("a", "b"), [("1|2", "x\ny")], "Nothing to reap.")
    table = "| a | b |\n| --- | --- |\n| 1\\|2 | x y |\n"
    assert summary.read_text() == f"before\n### modelstacks reap\n\n{table}"


def test_no_rows_are_said_in_words(summary: Path) -> None:
    step_summary.add_table("reap", ("a",), [], "Nothing to reap.")
    assert summary.read_text().endswith("### modelstacks reap\n\nNothing to reap.\n")


def test_outputs_show_where_a_deployment_answers_and_no_key(summary: Path) -> None:
    chat = {"model": "M", "mode": "serverless", "region": "r", "uri": "https://u", "key": "k3y"}
    step_summary.add_outputs({"deployments": {"chat": chat, "gone": {"model": "M", "state": "expired"}}})
    assert summary.read_text() == (
        "before\n### modelstacks up\n\n| deployment | model | mode | region | URI |\n| --- | --- | --- | --- | --- |\n"
        "| chat | M | serverless | r | https://u |\n| gone | M |  |  |  |\n"
    )


def test_the_platform_stack_has_no_deployments_to_show(summary: Path) -> None:
    step_summary.add_outputs({})
    assert summary.read_text().endswith("### modelstacks up\n\nEverything is as the spec says.\n")


@dataclass(frozen=True)
class Run:
    """A run that heard of these."""

    problems: Sequence[str]


def test_a_failure_is_shown_with_its_problems_which_the_error_has_as_notes(summary: Path) -> None:
    problems = ["! Vault v not created", "no"]
    with pytest.raises(ModelstacksError) as failed, step_summary.failure_of("up", Run(problems)):
        raise ModelstacksError("`pulumi up` failed.")
    told = "```\n! Vault v not created\nno\n`pulumi up` failed.\n```\n"
    assert summary.read_text() == f"before\n### modelstacks up\n\n{told}"
    assert failed.value.__notes__ == problems


def test_outside_of_github_actions_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    step_summary.add_table("reap", ("a",), [("1",)], "")
    assert list(tmp_path.iterdir()) == []
