"""`modelstacks init [FOLDER]`: the two Pulumi projects and specs to begin with, for those who have no clone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.output import stderr, stdout
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.engine.stacks import Kind

SPEC_FILES: dict[Kind, str] = {"platform": "platform.yaml", "models": "deployments.yaml"}


def init(
    folder: Annotated[Path, typer.Argument(help="Where `platform` and `models` go.")] = Path(),
) -> None:
    """Write a platform and a models stack to start with: specs, and the projects for plain `pulumi up`."""
    texts = {folder / path: text for path, text in _packaged()}
    _refuse_existing(texts)
    try:
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            stdout().print(file)
    except OSError as err:
        raise UsageError(f"{err.filename} can't be written: {err.strerror}.\nName another folder.") from err
    stderr().print(
        f"Edit both specs, then: modelstacks up {folder / 'platform/platform.yaml'}\n"
        f"and, once that is up: modelstacks lock {folder / 'models/deployments.yaml'}, then modelstacks up with it.",
        style="dim",
    )


def _packaged() -> Iterator[tuple[Path, str]]:
    from modelstacks.engine.stacks import packaged_text

    for kind, spec in SPEC_FILES.items():
        for name in (spec, "Pulumi.yaml", "Pulumi.local.yaml", "__main__.py"):
            yield Path(kind, name), packaged_text(kind, name)


def _refuse_existing(texts: Mapping[Path, str]) -> None:
    there = [str(file) for file in texts if file.exists()]
    if there:
        raise UsageError(
            f"{', '.join(there)} would be overwritten.\nName another folder, or move what is there."
        )
