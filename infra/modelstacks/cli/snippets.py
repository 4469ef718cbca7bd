"""`modelstacks snippets NAME`: code that talks to one endpoint, ready to run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, NameArgument
from modelstacks.cli.output import stderr
from modelstacks.cli.read_target import read_target
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.inference.snippets.samples import Sample, SampleEndpoint, Snippet

COLUMNS = (Column("--lang"), Column("package"), Column("install", below=1), Column("note"))


def snippets(
    name: NameArgument,
    spec: DeploymentsArgument = DEFAULT_SPEC,
    lang: Annotated[
        str | None,
        typer.Option(help="curl, python, javascript, csharp, or one of the ids listed without this option."),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write every sample for this endpoint to this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that differ.")] = False,
) -> None:
    """Print a sample for one endpoint, write all of them, or list them. None of them contains a key."""
    from modelstacks.inference.snippets.samples import samples_for, write_sample

    place = _place(name, spec)
    fitting = samples_for(place, lang)
    if not fitting:
        ids = ", ".join(sample.id for sample in samples_for(place))
        raise UsageError(f"There is no sample {lang!r} for {name} ({place.model}).\nThere are: {ids}.")
    if write:
        _write([write_sample(sample, place) for sample in fitting], write, force)
    elif lang:
        sys.stdout.write(write_sample(fitting[0], place).text)
    else:
        _list(fitting, place)


def _place(name: str, spec: Path) -> SampleEndpoint:
    from modelstacks.azure.cloud import resolve_cloud
    from modelstacks.inference.snippets.samples import sample_endpoint

    target = read_target(name, spec)
    place = sample_endpoint(target, resolve_cloud(os.environ).custom)
    if place is None:
        capabilities = ", ".join(target.capabilities)
        raise UsageError(
            f"There are no samples for {target.model.name}: its capabilities are {capabilities}."
        )
    return place


def _list(samples: Sequence[Sample], place: SampleEndpoint) -> None:
    rows = [
        [
            sample.id,
            sample.package,
            sample.installing(place.entra) or "",
            "retired" if sample.retired else "",
        ]
        for sample in samples
    ]
    show(Table(COLUMNS, rows))


def _write(written: Sequence[Snippet], folder: Path, force: bool) -> None:
    changed = [sample for sample in written if _differs(folder / sample.file, sample.text)]
    if changed and not force:
        names = ", ".join(str(folder / sample.file) for sample in changed)
        raise UsageError(f"These files exist and differ: {names}.\nAdd --force to overwrite them.")
    for sample in written:
        file = folder / sample.file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sample.text, encoding="utf-8")
        except OSError as err:
            raise UsageError(f"{file} can't be written: {err.strerror}.\nName another folder.") from err
        stderr().print(str(file), markup=False)


def _differs(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") != text
