"""`modelstacks key NAME`: the one command that prints a key, because it was asked by name."""

from __future__ import annotations

import sys

from modelstacks.cli.options import DEFAULT_SPEC, DeploymentsArgument, NameArgument
from modelstacks.cli.read_target import read_target


def key(name: NameArgument, spec: DeploymentsArgument = DEFAULT_SPEC) -> None:
    """Print the primary key of one deployment, and nothing else; where it takes no keys, your own token for about an hour."""
    sys.stdout.write(read_target(name, spec).endpoint.key + "\n")
