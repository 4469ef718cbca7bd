"""`modelstacks init [FOLDER]`: the Pulumi projects and specs to begin with, for those who have no clone."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.output import stderr, stdout
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.spec.kinds import SpecKind

WORKFLOW = Path(".github/workflows/modelstacks.yml")


class Ci(StrEnum):
    """`--ci`: whose workflow."""

    GITHUB = "github"


def init(
    folder: Annotated[Path, typer.Argument(help="Where `platform` and `models` go.")] = Path(),
    ci: Annotated[
        Ci | None,
        typer.Option("--ci", help="Also write a workflow for it; only that where both stacks are already."),
    ] = None,
) -> None:
    """Write a platform and a models stack to start with: specs, and the projects for plain `pulumi up`."""
    from modelstacks.spec.kinds import KINDS

    begun = all((folder / kind.name / kind.file).exists() for kind in KINDS)
    texts = {} if ci and begun else {folder / path: text for path, text in _packaged()}
    if ci:
        texts |= dict([_workflow(folder)])
    _refuse_existing(texts)
    try:
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            stdout().print(file)
    except OSError as err:
        raise UsageError(f"{err.filename} can't be written: {err.strerror}.\nName another folder.") from err
    if ci:
        stderr().print("Set the repository variables that the workflow names at its head.", style="dim")
    if begun:  # then the workflow alone was written
        return
    steps = "\nand, once that is up: ".join(_way_up(kind, folder) for kind in KINDS)
    stderr().print(f"Edit the specs, then: {steps}.", style="dim")


def _way_up(kind: SpecKind, folder: Path) -> str:
    from modelstacks.spec.kinds import MODELS

    spec = folder / kind.name / kind.file
    return (
        f"modelstacks lock {spec}, then modelstacks up with it"
        if kind is MODELS
        else f"modelstacks up {spec}"
    )


def _packaged() -> Iterator[tuple[Path, str]]:
    from modelstacks.engine.stacks import packaged_text
    from modelstacks.spec.kinds import KINDS

    for kind in KINDS:
        for name in (kind.file, kind.schema_file, "Pulumi.yaml", "Pulumi.local.yaml", "__main__.py"):
            yield Path(kind.name, name), packaged_text(kind.name, name)


def _workflow(folder: Path) -> tuple[Path, str]:
    """Return where GitHub looks for it, in the repository that *folder* lies in, and its text for that place."""
    from importlib import metadata, resources

    repository = next(
        (at for at in (folder.resolve(), *folder.resolve().parents) if (at / ".git").exists()), None
    )
    root = repository or folder
    inside = folder.resolve().relative_to(root.resolve())
    text = resources.files("modelstacks.ci").joinpath("github.yml").read_text(encoding="utf-8")
    text = text.replace("@FOLDER@", f"{inside.as_posix()}/" if inside.parts else "")
    return root / WORKFLOW, text.replace("@VERSION@", metadata.version("modelstacks"))


def _refuse_existing(texts: Mapping[Path, str]) -> None:
    there = [str(file) for file in texts if file.exists()]
    if there:
        raise UsageError(
            f"{', '.join(there)} would be overwritten.\nName another folder, or move what is there."
        )
