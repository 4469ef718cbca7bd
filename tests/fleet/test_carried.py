"""What a worker that has none of a stack's files is handed, and what comes back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fleets import TWO, read
from modelstacks.fleet.carried import pack
from modelstacks.fleet.stack_process import StackRun

if TYPE_CHECKING:
    from pathlib import Path

DEV, PROD = "chat-dev-eastus2", "chat-prod-eastus2"
OWN_ROWS = "models: []\n"
CONFIG = "config: {a:b: c}\n"


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_spec_its_lock_its_rows_and_its_own_config_go_along(tmp_path: Path) -> None:
    fleet = read(tmp_path, TWO)
    spec = tmp_path / "chat" / "deployments.yaml"
    spec.write_text(spec.read_text() + "rows: [../rows/mine.yaml]\n")
    projects = ".modelstacks/stacks/models"
    written(
        tmp_path,
        {
            "rows/mine.yaml": OWN_ROWS,
            f"chat/deployments.{DEV}.lock.yaml": "locked\n",
            f"chat/deployments.{PROD}.lock.yaml": "another's\n",
            f"chat/Pulumi.{DEV}.yaml": CONFIG,
            "chat/Pulumi.yaml": "name: mine\n",
            f"chat/Pulumi.{PROD}.yaml": "another's\n",
            f"chat/{projects}/Pulumi.{DEV}.yaml": CONFIG,
            "chat/notes.txt": "nobody asked\n",
        },
    )

    carried, root = pack(fleet.stacks[0])

    assert root == tmp_path
    assert (carried.spec, carried.lock) == ("chat/deployments.yaml", f"chat/deployments.{DEV}.lock.yaml")
    assert carried.texts == {
        "chat/deployments.yaml": spec.read_text(),
        f"chat/deployments.{DEV}.lock.yaml": "locked\n",
        "rows/mine.yaml": OWN_ROWS,
        f"chat/Pulumi.{DEV}.yaml": CONFIG,
        "chat/Pulumi.yaml": "name: mine\n",
        f"chat/{projects}/Pulumi.{DEV}.yaml": CONFIG,
    }


def test_a_stack_of_one_file_is_carried_as_one(tmp_path: Path) -> None:
    carried, root = pack(read(tmp_path, TWO).stacks[1])

    assert root == tmp_path / "chat"
    assert list(carried.texts) == ["deployments.yaml"]
    assert carried.lock == f"deployments.{PROD}.lock.yaml"


def test_what_the_run_wrote_comes_back_and_the_folder_goes(tmp_path: Path) -> None:
    carried, _ = pack(read(tmp_path, TWO).stacks[0])
    run = StackRun(DEV, "canary", ("up", "/elsewhere/deployments.yaml", "--yes"), {"A": "b"})

    with carried.unpacked(run) as (moved, folder):
        assert moved.arguments == ("up", str(folder / "deployments.yaml"), "--yes")
        assert moved.variables == {"A": "b", "MODELSTACKS_LOCK": str(folder / carried.lock)}
        assert carried.changed(folder, DEV) == {}
        written(folder, {f"Pulumi.{DEV}.yaml": CONFIG, f"Pulumi.{PROD}.yaml": CONFIG})
        assert carried.changed(folder, DEV) == {f"Pulumi.{DEV}.yaml": CONFIG}
    assert not folder.exists()
