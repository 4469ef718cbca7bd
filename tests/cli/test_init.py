"""`modelstacks init`: what it writes is what the other commands, and plain Pulumi, take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stack_files import stack_files

from command_line import Ended
from modelstacks.engine.stacks import choose_stack, work_folder
from modelstacks.spec import load_deployments, load_platform
from wheel import REPO

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine

ENVIRON = {"AZURE_SUBSCRIPTION_ID": "5ab5c41b-0000-4000-8000-000000000001"}


def test_both_specs_are_good_and_lie_beside_their_project(modelstacks: CommandLine, tmp_path: Path) -> None:
    ended = modelstacks("init", tmp_path)
    platform, models = tmp_path / "platform/platform.yaml", tmp_path / "models/deployments.yaml"
    assert (ended.code, len(ended.out.splitlines())) == (0, 10)
    assert load_platform(platform, ENVIRON).resource_group
    assert load_deployments(models, ENVIRON).deployments
    for spec in (platform, models):
        assert work_folder(choose_stack(spec, None, ENVIRON)) == spec.parent
        assert "virtualenv" not in (spec.parent / "Pulumi.yaml").read_text()


def test_the_way_up_is_told_with_the_workflow_too_where_there_was_nothing_before(
    modelstacks: CommandLine, tmp_path: Path
) -> None:
    platform, models = tmp_path / "platform/platform.yaml", tmp_path / "models/deployments.yaml"
    way = (
        f"Edit the specs, then: modelstacks up {platform}\n"
        f"and, once that is up: modelstacks lock {models}, then modelstacks up with it.\n"
    )
    first = modelstacks("init", tmp_path, "--ci", "github")
    assert first.err == f"Set the repository variables that the workflow names at its head.\n{way}"
    again = modelstacks("init", tmp_path)
    assert (again.code, again.out) == (2, "")
    assert modelstacks("init", tmp_path / "plain").err == way.replace(f"{tmp_path}/", f"{tmp_path}/plain/")


def test_the_wheel_brings_just_the_files_that_are_written(modelstacks: CommandLine, tmp_path: Path) -> None:
    """Folders would bring what lies in them unversioned: another stack's config, a local state with its keys."""
    modelstacks("init", tmp_path)
    written = {f"stacks/{file.relative_to(tmp_path)}" for file in tmp_path.rglob("*") if file.is_file()}
    assert {*stack_files(REPO)} == written


def test_nothing_is_overwritten(modelstacks: CommandLine, tmp_path: Path) -> None:
    mine = tmp_path / "models" / "deployments.yaml"
    mine.parent.mkdir()
    mine.write_text("mine\n")
    assert modelstacks("init", tmp_path) == Ended(
        2, "", f"{mine} would be overwritten.\nName another folder, or move what is there.\n"
    )
    assert [file.name for file in tmp_path.rglob("*")] == ["models", "deployments.yaml"]


def test_a_folder_that_cannot_be_written_is_named(modelstacks: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = modelstacks("init", tmp_path / "file")
    assert (ended.code, ended.err.splitlines()[-1]) == (2, "Name another folder.")


WORKFLOW = ".github/workflows/modelstacks.yml"


def test_the_workflow_goes_to_the_head_of_the_repository_and_knows_the_way_from_there(
    modelstacks: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    ended = modelstacks("init", tmp_path / "infra/models-of-ours", "--ci", "github")
    assert (ended.code, len(ended.out.splitlines())) == (0, 11)
    text = (tmp_path / WORKFLOW).read_text()
    assert "|| 'infra/models-of-ours/models/deployments.yaml' }}" in text
    assert '"infra/models-of-ours/platform/**"' in text


def test_without_a_repository_it_goes_into_the_folder_itself(
    modelstacks: CommandLine, tmp_path: Path
) -> None:
    assert modelstacks("init", tmp_path, "--ci", "github").code == 0
    assert "|| 'models/deployments.yaml' }}" in (tmp_path / WORKFLOW).read_text()


def test_it_can_come_later_and_touches_nothing_else(modelstacks: CommandLine, tmp_path: Path) -> None:
    modelstacks("init", tmp_path)
    (tmp_path / "models/deployments.yaml").write_text("mine\n")
    ended = modelstacks("init", tmp_path, "--ci", "github")
    assert (ended.code, ended.out) == (0, f"{tmp_path / WORKFLOW}\n")
    assert ended.err == "Set the repository variables that the workflow names at its head.\n"
    assert (tmp_path / "models/deployments.yaml").read_text() == "mine\n"


def test_a_workflow_of_one_s_own_is_not_overwritten(modelstacks: CommandLine, tmp_path: Path) -> None:
    modelstacks("init", tmp_path, "--ci", "github")
    ended = modelstacks("init", tmp_path, "--ci", "github")
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"{tmp_path / WORKFLOW} would be overwritten.")
