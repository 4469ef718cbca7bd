"""`modelstacks schema`: what editors need to complete and check the YAML files."""

from __future__ import annotations

from typing import Annotated

import typer

from modelstacks.cli.output import print_json
from modelstacks.errors import UsageError


def schema_names() -> list[str]:
    """Return the files by their names without `.yaml`."""
    from modelstacks.spec.kinds import FILES

    return [kind.stem for kind in FILES]


def schema(
    kind: Annotated[
        str, typer.Argument(help="Which file's, without .yaml.", autocompletion=schema_names)
    ] = "deployments",
) -> None:
    """Print the JSON Schema of deployments.yaml, platform.yaml or fleet.yaml, for your editor. `init` writes those of the specs beside them."""
    from modelstacks.catalog import load
    from modelstacks.spec.json_schema import json_schema
    from modelstacks.spec.kinds import FILES

    found = next((each for each in FILES if each.stem == kind), None)
    if found is None:
        raise UsageError(f"There is no schema of {kind!r}.\nThere are: {', '.join(schema_names())}.")
    print_json(json_schema(found, load()))
