"""`modelstacks doctor`: what is here, where, in which version, and what is missing."""

from __future__ import annotations

import os
import platform
import shutil
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, asking, print_json, stderr, stdout
from modelstacks.cli.tables import Column, Table, show
from modelstacks.errors import EngineMissingError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from modelstacks.engine.location import Engine

PACKAGES = ("modelstacks", "pulumi", "pulumi-azure-native", "azure-identity", "azure-ai-ml")
COLUMNS = (Column("what"), Column("version"), Column("where", below=1))


def doctor(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where --bundle writes; by default a file named after the time, in this folder."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Get the missing parts of the engine.")] = False,
    bundle: Annotated[
        bool,
        typer.Option(
            "--bundle",
            help="Also write an archive to send with a question: versions, config, the logs of the last runs, without secrets.",
        ),
    ] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show what was found where, with versions, and what is missing; exit 1 if the engine is incomplete."""
    from modelstacks.engine.location import find_engine
    from modelstacks.engine.obtain import ensure_engine

    if file and not bundle:
        raise UsageError(f"Nothing is written to {file} without --bundle: add it, or leave the file out.")
    if fix:
        ensure_engine(stderr().print)
    with asking("Asking each tool for its version …"):
        engine = find_engine()
        rows = [*_engine_rows(engine), *_package_rows(), *_environment_rows()]
    if output is Output.JSON:
        print_json(rows)
    else:
        _print(rows)
    if bundle:
        _write_bundle(file, rows, stderr() if output is Output.JSON else stdout())
    if engine.missing:
        raise EngineMissingError(
            f"The Pulumi engine is incomplete: {', '.join(engine.missing)} not found.\n"
            "Run `modelstacks doctor --fix` to get it."
        )


def _write_bundle(file: Path | None, rows: list[dict[str, Any]], console: Console) -> None:
    from modelstacks.bundle import archive
    from modelstacks.bundle.members import members

    packed = members(rows, Path.cwd(), os.environ)
    written = archive.write(file, packed)
    console.print(f"Written: {written}, with", markup=False)
    for name, text in packed.items():
        console.print(f"  {name} ({len(text.encode()):,} bytes)", markup=False)
    console.print("Secrets are removed, names are not: look through it before you send it.", markup=False)


def _print(rows: list[dict[str, Any]]) -> None:
    show(Table(COLUMNS, [[row["what"], row["version"] or "", row["where"] or "missing"] for row in rows]))


def _engine_rows(engine: Engine) -> list[dict[str, Any]]:
    from modelstacks.engine.location import TOOLS

    rows = []
    for name in TOOLS:
        tool = engine.tool(name)
        where = f"{tool.path} ({tool.source})" if tool else None
        rows.append({"what": name, "version": tool.version if tool else None, "where": where})
    if engine.too_old:
        where = f"{engine.too_old.path} (too old, not used)"
        rows.append({"what": "pulumi", "version": engine.too_old.version, "where": where})
    return rows


def _package_rows() -> list[dict[str, Any]]:
    python = {"what": "python", "version": platform.python_version(), "where": shutil.which("python3")}
    found = [(name, metadata.distribution(name)) for name in PACKAGES]
    return [
        python,
        *(
            {"what": f"{name} (Python package)", "version": dist.version, "where": str(dist.locate_file(""))}
            for name, dist in found
        ),
    ]


def _environment_rows() -> list[dict[str, Any]]:
    from modelstacks.azure.credentials import read_identity

    identity = read_identity(os.environ)
    cloud = os.environ.get("MODELSTACKS_LOCAL_URL") or os.environ.get("ARM_ENVIRONMENT") or "public"
    backend = os.environ.get("PULUMI_BACKEND_URL") or "what `pulumi login` chose"
    return [
        {"what": "cloud", "version": None, "where": cloud},
        {"what": "subscription", "version": None, "where": identity.subscription_id},
        {"what": "caller", "version": None, "where": identity.describe()},
        {"what": "Pulumi backend", "version": None, "where": backend},
    ]
