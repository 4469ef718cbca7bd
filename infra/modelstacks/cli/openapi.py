"""`modelstacks openapi NAME`: the endpoint's own OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, NameArgument
from modelstacks.cli.output import asking, print_json, stderr, write_file
from modelstacks.cli.read_target import read_target

if TYPE_CHECKING:
    from modelstacks.inference.target import SmokeTarget


def openapi(
    name: NameArgument,
    spec: DeploymentsArgument = DEFAULT_SPEC,
    save: Annotated[Path | None, typer.Option(help="Write it to this file instead of printing it.")] = None,
) -> None:
    """Fetch the OpenAPI document of one endpoint."""
    import asyncio

    target = read_target(name, spec)
    with asking("Asking the endpoint …"):
        document = asyncio.run(_fetch(target))
    if save is None:
        print_json(document)
        return
    write_file(save, json.dumps(document, indent=2, ensure_ascii=False) + "\n", option="--save")
    stderr().print(f"The OpenAPI document of {name} is in {save}.", markup=False)


async def _fetch(target: SmokeTarget) -> dict[str, Any]:
    from modelstacks.inference.client import open_client
    from modelstacks.inference.openapi import get_openapi

    async with open_client() as client:
        return await get_openapi(client, target.endpoint)
