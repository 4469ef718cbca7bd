"""`modelstacks openapi NAME`: the endpoint's own OpenAPI document."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.deployed import read_target
from modelstacks.cli.output import print_json, stderr
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from modelstacks.inference.target import SmokeTarget


def openapi(
    name: Annotated[str, typer.Argument(help="A deployment of the spec.")],
    spec: Annotated[Path, typer.Argument(help="deployments.yaml.")] = Path("deployments.yaml"),
    save: Annotated[Path | None, typer.Option(help="Write it to this file, not to the screen.")] = None,
) -> None:
    """Fetch the OpenAPI document of one endpoint."""
    document = asyncio.run(_fetch(read_target(name, spec)))
    if save is None:
        print_json(document)
        return
    try:
        save.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as err:
        raise UsageError(f"{save} can't be written: {err.strerror}.\nName another file for --save.") from err
    stderr().print(f"The OpenAPI document of {name} is in {save}.", markup=False)


async def _fetch(target: SmokeTarget) -> dict[str, Any]:
    from modelstacks.inference.client import open_client
    from modelstacks.inference.openapi import get_openapi

    async with open_client() as client:
        return await get_openapi(client, target.endpoint)
